/// The LAPACK half of ``BLASScalar``: one routine of LAPACKE behind each requirement.
///
/// Each takes column-major storage and returns LAPACK's `info`. A workspace length of -1 asks for
/// the optimal length. An implementation detail, like those of ``BLASScalar``.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public protocol LAPACKScalar {
  // Copies of triangles
  static func _lacpy(
    _ part: CChar, _ m: Int32, _ n: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ b: UnsafeMutablePointer<Self>?, _ ldb: Int32
  ) -> Int32

  // The norm of a symmetric matrix
  static func _lansy(
    _ norm: CChar, _ triangle: CChar, _ n: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ work: UnsafeMutablePointer<Self>?
  ) -> Self

  // General systems
  static func _getrf(
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ ipiv: UnsafeMutablePointer<Int32>?
  ) -> Int32
  static func _getrs(
    _ trans: CChar, _ n: Int32, _ nrhs: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ ipiv: UnsafePointer<Int32>?, _ b: UnsafeMutablePointer<Self>?, _ ldb: Int32
  ) -> Int32
  static func _getri(
    _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32, _ ipiv: UnsafePointer<Int32>?,
    _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32
  static func _gecon(
    _ norm: CChar, _ n: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32, _ anorm: Self,
    _ rcond: UnsafeMutablePointer<Self>, _ work: UnsafeMutablePointer<Self>?,
    _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32
  static func _gerfs(
    _ trans: CChar, _ n: Int32, _ nrhs: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ af: UnsafePointer<Self>?, _ ldaf: Int32, _ ipiv: UnsafePointer<Int32>?,
    _ b: UnsafePointer<Self>?, _ ldb: Int32, _ x: UnsafeMutablePointer<Self>?, _ ldx: Int32,
    _ ferr: UnsafeMutablePointer<Self>?, _ berr: UnsafeMutablePointer<Self>?,
    _ work: UnsafeMutablePointer<Self>?, _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32
  static func _gbsv(
    _ n: Int32, _ kl: Int32, _ ku: Int32, _ nrhs: Int32, _ ab: UnsafeMutablePointer<Self>?,
    _ ldab: Int32, _ ipiv: UnsafeMutablePointer<Int32>?, _ b: UnsafeMutablePointer<Self>?,
    _ ldb: Int32
  ) -> Int32

  // Positive definite systems
  static func _potrf(_ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32)
    -> Int32
  static func _potri(_ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32)
    -> Int32
  static func _pocon(
    _ triangle: CChar, _ n: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32, _ anorm: Self,
    _ rcond: UnsafeMutablePointer<Self>, _ work: UnsafeMutablePointer<Self>?,
    _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32
  static func _porfs(
    _ triangle: CChar, _ n: Int32, _ nrhs: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ af: UnsafePointer<Self>?, _ ldaf: Int32, _ b: UnsafePointer<Self>?, _ ldb: Int32,
    _ x: UnsafeMutablePointer<Self>?, _ ldx: Int32, _ ferr: UnsafeMutablePointer<Self>?,
    _ berr: UnsafeMutablePointer<Self>?, _ work: UnsafeMutablePointer<Self>?,
    _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32

  // Symmetric indefinite systems
  static func _sytrf(
    _ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ ipiv: UnsafeMutablePointer<Int32>?, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32
  static func _sytrs(
    _ triangle: CChar, _ n: Int32, _ nrhs: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ ipiv: UnsafePointer<Int32>?, _ b: UnsafeMutablePointer<Self>?, _ ldb: Int32
  ) -> Int32
  static func _sytri(
    _ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ ipiv: UnsafePointer<Int32>?, _ work: UnsafeMutablePointer<Self>?
  ) -> Int32
  static func _sycon(
    _ triangle: CChar, _ n: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ ipiv: UnsafePointer<Int32>?, _ anorm: Self, _ rcond: UnsafeMutablePointer<Self>,
    _ work: UnsafeMutablePointer<Self>?, _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32
  static func _syrfs(
    _ triangle: CChar, _ n: Int32, _ nrhs: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ af: UnsafePointer<Self>?, _ ldaf: Int32, _ ipiv: UnsafePointer<Int32>?,
    _ b: UnsafePointer<Self>?, _ ldb: Int32, _ x: UnsafeMutablePointer<Self>?, _ ldx: Int32,
    _ ferr: UnsafeMutablePointer<Self>?, _ berr: UnsafeMutablePointer<Self>?,
    _ work: UnsafeMutablePointer<Self>?, _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32

  // Orthogonal decompositions and least squares
  static func _geqrf(
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ tau: UnsafeMutablePointer<Self>?, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32
  static func _geqp3(
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ jpvt: UnsafeMutablePointer<Int32>?, _ tau: UnsafeMutablePointer<Self>?,
    _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32
  static func _orgqr(
    _ m: Int32, _ n: Int32, _ k: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ tau: UnsafePointer<Self>?, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32
  static func _ormqr(
    _ side: CChar, _ trans: CChar, _ m: Int32, _ n: Int32, _ k: Int32, _ a: UnsafePointer<Self>?,
    _ lda: Int32, _ tau: UnsafePointer<Self>?, _ c: UnsafeMutablePointer<Self>?, _ ldc: Int32,
    _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32
  static func _gelsd(
    _ m: Int32, _ n: Int32, _ nrhs: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ b: UnsafeMutablePointer<Self>?, _ ldb: Int32, _ s: UnsafeMutablePointer<Self>?, _ rcond: Self,
    _ rank: UnsafeMutablePointer<Int32>, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32,
    _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32

  // Singular values
  static func _gesdd(
    _ job: CChar, _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ s: UnsafeMutablePointer<Self>?, _ u: UnsafeMutablePointer<Self>?, _ ldu: Int32,
    _ vt: UnsafeMutablePointer<Self>?, _ ldvt: Int32, _ work: UnsafeMutablePointer<Self>?,
    _ lwork: Int32, _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32
  static func _gesvd(
    _ jobU: CChar, _ jobVT: CChar, _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?,
    _ lda: Int32, _ s: UnsafeMutablePointer<Self>?, _ u: UnsafeMutablePointer<Self>?, _ ldu: Int32,
    _ vt: UnsafeMutablePointer<Self>?, _ ldvt: Int32, _ work: UnsafeMutablePointer<Self>?,
    _ lwork: Int32
  ) -> Int32
  static func _gejsv(
    _ jobA: CChar, _ jobU: CChar, _ jobV: CChar, _ jobR: CChar, _ jobT: CChar, _ jobP: CChar,
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ s: UnsafeMutablePointer<Self>?, _ u: UnsafeMutablePointer<Self>?, _ ldu: Int32,
    _ v: UnsafeMutablePointer<Self>?, _ ldv: Int32, _ work: UnsafeMutablePointer<Self>?,
    _ lwork: Int32, _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32
  static func _gebrd(
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ d: UnsafeMutablePointer<Self>?, _ e: UnsafeMutablePointer<Self>?,
    _ tauq: UnsafeMutablePointer<Self>?, _ taup: UnsafeMutablePointer<Self>?,
    _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32
  static func _orgbr(
    _ vectors: CChar, _ m: Int32, _ n: Int32, _ k: Int32, _ a: UnsafeMutablePointer<Self>?,
    _ lda: Int32, _ tau: UnsafePointer<Self>?, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32

  // Eigenvalues
  static func _syevd(
    _ job: CChar, _ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ w: UnsafeMutablePointer<Self>?, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32,
    _ iwork: UnsafeMutablePointer<Int32>?, _ liwork: Int32
  ) -> Int32
  static func _syevx(
    _ job: CChar, _ range: CChar, _ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?,
    _ lda: Int32, _ vl: Self, _ vu: Self, _ il: Int32, _ iu: Int32, _ abstol: Self,
    _ m: UnsafeMutablePointer<Int32>, _ w: UnsafeMutablePointer<Self>?,
    _ z: UnsafeMutablePointer<Self>?, _ ldz: Int32, _ work: UnsafeMutablePointer<Self>?,
    _ lwork: Int32, _ iwork: UnsafeMutablePointer<Int32>?, _ ifail: UnsafeMutablePointer<Int32>?
  ) -> Int32
  static func _sygst(
    _ itype: Int32, _ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ b: UnsafePointer<Self>?, _ ldb: Int32
  ) -> Int32
  static func _geev(
    _ jobVL: CChar, _ jobVR: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ wr: UnsafeMutablePointer<Self>?, _ wi: UnsafeMutablePointer<Self>?,
    _ vl: UnsafeMutablePointer<Self>?, _ ldvl: Int32, _ vr: UnsafeMutablePointer<Self>?,
    _ ldvr: Int32, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32
  static func _gees(
    _ jobVS: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ wr: UnsafeMutablePointer<Self>?, _ wi: UnsafeMutablePointer<Self>?,
    _ vs: UnsafeMutablePointer<Self>?, _ ldvs: Int32, _ work: UnsafeMutablePointer<Self>?,
    _ lwork: Int32
  ) -> Int32
  static func _trsen(
    _ select: UnsafePointer<Int32>?, _ n: Int32, _ t: UnsafeMutablePointer<Self>?, _ ldt: Int32,
    _ q: UnsafeMutablePointer<Self>?, _ ldq: Int32, _ wr: UnsafeMutablePointer<Self>?,
    _ wi: UnsafeMutablePointer<Self>?, _ m: UnsafeMutablePointer<Int32>,
    _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32
  static func _gehrd(
    _ n: Int32, _ ilo: Int32, _ ihi: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ tau: UnsafeMutablePointer<Self>?, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32
  static func _orghr(
    _ n: Int32, _ ilo: Int32, _ ihi: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ tau: UnsafePointer<Self>?, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32
  static func _trsyl(
    _ transA: CChar, _ transB: CChar, _ sign: Int32, _ m: Int32, _ n: Int32,
    _ a: UnsafePointer<Self>?, _ lda: Int32, _ b: UnsafePointer<Self>?, _ ldb: Int32,
    _ c: UnsafeMutablePointer<Self>?, _ ldc: Int32, _ scale: UnsafeMutablePointer<Self>
  ) -> Int32
}

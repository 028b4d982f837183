internal import CBLAS

// One routine of LAPACKE behind each witness: singular values and eigenvalues.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Double {
  // MARK: Singular values

  public static func _gesdd(
    _ job: CChar, _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ s: UnsafeMutablePointer<Self>?, _ u: UnsafeMutablePointer<Self>?, _ ldu: Int32,
    _ vt: UnsafeMutablePointer<Self>?, _ ldvt: Int32, _ work: UnsafeMutablePointer<Self>?,
    _ lwork: Int32, _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    unsafe LAPACKE_dgesdd_work(
      LAPACK_COL_MAJOR, job, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork, iwork)
  }

  public static func _gesvd(
    _ jobU: CChar, _ jobVT: CChar, _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?,
    _ lda: Int32, _ s: UnsafeMutablePointer<Self>?, _ u: UnsafeMutablePointer<Self>?, _ ldu: Int32,
    _ vt: UnsafeMutablePointer<Self>?, _ ldvt: Int32, _ work: UnsafeMutablePointer<Self>?,
    _ lwork: Int32
  ) -> Int32 {
    unsafe LAPACKE_dgesvd_work(
      LAPACK_COL_MAJOR, jobU, jobVT, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork)
  }

  public static func _gejsv(
    _ jobA: CChar, _ jobU: CChar, _ jobV: CChar, _ jobR: CChar, _ jobT: CChar, _ jobP: CChar,
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ s: UnsafeMutablePointer<Self>?, _ u: UnsafeMutablePointer<Self>?, _ ldu: Int32,
    _ v: UnsafeMutablePointer<Self>?, _ ldv: Int32, _ work: UnsafeMutablePointer<Self>?,
    _ lwork: Int32, _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    unsafe LAPACKE_dgejsv_work(
      LAPACK_COL_MAJOR, jobA, jobU, jobV, jobR, jobT, jobP, m, n, a, lda, s, u, ldu, v, ldv, work,
      lwork, iwork)
  }

  public static func _gebrd(
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ d: UnsafeMutablePointer<Self>?, _ e: UnsafeMutablePointer<Self>?,
    _ tauq: UnsafeMutablePointer<Self>?, _ taup: UnsafeMutablePointer<Self>?,
    _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32 {
    unsafe LAPACKE_dgebrd_work(LAPACK_COL_MAJOR, m, n, a, lda, d, e, tauq, taup, work, lwork)
  }

  public static func _orgbr(
    _ vectors: CChar, _ m: Int32, _ n: Int32, _ k: Int32, _ a: UnsafeMutablePointer<Self>?,
    _ lda: Int32, _ tau: UnsafePointer<Self>?, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32 {
    unsafe LAPACKE_dorgbr_work(LAPACK_COL_MAJOR, vectors, m, n, k, a, lda, tau, work, lwork)
  }

  // MARK: Eigenvalues

  public static func _syevd(
    _ job: CChar, _ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ w: UnsafeMutablePointer<Self>?, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32,
    _ iwork: UnsafeMutablePointer<Int32>?, _ liwork: Int32
  ) -> Int32 {
    unsafe LAPACKE_dsyevd_work(
      LAPACK_COL_MAJOR, job, triangle, n, a, lda, w, work, lwork, iwork, liwork)
  }

  public static func _syevx(
    _ job: CChar, _ range: CChar, _ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?,
    _ lda: Int32, _ vl: Self, _ vu: Self, _ il: Int32, _ iu: Int32, _ abstol: Self,
    _ m: UnsafeMutablePointer<Int32>, _ w: UnsafeMutablePointer<Self>?,
    _ z: UnsafeMutablePointer<Self>?, _ ldz: Int32, _ work: UnsafeMutablePointer<Self>?,
    _ lwork: Int32, _ iwork: UnsafeMutablePointer<Int32>?, _ ifail: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    unsafe LAPACKE_dsyevx_work(
      LAPACK_COL_MAJOR, job, range, triangle, n, a, lda, vl, vu, il, iu, abstol, m, w, z, ldz, work,
      lwork, iwork, ifail)
  }

  public static func _sygst(
    _ itype: Int32, _ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ b: UnsafePointer<Self>?, _ ldb: Int32
  ) -> Int32 {
    unsafe LAPACKE_dsygst_work(LAPACK_COL_MAJOR, itype, triangle, n, a, lda, b, ldb)
  }

  public static func _geev(
    _ jobVL: CChar, _ jobVR: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ wr: UnsafeMutablePointer<Self>?, _ wi: UnsafeMutablePointer<Self>?,
    _ vl: UnsafeMutablePointer<Self>?, _ ldvl: Int32, _ vr: UnsafeMutablePointer<Self>?,
    _ ldvr: Int32, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32 {
    unsafe LAPACKE_dgeev_work(
      LAPACK_COL_MAJOR, jobVL, jobVR, n, a, lda, wr, wi, vl, ldvl, vr, ldvr, work, lwork)
  }

  public static func _gees(
    _ jobVS: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ wr: UnsafeMutablePointer<Self>?, _ wi: UnsafeMutablePointer<Self>?,
    _ vs: UnsafeMutablePointer<Self>?, _ ldvs: Int32, _ work: UnsafeMutablePointer<Self>?,
    _ lwork: Int32
  ) -> Int32 {
    var sorted: Int32 = 0
    return unsafe LAPACKE_dgees_work(
      LAPACK_COL_MAJOR, jobVS, CChar(UInt8(ascii: "N")), nil, n, a, lda, &sorted, wr, wi, vs, ldvs,
      work, lwork, nil)
  }

  public static func _trsen(
    _ select: UnsafePointer<Int32>?, _ n: Int32, _ t: UnsafeMutablePointer<Self>?, _ ldt: Int32,
    _ q: UnsafeMutablePointer<Self>?, _ ldq: Int32, _ wr: UnsafeMutablePointer<Self>?,
    _ wi: UnsafeMutablePointer<Self>?, _ m: UnsafeMutablePointer<Int32>,
    _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32 {
    // Without condition numbers, the integers are one.
    var (s, sep, integer): (Self, Self, Int32) = (0, 0, 0)
    return unsafe LAPACKE_dtrsen_work(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "V")), select, n, t, ldt, q,
      ldq, wr, wi, m, &s, &sep, work, lwork, &integer, 1)
  }

  public static func _gehrd(
    _ n: Int32, _ ilo: Int32, _ ihi: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ tau: UnsafeMutablePointer<Self>?, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32 {
    unsafe LAPACKE_dgehrd_work(LAPACK_COL_MAJOR, n, ilo, ihi, a, lda, tau, work, lwork)
  }

  public static func _orghr(
    _ n: Int32, _ ilo: Int32, _ ihi: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ tau: UnsafePointer<Self>?, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32 {
    unsafe LAPACKE_dorghr_work(LAPACK_COL_MAJOR, n, ilo, ihi, a, lda, tau, work, lwork)
  }

  public static func _trsyl(
    _ transA: CChar, _ transB: CChar, _ sign: Int32, _ m: Int32, _ n: Int32,
    _ a: UnsafePointer<Self>?, _ lda: Int32, _ b: UnsafePointer<Self>?, _ ldb: Int32,
    _ c: UnsafeMutablePointer<Self>?, _ ldc: Int32, _ scale: UnsafeMutablePointer<Self>
  ) -> Int32 {
    unsafe LAPACKE_dtrsyl_work(
      LAPACK_COL_MAJOR, transA, transB, sign, m, n, a, lda, b, ldb, c, ldc, scale)
  }
}

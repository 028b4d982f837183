internal import CBLAS

// One routine of LAPACKE behind each witness: linear systems, orthogonal decompositions and least
// squares. `_work` routines neither allocate nor scan for NaN, and in column-major order they pass
// straight through to LAPACK.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Double: LAPACKScalar {
  // MARK: Copies of triangles

  public static func _lacpy(
    _ part: CChar, _ m: Int32, _ n: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ b: UnsafeMutablePointer<Self>?, _ ldb: Int32
  ) -> Int32 {
    unsafe LAPACKE_dlacpy_work(LAPACK_COL_MAJOR, part, m, n, a, lda, b, ldb)
  }

  // MARK: The norm of a symmetric matrix

  public static func _lansy(
    _ norm: CChar, _ triangle: CChar, _ n: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ work: UnsafeMutablePointer<Self>?
  ) -> Self {
    unsafe LAPACKE_dlansy_work(LAPACK_COL_MAJOR, norm, triangle, n, a, lda, work)
  }

  // MARK: General systems

  public static func _getrf(
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ ipiv: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    unsafe LAPACKE_dgetrf_work(LAPACK_COL_MAJOR, m, n, a, lda, ipiv)
  }

  public static func _getrs(
    _ trans: CChar, _ n: Int32, _ nrhs: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ ipiv: UnsafePointer<Int32>?, _ b: UnsafeMutablePointer<Self>?, _ ldb: Int32
  ) -> Int32 {
    unsafe LAPACKE_dgetrs_work(LAPACK_COL_MAJOR, trans, n, nrhs, a, lda, ipiv, b, ldb)
  }

  public static func _getri(
    _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32, _ ipiv: UnsafePointer<Int32>?,
    _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32 {
    unsafe LAPACKE_dgetri_work(LAPACK_COL_MAJOR, n, a, lda, ipiv, work, lwork)
  }

  public static func _gecon(
    _ norm: CChar, _ n: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32, _ anorm: Self,
    _ rcond: UnsafeMutablePointer<Self>, _ work: UnsafeMutablePointer<Self>?,
    _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    unsafe LAPACKE_dgecon_work(LAPACK_COL_MAJOR, norm, n, a, lda, anorm, rcond, work, iwork)
  }

  public static func _gerfs(
    _ trans: CChar, _ n: Int32, _ nrhs: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ af: UnsafePointer<Self>?, _ ldaf: Int32, _ ipiv: UnsafePointer<Int32>?,
    _ b: UnsafePointer<Self>?, _ ldb: Int32, _ x: UnsafeMutablePointer<Self>?, _ ldx: Int32,
    _ ferr: UnsafeMutablePointer<Self>?, _ berr: UnsafeMutablePointer<Self>?,
    _ work: UnsafeMutablePointer<Self>?, _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    unsafe LAPACKE_dgerfs_work(
      LAPACK_COL_MAJOR, trans, n, nrhs, a, lda, af, ldaf, ipiv, b, ldb, x, ldx, ferr, berr, work,
      iwork)
  }

  public static func _gbsv(
    _ n: Int32, _ kl: Int32, _ ku: Int32, _ nrhs: Int32, _ ab: UnsafeMutablePointer<Self>?,
    _ ldab: Int32, _ ipiv: UnsafeMutablePointer<Int32>?, _ b: UnsafeMutablePointer<Self>?,
    _ ldb: Int32
  ) -> Int32 {
    unsafe LAPACKE_dgbsv_work(LAPACK_COL_MAJOR, n, kl, ku, nrhs, ab, ldab, ipiv, b, ldb)
  }

  // MARK: Positive definite systems

  public static func _potrf(
    _ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32
  ) -> Int32 {
    unsafe LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, triangle, n, a, lda)
  }

  public static func _potri(
    _ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32
  ) -> Int32 {
    unsafe LAPACKE_dpotri_work(LAPACK_COL_MAJOR, triangle, n, a, lda)
  }

  public static func _pocon(
    _ triangle: CChar, _ n: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32, _ anorm: Self,
    _ rcond: UnsafeMutablePointer<Self>, _ work: UnsafeMutablePointer<Self>?,
    _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    unsafe LAPACKE_dpocon_work(LAPACK_COL_MAJOR, triangle, n, a, lda, anorm, rcond, work, iwork)
  }

  public static func _porfs(
    _ triangle: CChar, _ n: Int32, _ nrhs: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ af: UnsafePointer<Self>?, _ ldaf: Int32, _ b: UnsafePointer<Self>?, _ ldb: Int32,
    _ x: UnsafeMutablePointer<Self>?, _ ldx: Int32, _ ferr: UnsafeMutablePointer<Self>?,
    _ berr: UnsafeMutablePointer<Self>?, _ work: UnsafeMutablePointer<Self>?,
    _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    unsafe LAPACKE_dporfs_work(
      LAPACK_COL_MAJOR, triangle, n, nrhs, a, lda, af, ldaf, b, ldb, x, ldx, ferr, berr, work, iwork
    )
  }

  // MARK: Symmetric indefinite systems

  public static func _sytrf(
    _ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ ipiv: UnsafeMutablePointer<Int32>?, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32 {
    unsafe LAPACKE_dsytrf_work(LAPACK_COL_MAJOR, triangle, n, a, lda, ipiv, work, lwork)
  }

  public static func _sytrs(
    _ triangle: CChar, _ n: Int32, _ nrhs: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ ipiv: UnsafePointer<Int32>?, _ b: UnsafeMutablePointer<Self>?, _ ldb: Int32
  ) -> Int32 {
    unsafe LAPACKE_dsytrs_work(LAPACK_COL_MAJOR, triangle, n, nrhs, a, lda, ipiv, b, ldb)
  }

  public static func _sytri(
    _ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ ipiv: UnsafePointer<Int32>?, _ work: UnsafeMutablePointer<Self>?
  ) -> Int32 {
    unsafe LAPACKE_dsytri_work(LAPACK_COL_MAJOR, triangle, n, a, lda, ipiv, work)
  }

  public static func _sycon(
    _ triangle: CChar, _ n: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ ipiv: UnsafePointer<Int32>?, _ anorm: Self, _ rcond: UnsafeMutablePointer<Self>,
    _ work: UnsafeMutablePointer<Self>?, _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    unsafe LAPACKE_dsycon_work(
      LAPACK_COL_MAJOR, triangle, n, a, lda, ipiv, anorm, rcond, work, iwork)
  }

  public static func _syrfs(
    _ triangle: CChar, _ n: Int32, _ nrhs: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ af: UnsafePointer<Self>?, _ ldaf: Int32, _ ipiv: UnsafePointer<Int32>?,
    _ b: UnsafePointer<Self>?, _ ldb: Int32, _ x: UnsafeMutablePointer<Self>?, _ ldx: Int32,
    _ ferr: UnsafeMutablePointer<Self>?, _ berr: UnsafeMutablePointer<Self>?,
    _ work: UnsafeMutablePointer<Self>?, _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    unsafe LAPACKE_dsyrfs_work(
      LAPACK_COL_MAJOR, triangle, n, nrhs, a, lda, af, ldaf, ipiv, b, ldb, x, ldx, ferr, berr, work,
      iwork)
  }

  // MARK: Orthogonal decompositions and least squares

  public static func _geqrf(
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ tau: UnsafeMutablePointer<Self>?, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32 {
    unsafe LAPACKE_dgeqrf_work(LAPACK_COL_MAJOR, m, n, a, lda, tau, work, lwork)
  }

  public static func _geqp3(
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ jpvt: UnsafeMutablePointer<Int32>?, _ tau: UnsafeMutablePointer<Self>?,
    _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32 {
    unsafe LAPACKE_dgeqp3_work(LAPACK_COL_MAJOR, m, n, a, lda, jpvt, tau, work, lwork)
  }

  public static func _orgqr(
    _ m: Int32, _ n: Int32, _ k: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ tau: UnsafePointer<Self>?, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32 {
    unsafe LAPACKE_dorgqr_work(LAPACK_COL_MAJOR, m, n, k, a, lda, tau, work, lwork)
  }

  public static func _ormqr(
    _ side: CChar, _ trans: CChar, _ m: Int32, _ n: Int32, _ k: Int32, _ a: UnsafePointer<Self>?,
    _ lda: Int32, _ tau: UnsafePointer<Self>?, _ c: UnsafeMutablePointer<Self>?, _ ldc: Int32,
    _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32 {
    unsafe LAPACKE_dormqr_work(
      LAPACK_COL_MAJOR, side, trans, m, n, k, a, lda, tau, c, ldc, work, lwork)
  }

  public static func _gelsd(
    _ m: Int32, _ n: Int32, _ nrhs: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ b: UnsafeMutablePointer<Self>?, _ ldb: Int32, _ s: UnsafeMutablePointer<Self>?, _ rcond: Self,
    _ rank: UnsafeMutablePointer<Int32>, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32,
    _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    unsafe LAPACKE_dgelsd_work(
      LAPACK_COL_MAJOR, m, n, nrhs, a, lda, b, ldb, s, rcond, rank, work, lwork, iwork)
  }
}

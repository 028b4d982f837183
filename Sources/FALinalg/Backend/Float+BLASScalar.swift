internal import CBLAS

// One routine of CBLAS or LAPACKE behind each witness. `_work` routines neither allocate nor scan
// for NaN, and in column-major order they pass straight through to LAPACK.

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Float: BLASScalar {
  public static func _gemm(
    _ transposeA: BLASTranspose, _ transposeB: BLASTranspose,
    _ m: Int32, _ n: Int32, _ k: Int32,
    _ alpha: Self, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ b: UnsafePointer<Self>?, _ ldb: Int32,
    _ beta: Self, _ c: UnsafeMutablePointer<Self>?, _ ldc: Int32
  ) {
    unsafe cblas_sgemm(
      CblasColMajor, .init(transposeA.rawValue), .init(transposeB.rawValue),
      m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
  }

  public static func _trsm(
    _ side: BLASSide, _ triangle: BLASTriangle, _ transpose: BLASTranspose,
    _ m: Int32, _ n: Int32, _ alpha: Self,
    _ a: UnsafePointer<Self>?, _ lda: Int32, _ b: UnsafeMutablePointer<Self>?, _ ldb: Int32
  ) {
    unsafe cblas_strsm(
      CblasColMajor, .init(side.rawValue), .init(triangle.rawValue), .init(transpose.rawValue),
      CblasNonUnit, m, n, alpha, a, lda, b, ldb)
  }

  public static func _axpy(
    _ n: Int32, _ alpha: Self, _ x: UnsafePointer<Self>?, _ incx: Int32,
    _ y: UnsafeMutablePointer<Self>?, _ incy: Int32
  ) {
    unsafe cblas_saxpy(n, alpha, x, incx, y, incy)
  }

  public static func _scal(
    _ n: Int32, _ alpha: Self, _ x: UnsafeMutablePointer<Self>?, _ incx: Int32
  ) {
    unsafe cblas_sscal(n, alpha, x, incx)
  }

  public static func _dot(
    _ n: Int32, _ x: UnsafePointer<Self>?, _ incx: Int32,
    _ y: UnsafePointer<Self>?, _ incy: Int32
  ) -> Self {
    unsafe cblas_sdot(n, x, incx, y, incy)
  }

  public static func _nrm2(_ n: Int32, _ x: UnsafePointer<Self>?, _ incx: Int32) -> Self {
    unsafe cblas_snrm2(n, x, incx)
  }

  public static func _gesdd(
    _ job: CChar, _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ s: UnsafeMutablePointer<Self>?, _ u: UnsafeMutablePointer<Self>?, _ ldu: Int32,
    _ vt: UnsafeMutablePointer<Self>?, _ ldvt: Int32,
    _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32, _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    unsafe LAPACKE_sgesdd_work(
      LAPACK_COL_MAJOR, job, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork, iwork)
  }

  public static func _gesvd(
    _ jobU: CChar, _ jobVT: CChar, _ m: Int32, _ n: Int32,
    _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ s: UnsafeMutablePointer<Self>?, _ u: UnsafeMutablePointer<Self>?, _ ldu: Int32,
    _ vt: UnsafeMutablePointer<Self>?, _ ldvt: Int32,
    _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32 {
    unsafe LAPACKE_sgesvd_work(
      LAPACK_COL_MAJOR, jobU, jobVT, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork)
  }

  public static func _gejsv(
    _ jobA: CChar, _ jobU: CChar, _ jobV: CChar, _ jobR: CChar, _ jobT: CChar, _ jobP: CChar,
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ s: UnsafeMutablePointer<Self>?, _ u: UnsafeMutablePointer<Self>?, _ ldu: Int32,
    _ v: UnsafeMutablePointer<Self>?, _ ldv: Int32,
    _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32, _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    unsafe LAPACKE_sgejsv_work(
      LAPACK_COL_MAJOR, jobA, jobU, jobV, jobR, jobT, jobP,
      m, n, a, lda, s, u, ldu, v, ldv, work, lwork, iwork)
  }

  public static func _geqrf(
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ tau: UnsafeMutablePointer<Self>?, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32 {
    unsafe LAPACKE_sgeqrf_work(LAPACK_COL_MAJOR, m, n, a, lda, tau, work, lwork)
  }

  public static func _orgqr(
    _ m: Int32, _ n: Int32, _ k: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32,
    _ tau: UnsafePointer<Self>?, _ work: UnsafeMutablePointer<Self>?, _ lwork: Int32
  ) -> Int32 {
    unsafe LAPACKE_sorgqr_work(LAPACK_COL_MAJOR, m, n, k, a, lda, tau, work, lwork)
  }

  public static func _potrf(
    _ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32
  ) -> Int32 {
    unsafe LAPACKE_spotrf_work(LAPACK_COL_MAJOR, triangle, n, a, lda)
  }

  public static func _pocon(
    _ triangle: CChar, _ n: Int32, _ a: UnsafePointer<Self>?, _ lda: Int32, _ anorm: Self,
    _ rcond: UnsafeMutablePointer<Self>, _ work: UnsafeMutablePointer<Self>?,
    _ iwork: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    unsafe LAPACKE_spocon_work(LAPACK_COL_MAJOR, triangle, n, a, lda, anorm, rcond, work, iwork)
  }
}

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

  public static func _iamax(_ n: Int32, _ x: UnsafePointer<Self>?, _ incx: Int32) -> Int {
    unsafe Int(cblas_isamax(n, x, incx))
  }
}

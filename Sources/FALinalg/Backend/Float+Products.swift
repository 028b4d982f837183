internal import CBLAS
internal import CKernels

// The products of ``BLASScalar`` other than the plain one.

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Float {
  public static func _narrowProduct(
    _ few: UnsafePointer<Self>, _ fewRow: Int, _ fewColumn: Int, _ count: Int,
    _ large: UnsafePointer<Self>, _ stride: Int, _ runsAcross: Int32, _ inner: Int, _ width: Int,
    _ alpha: Self, _ beta: Self, _ c: UnsafeMutablePointer<Self>, _ cRow: Int, _ cColumn: Int
  ) {
    unsafe fa_narrow_product_float(
      vectorBytes, few, fewRow, fewColumn, count, large, stride, runsAcross, inner, width, alpha,
      beta, c, cRow, cColumn)
  }

  public static func _shortProduct(
    _ a: UnsafePointer<Self>, _ aRow: Int, _ rows: Int, _ b: UnsafePointer<Self>, _ bColumn: Int,
    _ columns: Int, _ inner: Int, _ alpha: Self, _ beta: Self, _ c: UnsafeMutablePointer<Self>,
    _ cRow: Int, _ cColumn: Int
  ) {
    unsafe fa_short_product_float(
      vectorBytes(forSumsOf: inner), a, aRow, rows, b, bColumn, columns, inner, alpha, beta, c,
      cRow, cColumn)
  }

  public static func _tallProduct(
    _ x: UnsafePointer<Self>, _ stride: Int, _ rows: Int, _ few: UnsafePointer<Self>,
    _ inner: Int, _ width: Int, _ scale: Self, _ c: UnsafeMutablePointer<Self>, _ cStride: Int
  ) {
    unsafe fa_tall_product_float(
      vectorBytes, x, stride, rows, few, inner, width, scale, c, cStride)
  }

  public static func _tallSolve(
    _ x: UnsafeMutablePointer<Self>, _ stride: Int, _ rows: Int, _ upper: UnsafePointer<Self>,
    _ order: Int
  ) {
    unsafe fa_tall_solve_float(vectorBytes, x, stride, rows, upper, order)
  }

  public static func _smallSymmetricEigen(
    _ a: UnsafeMutablePointer<Self>, _ order: Int, _ values: UnsafeMutablePointer<Self>,
    _ computingVectors: Int32
  ) -> Int {
    unsafe fa_symmetric_eigen_float(vectorBytes, a, order, values, computingVectors)
  }

  public static func _smallSVD(
    _ a: UnsafePointer<Self>, _ rows: Int, _ columns: Int, _ values: UnsafeMutablePointer<Self>,
    _ left: UnsafeMutablePointer<Self>?, _ leftColumns: Int, _ right: UnsafeMutablePointer<Self>?,
    _ transposed: Int32
  ) -> Int32 {
    unsafe fa_singular_values_float(
      vectorBytes, a, rows, columns, values, left, leftColumns, right, transposed)
  }

  public static func _addScaled(
    _ a: UnsafePointer<Self>, _ scale: Self, _ b: UnsafePointer<Self>, _ count: Int,
    _ out: UnsafeMutablePointer<Self>
  ) {
    unsafe fa_add_scaled_float(vectorBytes, a, scale, b, count, out)
  }

  public static func _gemv(
    _ transpose: BLASTranspose, _ m: Int32, _ n: Int32,
    _ alpha: Self, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ x: UnsafePointer<Self>?, _ incx: Int32,
    _ beta: Self, _ y: UnsafeMutablePointer<Self>?, _ incy: Int32
  ) {
    unsafe cblas_sgemv(
      CblasColMajor, .init(transpose.rawValue), m, n, alpha, a, lda, x, incx, beta, y, incy)
  }

  public static func _ger(
    _ m: Int32, _ n: Int32, _ alpha: Self, _ x: UnsafePointer<Self>?, _ incx: Int32,
    _ y: UnsafePointer<Self>?, _ incy: Int32, _ a: UnsafeMutablePointer<Self>?, _ lda: Int32
  ) {
    unsafe cblas_sger(CblasColMajor, m, n, alpha, x, incx, y, incy, a, lda)
  }

  public static func _syrk(
    _ triangle: BLASTriangle, _ transpose: BLASTranspose, _ n: Int32, _ k: Int32,
    _ alpha: Self, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ beta: Self, _ c: UnsafeMutablePointer<Self>?, _ ldc: Int32
  ) {
    unsafe cblas_ssyrk(
      CblasColMajor, .init(triangle.rawValue), .init(transpose.rawValue),
      n, k, alpha, a, lda, beta, c, ldc)
  }

  public static func _symm(
    _ side: BLASSide, _ triangle: BLASTriangle, _ m: Int32, _ n: Int32,
    _ alpha: Self, _ a: UnsafePointer<Self>?, _ lda: Int32,
    _ b: UnsafePointer<Self>?, _ ldb: Int32,
    _ beta: Self, _ c: UnsafeMutablePointer<Self>?, _ ldc: Int32
  ) {
    unsafe cblas_ssymm(
      CblasColMajor, .init(side.rawValue), .init(triangle.rawValue),
      m, n, alpha, a, lda, b, ldb, beta, c, ldc)
  }

  public static func _trmm(
    _ side: BLASSide, _ triangle: BLASTriangle, _ transpose: BLASTranspose,
    _ diagonal: BLASDiagonal, _ m: Int32, _ n: Int32, _ alpha: Self,
    _ a: UnsafePointer<Self>?, _ lda: Int32, _ b: UnsafeMutablePointer<Self>?, _ ldb: Int32
  ) {
    unsafe cblas_strmm(
      CblasColMajor, .init(side.rawValue), .init(triangle.rawValue), .init(transpose.rawValue),
      .init(diagonal.rawValue), m, n, alpha, a, lda, b, ldb)
  }

  public static func _trsm(
    _ side: BLASSide, _ triangle: BLASTriangle, _ transpose: BLASTranspose,
    _ diagonal: BLASDiagonal, _ m: Int32, _ n: Int32, _ alpha: Self,
    _ a: UnsafePointer<Self>?, _ lda: Int32, _ b: UnsafeMutablePointer<Self>?, _ ldb: Int32
  ) {
    unsafe cblas_strsm(
      CblasColMajor, .init(side.rawValue), .init(triangle.rawValue), .init(transpose.rawValue),
      .init(diagonal.rawValue), m, n, alpha, a, lda, b, ldb)
  }

  public static func _asum(_ n: Int32, _ x: UnsafePointer<Self>?, _ incx: Int32) -> Self {
    unsafe cblas_sasum(n, x, incx)
  }
}

internal import CBLAS

/// Stores `alpha a b + beta c` in `c`, by the routine that is fastest for the shape.
///
/// - Parameters:
///   - a: m x k, laid out so that BLAS can read it.
///   - b: k x n, laid out so that BLAS can read it.
///   - c: m x n.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func storeProduct<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>,
  alpha: Scalar, beta: Scalar
) {
  let (m, n, k) = unsafe (c.rows, c.columns, a.columns)
  if k > 0, m > 0, n == 1 {
    // A vector goes through `gemv`, which reads the matrix once. `gemm` packs it first and was 2 to
    // 3 times slower from 16 x 16 to 2000 x 2000.
    unsafe matrixVector(
      a, x: b.base, increment: max(1, b.rowStride), alpha: alpha, beta: beta, y: c.base,
      increment: 1)
  } else if k > 0, m == 1, n > 0 {
    unsafe matrixVector(
      b.transposed, x: a.base, increment: max(1, a.columnStride), alpha: alpha, beta: beta,
      y: c.base, increment: max(1, c.columnStride))
  } else if isTall(m, n, k), alpha != 0, unsafe a.rowStride == 1 {
    unsafe storeTallProduct(a, b, into: c, alpha: alpha, beta: beta)
  } else if isShort(m, n, k), unsafe a.columnStride == 1, unsafe b.rowStride == 1 {
    unsafe storeShortProduct(a, b, into: c, alpha: alpha, beta: beta)
  } else if isNarrow(m, n, k, Scalar.self) {
    unsafe storeNarrowProduct(a, b, into: c, alpha: alpha, beta: beta)
  } else if m * n <= largestSplitResult && splittingPays(m, n, k) {
    unsafe storeSplitProduct(a, b, into: c, alpha: alpha, beta: beta)
  } else {
    unsafe gemm(a, b, into: c, alpha: alpha, beta: beta)
  }
}

/// The general product of BLAS.
@inline(__always)
func gemm<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>,
  alpha: Scalar, beta: Scalar
) {
  let (aLayout, bLayout) = unsafe (a.requiredLayout, b.requiredLayout)
  unsafe blas_gemm(
    Scalar.letter, aLayout.transpose.rawValue, bLayout.transpose.rawValue, blasInt(c.rows),
    blasInt(c.columns), blasInt(a.columns),
    Double(alpha), a.base, aLayout.leadingDimension, b.base, bLayout.leadingDimension, Double(beta),
    c.base,
    c.leadingDimension)
}

/// Stores `alpha a x + beta y` in `y`, for vectors of any stride.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func matrixVector<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, x: UnsafePointer<Scalar>?, increment xIncrement: Int, alpha: Scalar,
  beta: Scalar, y: UnsafeMutablePointer<Scalar>?, increment yIncrement: Int
) {
  let layout = unsafe a.requiredLayout
  let isTransposed = layout.transpose == .transpose
  unsafe blas_gemv(
    Scalar.letter, layout.transpose.rawValue, blasInt(isTransposed ? a.columns : a.rows),
    blasInt(isTransposed ? a.rows : a.columns), Double(alpha), a.base, layout.leadingDimension, x,
    blasInt(xIncrement), Double(beta), y, blasInt(yIncrement))
}

extension UnsafeMatrix {
  /// The transpose of what lies there.
  @inlinable
  var transposed: Self {
    unsafe Self(
      base: base, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride)
  }

  /// The layout of a matrix that BLAS is known to be able to read.
  @inlinable
  @inline(__always)
  var requiredLayout: (transpose: BLASTranspose, leadingDimension: Int32) {
    guard let layout = unsafe blasLayout else {
      stop("BLAS cannot read a matrix with gaps along rows and columns")
    }
    return (layout.transpose, blasInt(layout.leadingDimension))
  }

  /// The given columns.
  func columns(_ range: Range<Int>) -> Self {
    unsafe Self(
      base: base.map { unsafe $0 + range.lowerBound * columnStride }, rows: rows,
      columns: range.count, rowStride: rowStride, columnStride: columnStride)
  }

  /// The given rows.
  func rows(_ range: Range<Int>) -> Self {
    unsafe Self(
      base: base.map { unsafe $0 + range.lowerBound * rowStride }, rows: range.count,
      columns: columns, rowStride: rowStride, columnStride: columnStride)
  }
}

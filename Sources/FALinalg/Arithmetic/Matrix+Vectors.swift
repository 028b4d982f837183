internal import CBLAS

// Products with vectors, which are arrays and spans.

/// Computes `y = alpha * a * x + beta * y` in the storage of `y`.
///
/// - Parameters:
///   - a: m x n; BLAS reads blocks and transposes in place.
///   - x: n entries.
///   - y: m entries; with `beta` equal to zero the old ones are not read.
///   - alpha: The factor of the product.
///   - beta: The factor of the old entries of `y`.
/// - Precondition: The lengths match.
/// - Complexity: O(m n). Allocates only if `a` has gaps along both its rows and its columns.
@inlinable
public func multiply<Scalar>(
  _ a: some MatrixProtocol<Scalar>, _ x: Span<Scalar>, into y: inout MutableSpan<Scalar>,
  alpha: Scalar = 1, beta: Scalar = 0
) {
  require(
    x.count == a.columns && y.count == a.rows,
    "cannot multiply \(a.rows) x \(a.columns) by \(x.count) entries into \(y.count)")
  unsafe a.withUnsafeBLASMatrix { a in
    unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        unsafe storeProduct(
          a,
          UnsafeMatrix(
            base: x.baseAddress, rows: x.count, columns: 1, rowStride: 1, columnStride: x.count),
          into: UnsafeMutableMatrix(
            base: y.baseAddress, rows: y.count, columns: 1, columnStride: y.count),
          alpha: alpha, beta: beta)
      }
    }
  }
}

/// Computes `y = alpha * a * x + beta * y` in the storage of `y`.
///
/// - Parameters:
///   - a: m x n; BLAS reads blocks and transposes in place.
///   - x: n entries.
///   - y: m entries; with `beta` equal to zero the old ones are not read.
///   - alpha: The factor of the product.
///   - beta: The factor of the old entries of `y`.
/// - Precondition: The lengths match.
/// - Complexity: O(m n). Allocates only if the storage of `y` is shared, or if `a` has gaps along
///   both its rows and its columns.
@inlinable
public func multiply<Scalar>(
  _ a: some MatrixProtocol<Scalar>, _ x: [Scalar], into y: inout [Scalar], alpha: Scalar = 1,
  beta: Scalar = 0
) {
  var span = y.mutableSpan
  x.withElements { multiply(a, $0, into: &span, alpha: alpha, beta: beta) }
}

/// The outer product x y' of two vectors: entry (i, j) is `x[i] * y[j]`.
///
/// - Complexity: O(m n).
public func outer<Scalar: BLASScalar>(_ x: [Scalar], _ y: [Scalar]) -> Matrix<Scalar> {
  var result = Matrix<Scalar>.zeros(x.count, y.count)
  result.addOuter(x, y)
  return result
}

extension MutableMatrixProtocol where Self: ~Copyable & ~Escapable {
  /// Adds `scale * x * y'` in place.
  ///
  /// - Parameters:
  ///   - x: `rows` entries.
  ///   - y: `columns` entries.
  ///   - scale: The factor of the product.
  /// - Precondition: The lengths match.
  /// - Complexity: O(m n); allocates only if the storage is shared.
  public mutating func addOuter(_ x: [Scalar], _ y: [Scalar], scaledBy scale: Scalar = 1) {
    require(
      x.count == rows && y.count == columns,
      "cannot add the outer product of \(x.count) and \(y.count) entries to \(rows) x \(columns)")
    unsafe _withUnsafeMutableMatrix { matrix in
      guard unsafe matrix.rows > 0, unsafe matrix.columns > 0 else { return }
      let isLarge = unsafe matrix.rows * matrix.columns > Threshold.serial.entries
      BLAS.calling(isLarge: isLarge) {
        unsafe blas_ger(
          Scalar.letter, blasInt(matrix.rows), blasInt(matrix.columns), Double(scale), x, 1, y, 1,
          matrix.base,
          matrix.leadingDimension)
      }
    }
  }

  /// Adds `scale * x * x'` to a symmetric matrix in place: the symmetric rank-one update.
  ///
  /// The result is symmetric to the last bit, which `addOuter(x, x)` does not promise: there (i, j) and
  /// (j, i) are rounded in another order. For several vectors at once, see
  /// ``multiplyGram(of:into:alpha:beta:)``.
  ///
  /// - Parameters:
  ///   - x: `rows` entries.
  ///   - scale: The factor of the product.
  /// - Precondition: The matrix is square, and `x` has its order. Of the old entries only those on and
  ///   below the diagonal count.
  /// - Complexity: O(n^2); allocates only if the storage is shared.
  public mutating func addOuter(_ x: [Scalar], scaledBy scale: Scalar = 1) {
    addOuter(x, x, scaledBy: scale)
    unsafe _withUnsafeMutableMatrix { unsafe mirrorLowerTriangle(of: $0) }
  }
}

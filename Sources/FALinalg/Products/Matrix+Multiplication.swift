/// Computes `c = alpha * a * b + beta * c` in the storage of `c`.
///
/// Operands may be blocks and transposes: BLAS reads them in place. With `beta` equal to zero the
/// old entries of `c` are not read, so they may be NaN.
///
/// ```swift
/// multiply(a.transposed, b, into: &c)
/// multiply(a, b, into: &c[mutable: 0..<2, 0..<2], beta: 1)
/// ```
///
/// - Parameters:
///   - a: m x k.
///   - b: k x n.
///   - c: m x n.
///   - alpha: The factor of the product.
///   - beta: The factor of the old entries of `c`.
/// - Precondition: The shapes match, and no dimension exceeds `Int32.max`.
/// - Complexity: O(m n k). Allocates only if the storage of `c` is shared, or if an operand has
///   gaps along both its rows and its columns; OpenBLAS itself takes a little memory where it uses
///   several threads.
@inlinable
public func multiply<Scalar, C: MutableMatrixProtocol<Scalar> & ~Copyable & ~Escapable>(
  _ a: some MatrixProtocol<Scalar>, _ b: some MatrixProtocol<Scalar>, into c: inout C,
  alpha: Scalar = 1, beta: Scalar = 0
) {
  require(
    a.columns == b.rows && c.rows == a.rows && c.columns == b.columns,
    "cannot multiply \(a.rows) x \(a.columns) by \(b.rows) x \(b.columns) "
      + "into \(c.rows) x \(c.columns)")
  unsafe a.withUnsafeBLASMatrix { a in
    unsafe b.withUnsafeBLASMatrix { b in
      unsafe c._withUnsafeMutableMatrix { c in
        unsafe storeProduct(a, b, into: c, alpha: alpha, beta: beta)
      }
    }
  }
}

extension MatrixProtocol {
  /// The product of two matrices.
  ///
  /// - Precondition: `left.columns == right.rows`.
  /// - Complexity: O(m n k).
  @inlinable
  public static func * (left: Self, right: some MatrixProtocol<Scalar>) -> Matrix<Scalar> {
    var result = Matrix<Scalar>.zeros(left.rows, right.columns)
    multiply(left, right, into: &result)
    return result
  }

  /// Calls `body` with the entries laid out so that BLAS can read them: in place wherever one of
  /// the strides is one, in a copy otherwise.
  @inlinable
  func withUnsafeBLASMatrix<Result>(
    _ body: (UnsafeMatrix<Scalar>) -> Result
  ) -> Result {
    let readable = unsafe _withUnsafeMatrix { unsafe $0.blasLayout != nil }
    return readable
      ? unsafe _withUnsafeMatrix(body) : unsafe Matrix(self)._withUnsafeMatrix(body)
  }
}

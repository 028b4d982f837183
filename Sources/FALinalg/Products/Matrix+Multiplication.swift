/// Computes `c = alpha * a * b + beta * c` in the storage of `c`.
///
/// Operands may be blocks and transposes: BLAS reads them in place. With `beta` equal to zero the
/// old entries of `c` are not read, so they may be NaN.
///
/// ```swift
/// multiply(a.transposed, b, into: &c)
/// multiply(a, b, into: &c[0..<2, 0..<2], beta: 1)
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
  /// The product of two matrices, or, as an array, of a matrix and an array. That of a row vector
  /// and a matrix is `a.transposed * x`.
  ///
  /// - Precondition: The left has as many columns as the right has rows or entries.
  /// - Complexity: O(m n k).
  @inlinable
  public static func * <Right: ColumnVectors<Scalar>>(left: Self, right: Right) -> Right.Owned {
    let right = right._columns
    var result = Matrix<Scalar>.zeros(left.rows, right.columns)
    multiply(left, right, into: &result)
    return Right._owned(result)
  }

  /// Not a product: the scalars differ.
  @available(
    *, unavailable,
    message:
      "the scalars differ: convert one, as in x.map(Double.init) or Matrix<Double>(converting: b)"
  )
  @_disfavoredOverload
  public static func * <Right: ColumnVectors>(left: Self, right: Right) -> Right.Owned {
    stop("the scalars differ")
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

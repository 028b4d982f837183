/// Computes `c = alpha * a' * a + beta * c` in the storage of `c`: the Gram matrix of the columns
/// of `a`. That of the rows, `a a'`, is the Gram matrix of `a.transposed`.
///
/// The result is symmetric to the last bit. It costs half of a general product.
///
/// - Parameters:
///   - a: m x n.
///   - c: n x n; only the old entries on and below the diagonal are read, and none with `beta`
///     equal to zero.
///   - alpha: The factor of the product.
///   - beta: The factor of the old entries of `c`.
/// - Precondition: The shapes match, and no dimension exceeds `Int32.max`.
/// - Complexity: O(m n^2). Allocates only where `multiply(_:_:into:alpha:beta:)` does.
@inlinable
public func multiplyGram<Scalar, C: MutableMatrixProtocol<Scalar> & ~Copyable & ~Escapable>(
  of a: some MatrixProtocol<Scalar>, into c: inout C, alpha: Scalar = 1, beta: Scalar = 0
) {
  require(
    c.rows == a.columns && c.columns == a.columns,
    "the Gram matrix of \(a.rows) x \(a.columns) does not fit \(c.rows) x \(c.columns)")
  unsafe a.withUnsafeBLASMatrix { a in
    unsafe c._withUnsafeMutableMatrix {
      unsafe storeProduct(a.transposed, a, into: $0, alpha: alpha, beta: beta, isGram: true)
    }
  }
}

extension MatrixProtocol {
  /// The products of all columns with each other, A' A: `columns` x `columns` and symmetric to the
  /// last bit.
  ///
  /// - Complexity: O(m n^2), half the time of another product of these shapes.
  @inlinable
  public var gram: Matrix<Scalar> {
    var result = Matrix<Scalar>.zeros(columns, columns)
    multiplyGram(of: self, into: &result)
    return result
  }
}

/// The transpose of an operator, of which it is made without a copy.
public struct TransposedOperator<Operator: LinearOperator>: LinearOperator {
  /// The type of the entries.
  public typealias Scalar = Operator.Scalar

  /// A.
  public let transposed: Operator

  /// Creates A' from A.
  public init(_ transposed: Operator) { self.transposed = transposed }

  /// The number of columns of A.
  public var rows: Int { transposed.columns }
  /// The number of rows of A.
  public var columns: Int { transposed.rows }
  /// ||A||_F.
  public var frobeniusNorm: Scalar { transposed.frobeniusNorm }

  /// That of A.
  public var multiplicationCount: Int { transposed.multiplicationCount }

  /// A'X.
  public func multiply(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    transposed.multiplyTransposed(x, into: &result)
  }

  /// A X.
  public func multiplyTransposed(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    transposed.multiply(x, into: &result)
  }

  /// Both, by the product of A for both.
  public func multiply(
    _ x: MatrixView<Scalar>, transposedWith z: MatrixView<Scalar>,
    into product: inout Matrix<Scalar>, and transposedProduct: inout Matrix<Scalar>
  ) {
    transposed.multiply(z, transposedWith: x, into: &transposedProduct, and: &product)
  }

  /// ||A' - Z V'||_F = ||A - V Z'||_F.
  public func residualNorm(_ z: MatrixView<Scalar>, _ v: MatrixView<Scalar>) -> Scalar {
    transposed.residualNorm(v, z)
  }
}

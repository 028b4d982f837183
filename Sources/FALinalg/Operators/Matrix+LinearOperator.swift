extension LinearOperator where Self: MatrixProtocol {
  /// A X, by one product of matrices.
  public func multiply(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    FALinalg.multiply(self, x, into: &result)
  }

  /// A' X, by one product of matrices.
  public func multiplyTransposed(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    FALinalg.multiply(transposed, x, into: &result)
  }

  /// The entries of the given columns, copied.
  public func dense(columns range: Range<Int>) -> Matrix<Scalar> { Matrix(self[..., range]) }

  /// All entries, copied unless they are a matrix by themselves.
  public func dense() -> Matrix<Scalar> { Matrix(self) }
}

extension Matrix: LinearOperator {}
extension MatrixView: LinearOperator {}

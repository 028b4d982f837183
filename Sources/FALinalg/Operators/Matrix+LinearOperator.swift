extension Matrix: LinearOperator {
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

  /// The matrix itself.
  public func dense() -> Matrix<Scalar> { self }
}

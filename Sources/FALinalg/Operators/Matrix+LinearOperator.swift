extension Matrix: LinearOperator {
  /// A X, by one product of matrices.
  public func multiply(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    FALinalg.multiply(self, x, into: &result)
  }

  /// A' X, by one product of matrices.
  public func multiplyTransposed(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    FALinalg.multiply(transposed, x, into: &result)
  }

  /// ||A - Z V'||_F, from the entries of the residual.
  ///
  /// - Complexity: O(m n r) time, and memory for 64 columns.
  public func residualNorm(_ z: MatrixView<Scalar>, _ v: MatrixView<Scalar>) -> Scalar {
    precondition(
      z.rows == rows && v.rows == columns && z.columns == v.columns,
      "factors \(z.rows) x \(z.columns) and \(v.rows) x \(v.columns) do not fit a "
        + "\(rows) x \(columns) matrix")
    let width = 64
    return euclideanNorm(
      stride(from: 0, to: columns, by: width).lazy.map { start in
        let range = start..<Swift.min(start + width, columns)
        var block = Matrix(self.block(0..<rows, range))
        FALinalg.multiply(
          z, v.block(range, 0..<v.columns).transposed, into: &block, alpha: -1, beta: 1)
        return block.frobeniusNorm
      })
  }

  /// The matrix itself.
  public func dense() -> Matrix<Scalar> { self }
}

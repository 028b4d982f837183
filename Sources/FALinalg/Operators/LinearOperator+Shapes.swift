extension LinearOperator {
  /// Stops the program unless A X fits the result.
  @inline(__always)
  package func checkProduct(_ x: MatrixView<Scalar>, into result: borrowing Matrix<Scalar>) {
    checkProduct((rows, columns), x, into: result)
  }

  /// Stops the program unless A' X fits the result.
  @inline(__always)
  package func checkTransposedProduct(
    _ x: MatrixView<Scalar>, into result: borrowing Matrix<Scalar>
  ) {
    checkProduct((columns, rows), x, into: result)
  }

  @inline(__always)
  private func checkProduct(
    _ shape: (rows: Int, columns: Int), _ x: MatrixView<Scalar>,
    into result: borrowing Matrix<Scalar>
  ) {
    let resultShape = (rows: result.rows, columns: result.columns)
    require(
      x.rows == shape.columns && resultShape.rows == shape.rows
        && resultShape.columns == x.columns,
      "cannot multiply \(shape.rows) x \(shape.columns) by \(x.rows) x \(x.columns) "
        + "into \(resultShape.rows) x \(resultShape.columns)")
  }

  /// Stops the program unless Z V' has the shape of A.
  package func checkFactors(_ z: MatrixView<Scalar>, _ v: MatrixView<Scalar>) {
    require(
      z.rows == rows && v.rows == columns && z.columns == v.columns,
      "factors \(z.rows) x \(z.columns) and \(v.rows) x \(v.columns) do not fit a "
        + "\(rows) x \(columns) operator")
  }
}

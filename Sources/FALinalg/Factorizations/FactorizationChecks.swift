extension MatrixProtocol {
  /// Stops the program unless the matrix is square.
  @inlinable
  func checkSquare() {
    require(rows == columns, "a \(rows) x \(columns) matrix is not square")
  }

  /// Throws if one of the leading diagonal entries is zero.
  func checkDiagonal(count: Int) throws(LinearAlgebraError) {
    if let zero = (0..<count).first(where: { self[$0, $0] == 0 }) { throw .singular(pivot: zero) }
  }
}

/// Stops the program unless `a` has the order of a decomposition of it.
func checkOriginal<Scalar>(_ a: some MatrixProtocol<Scalar>, order: Int) {
  require(
    a.rows == order && a.columns == order,
    "a decomposition of \(order) x \(order) is not that of \(a.rows) x \(a.columns)")
}

/// Stops the program unless `b` has a row for each row of a system of the given order.
@inlinable
func checkRightHandSides<Scalar>(_ b: some MatrixProtocol<Scalar>, order: Int) {
  require(
    b.rows == order,
    "cannot solve a system of order \(order) (\(order) x \(order)) for \(b.rows) x \(b.columns)")
}

internal import CBLAS

// What a square matrix is asked for; of another, least squares.
extension QR {
  var factors: Matrix<Scalar> { r }
  var exponent: Int { 0 }
  var singularPivot: Int? { (0..<r.rows).first { r[$0, $0] == 0 } }

  private func checkSquare() {
    require(q.rows == r.columns, "a \(q.rows) x \(r.columns) matrix is not square")
  }

  /// Replaces `b` by the solution X of A X = B. It takes memory for Q' B: `solve(b, into: &x)` does not.
  public func solve(_ b: inout Matrix<Scalar>) throws(LinearAlgebraError) {
    checkSquare()
    checkRightHandSides(b, order: r.rows)
    try checkInvertible()
    b = q.transposed * b
    b.solveTriangular(.upper, of: r)
  }

  /// Stores the solution X of A X = B, without allocation.
  ///
  /// - Parameters:
  ///   - b: n x any number of right-hand sides, or an array of n entries.
  ///   - x: Of the same shape.
  /// - Precondition: A is square, and the shapes match.
  /// - Throws: `singular`, with the place of a zero on the diagonal of R; `x` is then as before.
  /// - Complexity: O(n^2) for each column.
  public func solve<X: ColumnVectors<Scalar>>(
    _ b: some ColumnVectors<Scalar>, into x: inout X
  ) throws(LinearAlgebraError) where X.Owned == X {
    checkSquare()
    let b = b._columns
    checkRightHandSides(b, order: r.rows)
    try checkInvertible()
    X._withColumns(of: &x) { x in
      multiply(q.transposed, b, into: &x)
      x.solveTriangular(.upper, of: r)
    }
  }

  /// The inverse of A.
  public func inverse() throws(LinearAlgebraError) -> Matrix<Scalar> {
    checkSquare()
    try checkInvertible()
    var result = Matrix(q.transposed)
    result.solveTriangular(.upper, of: r)
    return result
  }

  /// The determinant, with its sign and the logarithm of its magnitude.
  public var signedLogDeterminant: LogDeterminant<Scalar> {
    checkSquare()
    var product = ScaledProduct(diagonalOf: r)
    if isUpdated {
      // Q is orthogonal, and its determinant 1 or -1.
      if let lu = try? q.lu(), lu.determinant < 0 { product.multiply(by: -1) }
    } else {
      for scale in scales where scale != 0 { product.multiply(by: -1) }
    }
    return LogDeterminant(product)
  }

  /// An estimate of the reciprocal of the condition number of R in the 1-norm, from which that of A
  /// differs by a factor of n at most.
  public func reciprocalCondition(
    of a: some MatrixProtocol<Scalar>, workspace: inout Workspace<Scalar>
  ) -> Scalar {
    checkSquare()
    // R is an LU decomposition of itself, whose L is the identity.
    return unsafe reciprocalCondition(
      of: a, &workspace, "gecon", numbers: 4, norm: { _ in r.oneNorm }
    ) { n, norm, result, work, integers in
      unsafe lapack_gecon(
        Scalar.letter, option("1"), n, r.storage, n, norm, &result, work, integers)
    }
  }
}

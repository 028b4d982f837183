extension BlockKrylov {
  /// The singular value decomposition of B, and the size of each residual.
  ///
  /// - Returns: The decomposition X diag(s) Y' of B: the Ritz vectors are U X and V Y; and L X,
  ///   whose column i has the norm of A'u_i - s_i v_i, while A v_i = s_i u_i.
  /// - Throws: `noConvergence`.
  /// - Complexity: O(d^3).
  public func ritz() throws(LinearAlgebraError) -> (svd: SVD<Scalar>, residuals: Matrix<Scalar>) {
    let svd = try projection.svd()
    return (svd, coupling * svd.u[open, ...])
  }

  /// The leading Ritz triplets, at a fraction of the cost of ``ritz()``: the right ones are
  /// eigenvectors Y of B'B, and the others follow from the decomposition of B Y.
  ///
  /// A v_i = s_i u_i holds to rounding as it does there. The eigenvectors are as good as the
  /// squares of the singular values allow; what that costs is a part of the residuals.
  ///
  /// - Parameter count: p, at most ``dimension``.
  /// - Returns: The decomposition of B Y, with X of d x p, and the norms of A'u_i - s_i v_i; nil
  ///   where rounding of the squares makes up as much of a residual as the basis does.
  /// - Throws: `noConvergence`.
  /// - Complexity: O(d^3), an eighth of ``ritz()``.
  func leadingRitz(
    _ count: Int
  ) throws(LinearAlgebraError) -> (svd: SVD<Scalar>, residualNorms: [Scalar])? {
    // The squares must neither overflow nor vanish.
    let scale = projection.maximumMagnitude
    guard scale > 0, (1 / scale).isFinite else { return nil }
    let b = (1 / scale) * projection
    let eigen = try b.gram.symmetricEigen(.indices((dimension - count)..<dimension))
    let image = b * eigen.vectors
    var svd = try image.svd()
    let right = eigen.vectors * svd.vTransposed.transposed
    var inner = right
    inner.scaleColumns(by: svd.singularValues.map { -$0 })
    multiply(b.transposed, svd.u, into: &inner, beta: 1)
    let inside = inner.columnNorms.map { $0 * scale }
    let outside = (coupling * svd.u[open, ...]).columnNorms
    guard (inside.max() ?? 0) <= (outside.max() ?? 0) else { return nil }
    svd.vTransposed = Matrix(right.transposed)
    for index in 0..<count { svd.singularValues[index] *= scale }
    return (svd, zip(inside, outside).map { euclideanNorm([$0, $1]) })
  }

  /// The leading Ritz vectors: the first `count` columns of U X and of V Y.
  ///
  /// - Complexity: O((m + n) d `count`).
  public func vectors(
    _ svd: SVD<Scalar>, _ count: Int
  ) -> (left: Matrix<Scalar>, right: Matrix<Scalar>) {
    (
      leftBasis * svd.u[..., 0..<count],
      rightBasis * svd.vTransposed[0..<count, ...].transposed
    )
  }
}

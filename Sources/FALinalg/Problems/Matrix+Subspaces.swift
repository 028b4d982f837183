extension MatrixProtocol {
  /// An orthonormal basis of the column space: `rows` x the numerical rank.
  ///
  /// - Parameter relativeCutoff: Singular values at or below this fraction of the largest count as
  ///   zero. By default, the larger dimension times the rounding unit.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)).
  public func orthonormalBasis(
    relativeCutoff: Scalar? = nil
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    let svd = try self.svd()
    return Matrix(svd.u[..., 0..<svd.rank(relativeCutoff: relativeCutoff)])
  }

  /// An orthonormal basis of the null space, of the X with A X = 0: `columns` x what the numerical
  /// rank leaves of them.
  ///
  /// - Parameter relativeCutoff: Singular values at or below this fraction of the largest count as
  ///   zero. By default, the larger dimension times the rounding unit.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(m n max(m, n)).
  public func nullSpace(
    relativeCutoff: Scalar? = nil
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    // A tall matrix has all its right singular vectors in the thin form.
    let svd = try self.svd(rows >= columns ? .thin : .full)
    let rank = svd.rank(relativeCutoff: relativeCutoff)
    return Matrix(svd.vTransposed[rank..<columns, ...].transposed)
  }

  /// The orthogonal projector on the column space: symmetric, `rows` x `rows`.
  ///
  /// - Parameter relativeCutoff: Singular values at or below this fraction of the largest count as
  ///   zero. By default, the larger dimension times the rounding unit.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n) + m^2 rank).
  public func columnSpaceProjector(
    relativeCutoff: Scalar? = nil
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    let basis = try orthonormalBasis(relativeCutoff: relativeCutoff)
    return basis * basis.transposed
  }
}

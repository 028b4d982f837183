extension MatrixProtocol {
  /// An orthonormal basis of the column space: `rows` x the numerical rank.
  ///
  /// - Parameter relativeCutoff: Singular values at or below this fraction of the largest count as
  ///   zero. By default what rounding of the entries may make of a zero: see <doc:NumericalRank>.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)).
  public func orthonormalBasis(
    relativeCutoff: Scalar? = nil
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    let svd = try svdInDouble()
    let rank = svd.rank(relativeCutoff: relativeCutoff.map { Double($0) } ?? entryCutoff)
    return Matrix(converting: svd.u[..., 0..<rank])
  }

  /// An orthonormal basis of what the columns of another matrix have outside the span of this one,
  /// whose columns are orthonormal.
  ///
  /// Directions in which the other matrix leaves the span by no more than rounding are left out,
  /// so that the two bases side by side are orthonormal to rounding.
  ///
  /// - Precondition: The row counts are equal.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n p (k + p)) for n x k and n x p.
  public func orthonormalExtension(
    by other: some MatrixProtocol<Scalar>
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    require(
      rows == other.rows,
      "cannot compare columns of length \(rows) with columns of length \(other.rows)")
    var outside = Matrix(other)
    // Each column counts by its own size, not by that of its neighbours.
    for column in 0..<outside.columns {
      let norm = outside.column(column).frobeniusNorm
      if norm > 0 {
        outside[0..<rows, column..<(column + 1)] = (1 / norm) * outside.column(column)
      }
    }
    func removeSpan() {
      let inside = transposed * outside
      multiply(self, inside, into: &outside, alpha: -1, beta: 1)
    }
    removeSpan()
    removeSpan()
    let svd = try outside.svd()
    let cutoff: Scalar = rankCutoff(rows: rows, columns: outside.columns)
    let kept = svd.singularValues.prefix { $0 > cutoff }.count
    // Dividing by a small singular value has magnified what was left of the span.
    outside = Matrix(svd.u[..., 0..<kept])
    removeSpan()
    return try outside.qr().q
  }

  /// An orthonormal basis of the null space, of the X with A X = 0: `columns` x what the numerical
  /// rank leaves of them.
  ///
  /// - Parameter relativeCutoff: Singular values at or below this fraction of the largest count as
  ///   zero. By default what rounding of the entries may make of a zero: see <doc:NumericalRank>.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n) + n^2 rank). Nothing as large as the basis is allocated besides it.
  public func nullSpace(
    relativeCutoff: Scalar? = nil
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    let svd = try svdInDouble()
    let rank = svd.rank(relativeCutoff: relativeCutoff.map { Double($0) } ?? entryCutoff)
    // A basis of the row space is the image of as many unit vectors under reflections: the rest is
    // that of the others.
    let basis = Matrix<Scalar>(converting: svd.vTransposed[0..<rank, ...].transposed)
    let reflections = try basis.householderQR()
    var result = Matrix<Scalar>.zeros(columns, columns - rank)
    for index in 0..<result.columns { result[rank + index, index] = 1 }
    var workspace = Workspace<Scalar>()
    try reflections.applyQ(to: &result, workspace: &workspace)
    return result
  }

  /// The orthogonal projector on the column space: symmetric, `rows` x `rows`.
  ///
  /// - Parameter relativeCutoff: Singular values at or below this fraction of the largest count as
  ///   zero. By default what rounding of the entries may make of a zero: see <doc:NumericalRank>.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n) + m^2 rank).
  public func columnSpaceProjector(
    relativeCutoff: Scalar? = nil
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    let basis = try orthonormalBasis(relativeCutoff: relativeCutoff)
    return basis * basis.transposed
  }
}

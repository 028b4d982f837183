extension SVD {
  /// The numerical rank: how many singular values exceed a fraction of the largest.
  ///
  /// - Parameter relativeCutoff: The fraction. By default what rounding may make of a zero,
  ///   ``rankCutoff(rows:columns:)``.
  /// - Complexity: O(k), without allocation.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func rank(relativeCutoff: Scalar? = nil) -> Int {
    numericalRank(
      ofSingularValues: singularValues,
      relativeCutoff: relativeCutoff ?? rankCutoff(rows: u.rows, columns: vTransposed.columns))
  }

  /// A, multiplied out of its factors, or its best approximation of the given rank.
  ///
  /// - Parameter rank: How many singular values to use: all of them by default.
  /// - Precondition: `rank` is between 0 and k.
  /// - Complexity: O(m n rank).
  public func reconstruct(rank: Int? = nil) -> Matrix<Scalar> {
    let count = rank ?? singularValues.count
    require(
      count >= 0 && count <= singularValues.count,
      "the rank must be from 0 to \(singularValues.count), the number of singular values, not \(count)"
    )
    var left = Matrix(u[..., 0..<count])
    left.scaleColumns(by: Array(singularValues[..<count]))
    return left * vTransposed[0..<count, ...]
  }

  /// The minimizer X of ||A X - B||_F that has the smallest Frobenius norm; for a nonsingular A,
  /// the solution of A X = B.
  ///
  /// - Parameters:
  ///   - b: m x any number of right-hand sides, or an array of m entries.
  ///   - relativeCutoff: Decides the rank as in ``rank(relativeCutoff:)``.
  /// - Returns: n x the number of right-hand sides, or an array for an array.
  /// - Complexity: O((m + n) k) for each column.
  public func solve<B: ColumnVectors<Scalar>>(
    _ b: B, relativeCutoff: Scalar? = nil
  ) -> B.Owned {
    let b = b._columns
    checkRightHandSides(b, order: u.rows)
    let range = 0..<rank(relativeCutoff: relativeCutoff)
    var coordinates = u[..., range].transposed * b
    for row in range {
      for column in 0..<coordinates.columns { coordinates[row, column] /= singularValues[row] }
    }
    return B._owned(vTransposed[range, ...].transposed * coordinates)
  }

  /// The pseudo-inverse (Moore-Penrose) of A, n x m.
  ///
  /// - Parameter relativeCutoff: Decides the rank as in ``rank(relativeCutoff:)``.
  /// - Complexity: O(m n k).
  public func pseudoInverse(relativeCutoff: Scalar? = nil) -> Matrix<Scalar> {
    let range = 0..<rank(relativeCutoff: relativeCutoff)
    var right = Matrix(vTransposed[range, ...].transposed)
    right.scaleColumns(by: singularValues[range].map { 1 / $0 })
    return right * u[..., range].transposed
  }
}

public import FALinalg

extension Optimum {
  /// The left singular vectors that the optimum determines: beyond the rank of the target it is not unique.
  var uniqueLeft: Matrix<Scalar> { Matrix(left[..., 0..<min(rank, numericalRank ?? rank)]) }

  /// The right singular vectors that it determines.
  var uniqueRight: Matrix<Scalar> { Matrix(right[..., 0..<min(rank, numericalRank ?? rank)]) }

  /// The principal angles, in degrees from the smallest, between the row space of W and that of
  /// the optimum.
  ///
  /// Where the rank asked for exceeds that of the target, only the target's own singular vectors
  /// count: beyond them the optimum is not unique.
  ///
  /// - Parameter w: r x m.
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O(m r^2).
  public func anglesDegrees(
    toRowSpaceOf w: Matrix<Scalar>
  ) throws(FactorizationError) -> [Scalar] {
    try FactorizationError.naming("W") { () throws(LinearAlgebraError) in
      try principalAngles(w.transposed, uniqueRight).map { $0 * 180 / .pi }
    }
  }
}

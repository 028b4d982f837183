public import FALinalg

extension Optimum {
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
    let own = right[..., 0..<min(rank, numericalRank ?? rank)]
    return try FactorizationError.naming("W") { () throws(LinearAlgebraError) in
      try principalAngles(w.transposed, own).map { $0 * 180 / .pi }
    }
  }
}

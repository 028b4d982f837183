/// How far a truncated decomposition has come, for those who watch it.
public struct TruncatedSVDProgress: Sendable {
  /// How often A or A' was multiplied by a block of vectors.
  public let passes: Int
  /// The bound on the relative gap that is to be reached, or the largest residual relative to s_1;
  /// nil before the first test.
  public let accuracy: Double?
  /// The accuracy at which the computation ends.
  public let goal: Double
}

extension TruncatedSVD.Goal {
  /// The bound on the relative gap, or on the largest residual relative to s_1, to be reached.
  var tolerance: Double {
    switch self {
    case .error: max(1e-10, 4 * Double(Scalar.ulpOfOne))
    case .triplets: 8 * Double(Scalar.ulpOfOne)
    }
  }
}

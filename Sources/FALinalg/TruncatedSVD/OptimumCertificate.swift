/// A bound on how far the error of a ``TruncatedSVD`` can be above the smallest possible.
///
/// The article <doc:TheOptimum> derives it.
public struct OptimumCertificate<Scalar: BLASScalar>: Equatable, Sendable {
  /// What the bound is worth.
  public enum Status: Equatable, Sendable {
    /// The bound holds and meets the goal: but for rounding, for certain or with a probability above
    /// 1 - 2e-8 over the seed.
    case certified
    /// The bound holds if the basis, which started from a random block, has missed none of the
    /// leading directions. To prove that would take more passes, for this reason.
    case uncertified(reason: String)
  }

  /// The reported error less the optimum is at most this.
  public let bound: Scalar
  /// What the bound is worth.
  public let status: Status
}

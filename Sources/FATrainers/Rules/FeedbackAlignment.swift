/// Feedback alignment: gradient descent with Z' in the update of W replaced by fixed random C:
/// Z <- Z + eta E W', W <- W + eta C E.
///
/// Its limit is known without training: ``FeedbackLimit``.
///
/// Source: T. Lillicrap, D. Cownden, D. Tweed, C. Akerman, "Random synaptic feedback weights
/// support error backpropagation for deep learning", Nature Communications 7 (2016). With two
/// factors, direct feedback alignment (Nokland 2016) is the same rule.
public struct FeedbackAlignment: FeedbackAlignmentRule {
  /// `fa`.
  public static let signature = RuleSignature(
    "fa", summary: "Feedback alignment: fixed random feedback in place of the readout's transpose.")

  /// Creates the rule; it has no parameters.
  public init(arguments: [Double]) {}
}

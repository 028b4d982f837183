public import FALinalg

/// Feedback alignment with feedback that is correlated with the initial readout:
/// C = rho Z_0' + sqrt(1 - rho^2) C_random.
///
/// With rho = 1 the run begins as gradient descent does; with rho = 0 it is feedback alignment. A
/// start of the size of the feedback gives rho its meaning, a correlation. The limit is Y P, with P
/// the projector on the row space of C Y for this C.
///
/// Source: B. Bordelon, C. Pehlevan, "The influence of learning rule on representation dynamics in
/// wide neural networks", 2022 (ICLR 2023).
public struct RhoFeedbackAlignment: FeedbackAlignmentRule {
  /// `rho-fa:RHO`.
  public static let signature = RuleSignature(
    "rho-fa", parameters: [RuleParameter("rho", in: -1...1, default: 0.5)],
    summary: "Feedback alignment with feedback correlated with the initial readout.")

  /// The correlation, from -1 to 1.
  public let rho: Double

  /// Creates the rule from rho.
  public init(arguments: [Double]) { rho = arguments[0] }

  /// rho.
  public var arguments: [Double] { [rho] }

  /// rho Z_0' + sqrt(1 - rho^2) C.
  public func feedback<Scalar>(
    from given: Matrix<Scalar>, start: Factors<Scalar>, seed: UInt64
  ) -> Matrix<Scalar> {
    var result = Scalar((1 - rho * rho).squareRoot()) * given
    result.add(start.z.transposed, scaledBy: Scalar(rho))
    return result
  }
}

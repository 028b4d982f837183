public import FALinalg

/// A weight mirror, in the mean over its noise: the feedback follows the readout,
/// C <- C + mu (Z' - nu C), and the factors move as in feedback alignment.
///
/// With mu > 0, C tends to Z' / nu, and the rule to gradient descent whose hidden layer learns 1 / nu
/// times as fast. It ends where gradient descent does: at the optimum.
///
/// Source: M. Akrout, C. Wilson, P. Humphreys, T. Lillicrap, D. Tweed, "Deep learning without
/// weight transport", NeurIPS 2019.
public struct WeightMirror: LearnedFeedbackRule {
  /// `weight-mirror:MU:NU`.
  public static let signature = RuleSignature(
    "weight-mirror",
    parameters: [
      RuleParameter("mu", in: 0...1, default: 0.1), RuleParameter("nu", in: 0.001...1, default: 1),
    ],
    summary: "Feedback that is drawn to the readout's transpose.")

  /// The share of the way to Z' - nu C that a step goes.
  public let mu: Double
  /// The decay of C in units of mu.
  public let nu: Double

  /// Creates the rule from mu and nu.
  public init(arguments: [Double]) { (mu, nu) = (arguments[0], arguments[1]) }

  /// mu and nu.
  public var arguments: [Double] { [mu, nu] }

  /// Spectral: the rule is equivariant.
  public var reductions: Set<TrainingMethod> { .equivariant }

  /// 1: each direction is used once.
  public var directionWeight: Double? { 1 }

  /// The sum of two bounds: C begins as it is given and becomes Z' / nu. There a balanced optimum
  /// has CZ = WW' = Z'Z / nu of norm s_1 / sqrt(nu).
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    stepSize(
      curvature: try gradientCurvature(problem, state) / Target.Scalar(nu.squareRoot())
        + feedbackCurvature(state, projectedTarget: state.projection(of: problem)))
  }

  /// The optimum; that of feedback alignment if C stays, with mu = 0.
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? {
    if mu > 0 { return try .optimum(of: problem) }
    return try FeedbackAlignment().limit(
      on: problem, from: start, feedback: feedback, stepSize: stepSize, seed: seed)
  }

  /// Moves C towards Z', then both factors.
  public func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    state.b *= Scalar(1 - mu * nu)
    state.b.add(state.z, scaledBy: Scalar(mu))
    state.advanceFactors(by: stepSize)
  }
}

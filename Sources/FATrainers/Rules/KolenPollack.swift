public import FALinalg

/// Kolen-Pollack learning: readout and feedback receive the same update and the same decay, so that
/// their difference fades, C_t - Z_t' = (1 - decay)^t (C_0 - Z_0') exactly:
/// Z <- (1 - decay) Z + eta E W', W <- W + eta C E, C <- (1 - decay) C + eta W E'.
///
/// Once C has become Z', the rule is gradient descent with decay. Where both layers decay, it ends at the
/// minimum of (1/2) ||E||^2 + (decay ||Z||^2 + hidden-decay ||W||^2) / (2 eta): the first r singular
/// values, each less by sqrt(decay hidden-decay) / eta and no less than zero. By default they decay alike.
/// Where the readout alone decays, with a hidden decay of 0, nothing stays in place: E W' =
/// (decay / eta) Z and C E = 0 would make Z zero. Z shrinks and W grows while the error falls towards
/// the optimum, until eta ||W||_2^2 nears 2, where steps begin to oscillate (derivations of this
/// project).
///
/// Sources: J. Kolen, J. Pollack, "Backpropagation without weight transport", ICNN 1994;
/// M. Akrout, C. Wilson, P. Humphreys, T. Lillicrap, D. Tweed, "Deep learning without weight
/// transport", NeurIPS 2019, where all layers decay.
public struct KolenPollack: LearnedFeedbackRule {
  /// `kolen-pollack:DECAY:HIDDEN-DECAY`.
  public static let signature = RuleSignature(
    "kolen-pollack",
    parameters: [
      RuleParameter("decay", in: 0...1, default: 0.001),
      RuleParameter("hidden-decay", in: 0...1, default: nil),
    ],
    summary: "Feedback that receives the readout's updates and decays with it.")

  /// The share of Z and C that a step takes away.
  public let decay: Double
  /// The share of W that a step takes away; that of Z unless it is given.
  public let hiddenDecay: Double

  /// Creates the rule from both decays.
  public init(arguments: [Double]) { (decay, hiddenDecay) = (arguments[0], arguments[1]) }

  /// Both decays.
  public var arguments: [Double] { [decay, hiddenDecay] }

  /// Spectral: the rule is equivariant.
  public var reductions: Set<TrainingMethod> { .equivariant }

  /// 1: each direction is used once.
  public var directionWeight: Double? { 1 }

  /// Both decays, of the factors.
  public var factorDecay: FactorDecay { FactorDecay(readout: decay, hidden: hiddenDecay) }

  /// The sum of both bounds: C begins as it is given and becomes Z'.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    stepSize(
      curvature: try gradientCurvature(problem, state)
        + feedbackCurvature(state, projectedTarget: state.projection(of: problem)))
  }

  /// The first r singular values, each less by sqrt(decay hidden-decay) / eta and no less than zero, where both layers decay.
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? {
    guard let stepSize, decay > 0, hiddenDecay > 0 else { return nil }
    return try .optimum(
      of: problem, lessBy: Target.Scalar((decay * hiddenDecay).squareRoot()) / stepSize)
  }

  /// Moves both factors, and C as Z, with its decay.
  public func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    if decay > 0 { state.b *= Scalar(1 - decay) }
    state.b.add(state.dz, scaledBy: stepSize)
    state.advanceFactors(by: stepSize)
  }
}

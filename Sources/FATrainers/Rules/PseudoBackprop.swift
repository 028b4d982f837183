public import FALinalg

/// Pseudo-backprop: the error reaches the hidden layer through the pseudo-inverse of the readout:
/// Z <- Z + eta E W', W <- W + eta Z^+ E.
///
/// It ends at the optimum from a generic start: where E W' = 0 and Z^+ E = 0, gradient descent is at
/// rest, too. W moves without unit and Z in that of Y, so that multiplying Y by a number changes
/// the run.
///
/// Source: T. Lillicrap et al., "Random synaptic feedback weights support error backpropagation for
/// deep learning", Nature Communications 7 (2016).
public struct PseudoBackprop: LearningRule {
  /// `pseudo-backprop`.
  public static let signature = RuleSignature(
    "pseudo-backprop", summary: "The pseudo-inverse of the readout in place of its transpose.")

  /// Creates the rule; it has no parameters.
  public init(arguments: [Double]) {}

  /// None.
  public var feedbackUse: FeedbackUse { .none }

  /// Spectral: the rule is equivariant.
  public var reductions: Set<TrainingMethod> { .equivariant }

  /// W moves to Z^+ Y, of norm s_1 / s_min(Z) at most, at rate one while Z moves with curvature
  /// ||W||^2. From small starts that is a small step: Z must not move before W has settled.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    let largest = try problem.spectralNorm()
    let inverse = try smallestSingularValue(state.z).map { largest / $0 } ?? 0
    let hidden = try spectralNorm(state.v) + inverse
    return 1 / (1 + hidden * hidden)
  }

  /// dZ = E W', dV = E'(Z^+)'.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    try state.invertReadout()
    state.evaluateBoth(problem, through: state.readoutInverse.transposed)
  }
}

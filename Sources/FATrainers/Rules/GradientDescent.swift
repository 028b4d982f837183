public import FALinalg

/// Gradient descent on (1/2) ||Y - ZW||_F^2, both factors at once:
/// Z <- Z + eta E W', W <- W + eta Z'E.
public struct GradientDescent: LearningRule {
  /// `gd`.
  public static let signature = RuleSignature(
    "gd", summary: "Gradient descent on both factors.")

  /// Creates the rule; it has no parameters.
  public init(arguments: [Double]) {}

  /// None.
  public var feedbackUse: FeedbackUse { .none }

  /// Spectral: the rule is equivariant.
  public var reductions: Set<TrainingMethod> { .equivariant }

  /// Balancedness: Z'Z - WW'.
  public var conservationLaw: ConservationLaw? {
    ConservationLaw(readout: 1, hidden: -1, feedback: 0)
  }

  /// 1.6 / L, where L bounds the curvature at the start and at a balanced optimum.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    stepSize(curvature: try gradientCurvature(problem, state))
  }

  /// dZ = E W', dV = E'Z.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) { state.evaluateBoth(problem, through: state.z) }
}

public import FALinalg

/// Gradient descent with weight decay of both layers, lambda in units of Y:
/// Z <- (1 - eta lambda) Z + eta E W', W <- (1 - eta lambda) W + eta Z'E.
///
/// It ends at the minimum of (1/2) ||E||_F^2 + (lambda / 2) (||Z||_F^2 + ||W||_F^2): the first r singular values of Y, each
/// less by lambda and none below zero, at balanced factors.
///
/// Source: the penalty is lambda times the nuclear norm of ZW at its smallest (N. Srebro, J. Rennie, T. Jaakkola,
/// "Maximum-margin matrix factorization", NIPS 2004), whose minimum is the soft-thresholded singular value decomposition.
public struct DecayingGradientDescent: LearningRule {
  /// `gd-decay:LAMBDA`.
  public static let signature = RuleSignature(
    "gd-decay", parameters: [.penalty],
    summary: "Gradient descent with weight decay of both layers.")

  /// lambda: the loss has (lambda / 2) (||Z||_F^2 + ||W||_F^2) besides.
  public let lambda: Double

  /// Creates the rule from lambda.
  public init(arguments: [Double]) { lambda = arguments[0] }

  /// lambda.
  public var arguments: [Double] { [lambda] }

  /// None.
  public var feedbackUse: FeedbackUse { .none }

  /// Spectral: the rule is equivariant.
  public var reductions: Set<TrainingMethod> { .equivariant }

  /// 1: each direction is used once.
  public var directionWeight: Double? { 1 }

  /// That of both factors.
  public var factorDecay: FactorDecay { FactorDecay(penalty: lambda) }

  /// Balancedness, which fades: Z'Z - WW'.
  public var conservationLaw: ConservationLaw? {
    ConservationLaw(readout: 1, hidden: -1, feedback: 0)
  }

  /// The curvature of gradient descent and lambda.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    stepSize(curvature: try gradientCurvature(problem, state) + Target.Scalar(lambda))
  }

  /// U_r (S_r - lambda)_+ V_r', from almost every start; zero factors stay where they are.
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? {
    start.areZero ? nil : try .optimum(of: problem, lessBy: Target.Scalar(lambda))
  }

  /// dZ = E W', dV = E'Z.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) { state.evaluateBoth(problem, through: state.z) }
}

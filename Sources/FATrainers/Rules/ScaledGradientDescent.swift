public import FALinalg

/// ScaledGD: gradient descent with each factor's step preconditioned by the other factor:
/// Z <- Z + eta E W^+, W <- W + eta Z^+ E.
///
/// Near the optimum of a target of rank r the error contracts by max(|1 - 2 eta|, |1 - eta|),
/// whatever the condition number. The theory starts from the spectral start; small random starts
/// first throw the product far away, and a target of higher rank than r may keep it from settling.
///
/// Source: T. Tong, C. Ma, Y. Chi, "Accelerating ill-conditioned low-rank matrix estimation via
/// scaled gradient descent", JMLR 22 (2021).
public struct ScaledGradientDescent: LearningRule {
  /// `scaled-gd`.
  public static let signature = RuleSignature(
    "scaled-gd", summary: "Gradient descent, each factor's step preconditioned by the other.")

  /// Creates the rule; it has no parameters.
  public init(arguments: [Double]) {}

  /// None.
  public var feedbackUse: FeedbackUse { .none }

  /// Spectral: the rule is equivariant.
  public var reductions: Set<TrainingMethod> { .equivariant }

  /// 1/2, in the middle of the stable range from 0 to 1; steps have no unit.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) -> Target.Scalar { 0.5 }

  /// dZ = E W^+, dV = E'(Z^+)'.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    try state.invertHidden()
    try state.invertReadout()
    state.evaluateBoth(
      problem, along: state.hiddenInverse.transposed, through: state.readoutInverse.transposed)
  }
}

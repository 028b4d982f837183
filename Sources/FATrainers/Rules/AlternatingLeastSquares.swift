public import FALinalg

/// Alternating least squares: Z <- Y W^+, then W <- Z^+ Y.
///
/// Since Z^+ Y = W + Z^+ E, it is the hidden step of pseudo-backprop with the readout solved and
/// eta = 1; smaller steps are damped. The row space of W is that of W_0 (Y'Y)^t: subspace iteration,
/// which converges to the optimum by (s_{r+1} / s_r)^2 a step.
///
/// Source: block power (orthogonal) iteration, as in G. Golub, C. Van Loan, "Matrix Computations",
/// section 8.2; the equivalence is a derivation of this project.
public struct AlternatingLeastSquares: LearningRule {
  /// `als`.
  public static let signature = RuleSignature(
    "als", summary: "Alternating least squares: each factor solved for the other in turn.")

  /// Creates the rule; it has no parameters.
  public init(arguments: [Double]) {}

  /// None.
  public var feedbackUse: FeedbackUse { .none }

  /// Spectral: the rule is equivariant.
  public var reductions: Set<TrainingMethod> { .equivariant }

  /// 1: each direction is used once.
  public var directionWeight: Double? { 1 }

  /// 1: W is solved exactly.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) -> Target.Scalar { 1 }

  /// Solves Z, so that dZ = E W' = 0; dV = E'(Z^+)'.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    try state.solveReadout(problem)
    try state.invertReadout()
    state.evaluateHidden(problem, through: state.readoutInverse.transposed)
  }

  /// The optimum, from almost every start; W = 0 stays where it is.
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? {
    start.w.frobeniusNorm > 0 ? try .optimum(of: problem) : nil
  }

  /// Moves W alone: Z is solved anew at the next evaluation.
  public func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    state.v.add(state.dv, scaledBy: stepSize)
  }
}

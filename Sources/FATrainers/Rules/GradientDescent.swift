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

  /// 1: each direction is used once.
  public var directionWeight: Double? { 1 }

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

  /// The optimum, from almost every start; zero factors stay where they are.
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? {
    start.areZero ? nil : try .optimum(of: problem)
  }

  /// dZ = E W', dV = E'Z.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) { state.evaluateBoth(problem, through: state.z) }

  /// The eigenvalues of the Hessian at the optimum that matter: the fastest, and those which the slowest
  /// is among (Mathematics.md: "Local stability").
  public func localStability<Scalar>(
    at factors: Factors<Scalar>, feedback: Matrix<Scalar>?, nextSingularValue: Scalar?
  ) throws(FactorizationError) -> LocalStability<Scalar>? {
    guard let nextSingularValue else { return nil }
    let (readout, hidden) = (factors.z.gram, factors.w.transposed.gram)
    let rank = readout.rows
    let coupling = -nextSingularValue * Matrix<Scalar>.identity(rank)
    let hessian = Matrix(
      vertically: [
        Matrix(horizontally: [hidden, coupling]), Matrix(horizontally: [coupling, readout]),
      ])
    return try FactorizationError.naming("the limit") { () throws(LinearAlgebraError) in
      let fastest =
        (try readout.singularValues().first ?? 0) + (try hidden.singularValues().first ?? 0)
      return LocalStability(
        rates: [Eigenvalue(real: fastest)]
          + (try hessian.symmetricEigenvalues()).map { Eigenvalue(real: $0) })
    }
  }
}

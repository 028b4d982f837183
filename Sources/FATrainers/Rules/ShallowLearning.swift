public import FALinalg

/// Shallow learning: the readout learns, the hidden layer stays: Z <- Z + eta E W'.
///
/// The least-squares problem of Z for the initial W: E_t W' = E_0 W' (I - eta WW')^t, and the limit
/// is Y P, P the projector on the row space of W_0.
public struct ShallowLearning: LearningRule {
  /// `shallow`.
  public static let signature = RuleSignature(
    "shallow", summary: "The readout alone learns.")

  /// Creates the rule; it has no parameters.
  public init(arguments: [Double]) {}

  /// None.
  public var feedbackUse: FeedbackUse { .none }

  /// All but `modes`: the rule sees of the target only Y W_0'.
  public var reductions: Set<TrainingMethod> { .fixedFeedback }

  /// 1: each direction is used once.
  public var directionWeight: Double? { 1 }

  /// WW', which does not move.
  public var conservationLaw: ConservationLaw? {
    ConservationLaw(readout: 0, hidden: 1, feedback: 0)
  }

  /// 2 / (u_1 + u_r), with u the eigenvalues of WW': the fastest step of gradient descent on least
  /// squares.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    let largest = try spectralNorm(state.v)
    let smallest = try smallestSingularValue(state.v) ?? 0
    return stepSize(curvature: (largest * largest + smallest * smallest) / 2)
  }

  /// dZ = E W', dV = 0.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) { state.evaluateReadout(problem) }

  /// Y P with P the projector on the row space of W_0.
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? {
    let basis = try FactorizationError.naming("the initial W") {
      () throws(LinearAlgebraError) in try start.w.transposed.orthonormalBasis()
    }
    var image = Matrix<Target.Scalar>.zeros(problem.target.rows, basis.columns)
    problem.target.multiply(basis.view, into: &image)
    return PredictedLimit(
      formula: "Y P with P on the rows of W_0", on: problem, image: image, rows: basis)
  }

  /// The eigenvalues of WW'.
  public func localStability<Scalar>(
    at factors: Factors<Scalar>, feedback: Matrix<Scalar>?, nextSingularValue: Scalar?
  ) throws(FactorizationError) -> LocalStability<Scalar>? {
    try FactorizationError.naming("W") { () throws(LinearAlgebraError) in
      LocalStability(rates: try factors.w.transposed.gram.eigenvalues())
    }
  }
}

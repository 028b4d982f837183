public import FALinalg

/// FA*: the readout is solved exactly before each step of the hidden layer:
/// Z <- Y W'(WW')^-1, then W <- W + eta C E.
///
/// The limit is that of feedback alignment.
///
/// The rule is this project's reading of the variant in S. Garg, S. Vempala, "How and When Random
/// Feedback Works", AISTATS 2022. Where W has no full rank, the inverse is the pseudo-inverse.
public struct FeedbackAlignmentStar: FixedFeedbackRule {
  /// `fa-star`.
  public static let signature = RuleSignature(
    "fa-star", summary: "Feedback alignment with the readout solved exactly before each step.")

  /// Creates the rule; it has no parameters.
  public init(arguments: [Double]) {}

  /// All but `modes`: the feedback is fixed and the rule equivariant.
  public var reductions: Set<TrainingMethod> { .fixedFeedback }

  /// 1: each direction is used once.
  public var directionWeight: Double? { 1 }

  /// WW': since E W' = 0, only its second-order term moves it (Mathematics.md: "Ledger of FA-star").
  public var conservationLaw: ConservationLaw? {
    ConservationLaw(readout: 0, hidden: 1, feedback: 0)
  }

  /// That of feedback alignment.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    try FeedbackAlignment(arguments: []).automaticStepSize(problem, state)
  }

  /// Computes C Y, which no step changes; the initial readout plays no part.
  public func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    state.projectTarget(problem)
    state.z.fill(with: 0)
  }

  /// Solves Z, so that dZ = E W' = 0; dV = E'C', whose rows are orthogonal to those of W for that reason. Rounding is taken out:
  /// nothing else would ever move WW' back.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    try state.solveReadout(problem)
    state.evaluateHiddenByFeedback()
    state.clearHiddenAlongRows()
  }

  /// The eigenvalues of CZ (Mathematics.md: "Local stability").
  public func localStability<Scalar>(
    at factors: Factors<Scalar>, feedback: Matrix<Scalar>?, nextSingularValue: Scalar?
  ) throws(FactorizationError) -> LocalStability<Scalar>? {
    guard let feedback else { return nil }
    return try FactorizationError.naming("the limit") { () throws(LinearAlgebraError) in
      LocalStability(rates: try (feedback * factors.z).eigenvalues())
    }
  }

  /// That of feedback alignment.
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? {
    guard let feedback else { return nil }
    return try .feedback(feedback, on: problem, from: start)
  }

  /// Moves W alone: Z is solved anew at the next evaluation.
  public func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    state.v.add(state.dv, scaledBy: stepSize)
  }
}

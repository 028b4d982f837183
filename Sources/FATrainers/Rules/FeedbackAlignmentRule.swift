import FALinalg

/// Feedback alignment but for the choice of C: Z <- Z + eta E W', W <- W + eta C E.
///
/// Whoever takes any other step is a ``FixedFeedbackRule`` and no more.
protocol FeedbackAlignmentRule: FixedFeedbackRule {}

extension FeedbackAlignmentRule {
  /// All: the feedback is fixed and the rule equivariant, and from zero it decouples into modes.
  public var reductions: Set<TrainingMethod> { .fixedFeedback.union([.modes]) }

  /// 1: each direction is used once.
  public var directionWeight: Double? { 1 }

  /// 0.4 / ||CY||_2^(2/3) from small starts (Mathematics.md: "FA from zero start, solved exactly"), less
  /// from large ones.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    stepSize(
      curvature: try feedbackCurvature(state, projectedTarget: state.projectedTarget))
  }

  /// The ledger of alignment: WW' - CZ - Z'C'.
  public var conservationLaw: ConservationLaw? {
    ConservationLaw(readout: 0, hidden: 1, feedback: -1)
  }

  /// Y P (Mathematics.md: "Where FA ends").
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? {
    guard let feedback else { return nil }
    return try .feedback(feedback, on: problem, from: start)
  }

  /// The sums l + u of the eigenvalues l of CZ and u of WW', and each alone where the residual has
  /// rows or columns beyond r (Mathematics.md: "Local stability").
  public func localStability<Scalar>(
    at factors: Factors<Scalar>, feedback: Matrix<Scalar>?, nextSingularValue: Scalar?
  ) throws(FactorizationError) -> LocalStability<Scalar>? {
    guard let feedback else { return nil }
    let (z, w) = (factors.z, factors.w)
    let (alignment, hidden) = try FactorizationError.naming("the limit") {
      () throws(LinearAlgebraError) in
      (try (feedback * z).eigenvalues(), try w.transposed.gram.eigenvalues())
    }
    return LocalStability(
      rates: sums(alignment, hidden) + (w.columns > w.rows ? alignment : [])
        + (z.rows > z.columns ? hidden : []))
  }
}

public import FALinalg
/// A rule whose hidden layer moves along C E with C fixed.
///
/// C Y is computed once; then a step needs one pass over the target, for the readout.
public protocol FixedFeedbackRule: LearningRule {}

extension FixedFeedbackRule {
  /// It keeps C.
  public var feedbackUse: FeedbackUse { .fixed }

  /// All: the feedback is fixed and the rule equivariant.
  public var reductions: Set<TrainingMethod> { .fixedFeedback.union([.modes]) }

  /// The ledger of alignment: WW' - CZ - Z'C'.
  public var conservationLaw: ConservationLaw? {
    ConservationLaw(readout: 0, hidden: 1, feedback: -1)
  }

  /// Computes C Y, which no step changes.
  public func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) { state.projectedTarget = state.projection(of: problem) }

  /// 0.4 / ||CY||_2^(2/3) from small starts (Mathematics.md: "FA from zero start, solved exactly"), less
  /// from large ones.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    stepSize(
      curvature: try feedbackCurvature(state, projectedTarget: state.projectedTarget))
  }

  /// dZ = E W', dV = E'C'.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    state.evaluateReadout(problem)
    state.evaluateHiddenByFeedback()
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

public import FALinalg

/// A rule whose hidden layer moves along C E with C fixed.
///
/// C Y is computed once; then a step needs one pass over the target, for the readout. What follows from
/// the symmetries of a rule and from how it moves along its directions, the rule itself declares.
public protocol FixedFeedbackRule: LearningRule {}

extension FixedFeedbackRule {
  /// It keeps C.
  public var feedbackUse: FeedbackUse { .fixed }

  /// Computes C Y, which no step changes.
  public func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) { state.projectTarget(problem) }

  /// dZ = E W', dV = E'C'.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    state.evaluateReadout(problem)
    state.evaluateHiddenByFeedback()
  }
}

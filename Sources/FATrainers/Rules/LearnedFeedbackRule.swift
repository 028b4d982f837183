public import FALinalg

/// A rule whose hidden layer moves along C E with C that changes from step to step.
///
/// What follows from the symmetries of a rule and from how it moves along its directions, the rule itself
/// declares.
public protocol LearnedFeedbackRule: LearningRule {}

extension LearnedFeedbackRule {
  /// It changes C.
  public var feedbackUse: FeedbackUse { .learned }

  /// dZ = E W', dV = E'C'.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) { state.evaluateBoth(problem, through: state.b) }
}

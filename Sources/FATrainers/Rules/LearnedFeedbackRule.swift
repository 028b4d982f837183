public import FALinalg

/// A rule whose hidden layer moves along C E with C that changes from step to step.
public protocol LearnedFeedbackRule: LearningRule {}

extension LearnedFeedbackRule {
  /// It changes C.
  public var feedbackUse: FeedbackUse { .learned }

  /// Spectral: the rule is equivariant.
  public var reductions: Set<TrainingMethod> { .equivariant }

  /// dZ = E W', dV = E'C'.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) { state.evaluateBoth(problem, through: state.b) }
}

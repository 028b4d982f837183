import FALinalg

/// The diagnostics of a run that ``FeedbackModes`` solves, measured in feedback coordinates.
struct ModeDiagnostics<Rule: LearningRule, Scalar: BLASScalar> {
  private let rule: Rule
  private let reduction: Reduction<Matrix<Scalar>>
  private let feedback: Matrix<Scalar>?
  private let frame: DiagnosticFrame<Scalar>
  private let modes: FeedbackModes<Scalar>
  private let feedbackNorm: Scalar

  /// - Parameters:
  ///   - rule: The rule.
  ///   - modes: Its modes on the whole problem.
  ///   - problem: The whole problem.
  ///   - start: Zero factors.
  ///   - feedback: C, r x n.
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  init<Target: LinearOperator<Scalar>>(
    _ rule: Rule, _ modes: FeedbackModes<Scalar>, _ problem: FactorizationProblem<Target>,
    _ start: Factors<Scalar>, _ feedback: Matrix<Scalar>
  ) throws(LinearAlgebraError) {
    self.rule = rule
    let iterate = Iterate(factors: start, feedback: feedback)
    reduction = try .feedback(problem, around: iterate)
    self.feedback = reduction.enter(iterate).feedback
    frame = try DiagnosticFrame(reduction, of: problem)
    self.modes = FeedbackModes(modes, in: reduction)
    feedbackNorm = feedback.frobeniusNorm
  }

  /// Measures the modes in the given state.
  ///
  /// - Complexity: O(r^3).
  func measure(_ modes: FeedbackModeState<Scalar>, error: Scalar) -> RunDiagnostics? {
    var state = TrainingState(
      self.modes.factors(modes), feedback: feedback, use: .fixed,
      feedbackNorm: feedbackNorm, seed: 0)
    do {
      try rule.prepare(reduction.problem, &state)
      try rule.evaluate(reduction.problem, &state)
      return try RunDiagnostics(reduction.problem, state, error: error, frame: frame)
    } catch {
      return nil
    }
  }
}

extension FeedbackModes {
  /// The same modes in the coordinates of a reduction that holds them.
  fileprivate init(_ whole: Self, in reduction: Reduction<Matrix<Scalar>>) {
    singularValues = whole.singularValues
    limit = whole.limit
    imageNorms = whole.imageNorms
    left = whole.left
    right = reduction.basis.right.coordinates(of: whole.right)
    image = reduction.basis.left.coordinates(of: whole.image)
  }
}

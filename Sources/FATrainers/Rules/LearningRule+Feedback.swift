import FALinalg

extension LearningRule {
  /// C as the rule starts with it, or nil for a rule without feedback.
  ///
  /// - Throws: `wrongShape`, `missingFeedback`, `linearAlgebra`.
  func startingFeedback<Target: LinearOperator>(
    for problem: FactorizationProblem<Target>, _ start: Factors<Target.Scalar>,
    given: Matrix<Target.Scalar>?
  ) throws(FactorizationError) -> Matrix<Target.Scalar>? {
    if let given { try problem.check(feedback: given) }
    if feedbackUse == .none { return nil }
    guard let given else { throw .missingFeedback(rule: name) }
    return try feedback(from: given, start: start)
  }
}

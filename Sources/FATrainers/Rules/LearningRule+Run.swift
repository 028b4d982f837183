import FALinalg

extension LearningRule {
  /// Whether the rule takes the same steps in the coordinates of a method.
  func isCarried(by method: TrainingMethod) -> Bool {
    method == .dense
      || reductions.contains(method) && (method != .krylov || directionWeight != nil)
  }

  /// Prepares a state at the beginning of a run, or where it goes on.
  ///
  /// - Throws: `otherCheckpoint` if the matrices that were carried are not those of the rule; `linearAlgebra`.
  func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>,
    goingOnWith memory: RuleMemory<Target.Scalar>?
  ) throws(FactorizationError) {
    guard let memory else { return try prepare(problem, &state) }
    let (z, v, b) = (state.z, state.v, state.b)
    try prepare(problem, &state)
    guard memory.hasShapes(of: RuleMemory(state)) else {
      throw .otherCheckpoint(difference: "set of matrices that the rule keeps")
    }
    (state.z, state.v, state.b) = (z, v, b)
    (state.readoutMemory, state.hiddenMemory, state.memory) =
      (memory.readout, memory.hidden, memory.invariant)
  }

  /// The directions of a rule without feedback at the factors of a state.
  func directions<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, at state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> (dz: Matrix<Target.Scalar>, dv: Matrix<Target.Scalar>) {
    var copy = TrainingState(
      state.factors, feedback: nil, use: .none, feedbackNorm: 0, seed: state.seed)
    try evaluate(problem, &copy)
    return (copy.dz, copy.dv)
  }

  /// Where the rule ends, for those who have the feedback that it is given; nil also where a decomposition fails.
  func predictedLimit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    given: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) -> PredictedLimit<Target.Scalar>? {
    try? limit(
      on: problem, from: start,
      feedback: startingFeedback(for: problem, start, given: given, seed: seed),
      stepSize: stepSize, seed: seed)
  }

  /// C as the rule starts with it, or nil for a rule without feedback.
  ///
  /// - Throws: `wrongShape`, `missingFeedback`, `linearAlgebra`.
  func startingFeedback<Target: LinearOperator>(
    for problem: FactorizationProblem<Target>, _ start: Factors<Target.Scalar>,
    given: Matrix<Target.Scalar>?, seed: UInt64
  ) throws(FactorizationError) -> Matrix<Target.Scalar>? {
    if let given { try problem.check(feedback: given) }
    if feedbackUse == .none { return nil }
    guard let given else { throw .missingFeedback(rule: name) }
    return try feedback(from: given, start: start, seed: seed)
  }
}

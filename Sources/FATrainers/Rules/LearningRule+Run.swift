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

  /// Computes the directions at the present factors.
  ///
  /// - Throws: `unsuited` if nobody can say what they leave out; `linearAlgebra`.
  func evaluateDirections<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    state.record?.begin(step: state.step)
    try evaluate(problem, &state)
    guard let record = state.record, !record.hasProduct else { return }
    let direction = record.side == .readout ? state.dz : state.dv
    if direction.frobeniusNorm != 0 {
      throw .unsuited(
        rule: name,
        reason: "writes a direction that no part of its state has computed, so that Krylov "
          + "coordinates cannot tell what it leaves out: use another method")
    }
  }

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

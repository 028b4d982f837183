import FALinalg

extension LearningRule {
  /// Whether the rule takes the same steps in the coordinates of a method.
  func isCarried(by method: TrainingMethod) -> Bool {
    method == .dense
      || reductions.contains(method) && (method != .krylov || directionWeight != nil)
  }

  /// What a run on the target as it is begins with.
  ///
  /// - Parameters:
  ///   - start: Z_0 and W_0.
  ///   - feedback: C as the rule starts with it.
  ///   - seed: The seed of what the rule draws.
  /// - Throws: `linearAlgebra`.
  func beginning<Scalar>(
    at start: Factors<Scalar>, feedback: Matrix<Scalar>?, seed: UInt64
  ) throws(FactorizationError) -> Iterate<Scalar> {
    var memory = RuleMemory<Scalar>()
    memory.readout = try drawnMemory(rows: start.z.rows, seed: seed)
    return Iterate(
      factors: start, feedback: feedback, memory: memory.isEmpty ? nil : memory)
  }

  /// Prepares a state at the beginning of a run on the target as it is.
  ///
  /// - Throws: `linearAlgebra`.
  func begin<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    state.readoutMemory = try drawnMemory(rows: state.z.rows, seed: state.seed)
    try prepare(problem, &state)
  }

  /// Prepares a state where a run begins or goes on, in whatever coordinates.
  ///
  /// - Parameters:
  ///   - memory: What was carried there: at the beginning no more than what was drawn.
  ///   - goesOn: Whether steps have been taken before.
  /// - Throws: `otherCheckpoint` if the matrices that were carried are not those of the rule; `linearAlgebra`.
  func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>,
    with memory: RuleMemory<Target.Scalar>?, goesOn: Bool
  ) throws(FactorizationError) {
    let memory = memory ?? RuleMemory()
    guard goesOn else {
      state.readoutMemory = memory.readout
      return try prepare(problem, &state)
    }
    let (z, v, b) = (state.z, state.v, state.b)
    let drawn: [Matrix<Target.Scalar>] = try drawnMemory(rows: z.rows, seed: state.seed)
    state.readoutMemory = Array(memory.readout.prefix(drawn.count))
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

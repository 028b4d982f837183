import FALinalg

/// One run of a rule, in whatever coordinates.
struct Run<Rule: LearningRule, Scalar: BLASScalar> {
  let rule: Rule
  let steps: StepSizes<Scalar>
  let stopping: StoppingCriterion<Scalar>
  let feedbackNorm: Scalar
  let seed: UInt64

  /// Runs on the small problem and brings the factors back.
  func execute<Inside: LinearOperator<Scalar>>(
    _ reduction: Reduction<Inside>,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool
  ) throws(FactorizationError) -> TrainingResult<Scalar> {
    var result = try execute(
      reduction.problem, reduction.start, reduction.feedback, while: shouldContinue)
    result.factors = reduction.lift(result.factors)
    result.feedback = result.feedback.map { reduction.lift(feedback: $0) }
    return result
  }

  /// Runs until the stopping criterion holds.
  func execute<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>, _ start: Factors<Scalar>, _ feedback: Matrix<Scalar>?,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool
  ) throws(FactorizationError) -> TrainingResult<Scalar> {
    var progress = RunProgress(startingState(start, feedback))
    let status = try proceed(problem, &progress, while: shouldContinue)
    return result(status ?? .interrupted, progress)
  }

  /// A state at the given factors, before the first step.
  func startingState(
    _ start: Factors<Scalar>, _ feedback: Matrix<Scalar>?
  ) -> TrainingState<Scalar> {
    TrainingState(
      start, feedback: feedback, use: rule.feedbackUse, feedbackNorm: feedbackNorm, seed: seed)
  }

  /// Goes on until the stopping criterion holds, or until `mayStep`, asked at the directions of a step
  /// with its size, answers false; the result is then nil.
  func proceed<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>, _ progress: inout RunProgress<Scalar>,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool,
    if mayStep: (borrowing TrainingState<Scalar>, Scalar) -> Bool = { _, _ in true }
  ) throws(FactorizationError) -> TrainingStatus? {
    try rule.prepare(problem, &progress.state)
    while true {
      let step = progress.state.step
      let stationarity = try evaluate(problem, &progress.state)
      guard mayStep(progress.state, steps[step]) else { return nil }
      if step == 0 {
        progress.ledger = rule.conservationLaw.map { ConservationLedger($0, at: progress.state) }
      }
      let status = stopping.status(step, stationarity, shouldContinue)
      if status != nil || step >= progress.grid.next {
        progress.history.append(
          record(problem, stationarity, progress.state, &progress.ledger))
        progress.grid.advance(past: step)
      }
      if let status { return status }
      let stepSize = steps[step]
      progress.ledger?.record(progress.state, stepSize: stepSize)
      rule.advance(&progress.state, by: stepSize)
      progress.state.step += 1
    }
  }

  /// What came of a run.
  func result(
    _ status: TrainingStatus, _ progress: borrowing RunProgress<Scalar>
  ) -> TrainingResult<Scalar> {
    TrainingResult(
      rule: rule, status: status, stepSize: steps.first, steps: progress.state.step,
      factors: progress.state.factors,
      feedback: rule.feedbackUse == .learned ? Matrix(progress.state.b.transposed) : nil,
      history: progress.history)
  }

  /// Evaluates the rule and returns the relative stationarity, not finite if the run has left the
  /// range of numbers.
  private func evaluate<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Scalar>
  ) throws(FactorizationError) -> Scalar {
    do {
      try rule.evaluate(problem, &state)
    } catch .linearAlgebra(_, .nonFinite) {
      return .nan
    }
    return state.stationarity(frobeniusNorm: problem.frobeniusNorm)
  }

  private func record<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>, _ stationarity: Scalar,
    _ state: borrowing TrainingState<Scalar>, _ ledger: inout ConservationLedger<Scalar>?
  ) -> TrainingRecord<Scalar> {
    TrainingRecord(
      step: state.step, error: problem.target.residualNorm(state.z.view, state.v.view),
      stationarity: stationarity, alignment: state.alignment,
      conservationDrift: ledger?.drift(at: state))
  }
}

/// How far a run has come: all that it needs to go on.
struct RunProgress<Scalar: BLASScalar>: ~Copyable {
  var state: TrainingState<Scalar>
  var ledger: ConservationLedger<Scalar>?
  var history: [TrainingRecord<Scalar>] = []
  var grid = LogarithmicGrid()

  init(_ state: consuming TrainingState<Scalar>) { self.state = state }

  /// Goes on in other coordinates, at the same step.
  mutating func move(to state: consuming TrainingState<Scalar>) {
    let step = self.state.step
    self.state = state
    self.state.step = step
    ledger?.makeRoom(for: self.state)
  }
}

/// The size of every step of a run.
struct StepSizes<Scalar: BLASScalar> {
  /// That of the first.
  let first: Scalar
  let schedule: StepSchedule

  /// The size of the step that follows `step` steps.
  subscript(step: Int) -> Scalar {
    schedule == .constant ? first : first * Scalar(schedule.factor(at: step))
  }
}

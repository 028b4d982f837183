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
    var state = TrainingState(
      start, feedback: feedback, use: rule.feedbackUse, feedbackNorm: feedbackNorm, seed: seed)
    try rule.prepare(problem, &state)
    var ledger: ConservationLedger<Scalar>?
    var history: [TrainingRecord<Scalar>] = []
    var grid = LogarithmicGrid()
    while true {
      let step = state.step
      let stationarity = try evaluate(problem, &state)
      if step == 0 { ledger = rule.conservationLaw.map { ConservationLedger($0, at: state) } }
      let status = stopping.status(step, stationarity, shouldContinue)
      if status != nil || step >= grid.next {
        history.append(record(problem, stationarity, state, &ledger))
        grid.advance(past: step)
      }
      if let status {
        return TrainingResult(
          rule: rule, status: status, stepSize: steps.first, steps: step,
          factors: state.factors,
          feedback: rule.feedbackUse == .learned ? Matrix(state.b.transposed) : nil,
          history: history)
      }
      let stepSize = steps[step]
      ledger?.record(state, stepSize: stepSize)
      rule.advance(&state, by: stepSize)
      state.step += 1
    }
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

import FALinalg

/// One run of a rule, in whatever coordinates.
struct Run<Rule: LearningRule> {
  typealias Scalar = Rule.Scalar

  let rule: Rule
  let stepSize: Scalar
  let stopping: StoppingCriterion<Scalar>
  let feedbackNorm: Scalar

  /// Runs on the small problem and brings the factors back.
  func execute<Inside: LinearOperator>(
    _ reduction: Reduction<Inside>,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool
  ) throws(FactorizationError) -> TrainingResult<Scalar> where Inside.Scalar == Scalar {
    var result = try execute(
      reduction.problem, reduction.start, reduction.feedback, while: shouldContinue)
    result.factors = reduction.lift(result.factors)
    return result
  }

  /// Runs until the stopping criterion holds.
  func execute<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ start: Factors<Scalar>, _ feedback: Matrix<Scalar>?,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool
  ) throws(FactorizationError) -> TrainingResult<Scalar> where Target.Scalar == Scalar {
    var rule = rule
    var state = TrainingState(start, feedback: feedback, feedbackNorm: feedbackNorm)
    try rule.prepare(problem, &state)
    var ledger: ConservationLedger<Scalar>?
    var history: [TrainingRecord<Scalar>] = []
    var grid = LogarithmicGrid()
    var step = 0
    while true {
      let stationarity = try evaluate(&rule, problem, &state)
      if step == 0 { ledger = rule.conservationLaw.map { ConservationLedger($0, at: state) } }
      let status = status(step, stationarity, shouldContinue)
      if status != nil || step >= grid.next {
        history.append(record(problem, step, stationarity, state, ledger))
        grid.advance(past: step)
      }
      if let status {
        return TrainingResult(
          rule: rule.name, status: status, stepSize: stepSize, steps: step,
          factors: state.factors, history: history)
      }
      ledger?.record(state, stepSize: stepSize)
      rule.advance(&state, by: stepSize)
      step += 1
    }
  }

  /// How the run ends here, or nil if it goes on.
  private func status(
    _ step: Int, _ stationarity: Scalar, _ shouldContinue: (Int, Scalar) -> Bool
  ) -> TrainingStatus? {
    if !stationarity.isFinite { return .diverged }
    if stationarity <= stopping.tolerance { return .converged }
    if step >= stopping.maxSteps { return .maxSteps }
    return shouldContinue(step, stationarity) ? nil : .interrupted
  }

  /// Evaluates the rule and returns the relative stationarity, not finite if the run has left the
  /// range of numbers.
  private func evaluate<Target: LinearOperator>(
    _ rule: inout Rule, _ problem: FactorizationProblem<Target>,
    _ state: inout TrainingState<Scalar>
  ) throws(FactorizationError) -> Scalar where Target.Scalar == Scalar {
    do {
      try rule.evaluate(problem, &state)
    } catch .linearAlgebra(_, .nonFinite) {
      return .nan
    }
    let backward = state.b == nil ? state.z.frobeniusNorm : feedbackNorm
    let readout = ratio(state.dz.frobeniusNorm, problem.frobeniusNorm, state.v.frobeniusNorm)
    let hidden = ratio(state.dv.frobeniusNorm, problem.frobeniusNorm, backward)
    return readout.isFinite && hidden.isFinite ? max(readout, hidden) : .nan
  }

  /// a / (b c), zero where a is.
  private func ratio(_ a: Scalar, _ b: Scalar, _ c: Scalar) -> Scalar {
    a == 0 ? 0 : a / b / c
  }

  private func record<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ step: Int, _ stationarity: Scalar,
    _ state: borrowing TrainingState<Scalar>, _ ledger: ConservationLedger<Scalar>?
  ) -> TrainingRecord<Scalar> where Target.Scalar == Scalar {
    TrainingRecord(
      step: step, error: problem.target.residualNorm(state.z.view, state.v.view),
      stationarity: stationarity, alignment: state.alignment,
      conservationDrift: ledger?.drift(at: state))
  }
}

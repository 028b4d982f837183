import FALinalg

/// Runs of one rule with various step sizes, in whatever coordinates.
struct StepSizeSearch<Rule: LearningRule, C: Coordinates> {
  typealias Scalar = C.Scalar
  /// Asked before every step of every run, as that of a trainer.
  typealias Permission = (_ step: Int, _ stationarity: Scalar) -> Bool

  /// The run with the automatic step size.
  let run: TrainingRun<Rule, Scalar>
  let start: Iterate<Scalar>
  var coordinates: C

  /// Searches the step sizes on a logarithmic scale, from the automatic one on, up and down by factors
  /// from 2 to 2^(1/32), as long as that takes fewer steps.
  ///
  /// A size that diverges, before its end or from there, is never chosen, and the result is never
  /// slower than the automatic one. Once it may not continue, no run counts any more.
  ///
  /// - Returns: What was found; nil where the coordinates cannot carry a run.
  mutating func fastest(
    gap: Scalar, while shouldContinue: Permission
  ) throws(FactorizationError) -> FastestStep<Scalar>? {
    let automatic = run.steps.first
    guard let end = try finalError(tolerance: gap / 100, while: shouldContinue) else { return nil }
    let band = gap * coordinates.problem.frobeniusNorm
    func count(_ size: Scalar, within limit: Int) throws(FactorizationError) -> Int? {
      try steps(size, until: { abs($0 - end) <= band }, within: limit, while: shouldContinue)
    }
    guard let automaticSteps = try count(automatic, within: run.stopping.maxSteps) else {
      return FastestStep(stepSize: automatic, steps: nil, automaticSteps: nil, endError: end)
    }
    var best = (size: automatic, steps: automaticSteps)
    var factor: Scalar = 2
    for _ in 0..<6 {
      for ratio in [factor, 1 / factor] {
        while best.steps > 0,
          let steps = try count(best.size * ratio, within: best.steps - 1)
        {
          best = (best.size * ratio, steps)
        }
      }
      factor.formSquareRoot()
    }
    return FastestStep(
      stepSize: best.size, steps: best.steps, automaticSteps: automaticSteps, endError: end)
  }

  /// The error that the automatic step size comes to. The coordinates are from then on as large as it needs.
  private mutating func finalError(
    tolerance: Scalar, while shouldContinue: Permission
  ) throws(FactorizationError) -> Scalar? {
    let run = TrainingRun(
      rule: run.rule, steps: run.steps,
      stopping: StoppingCriterion(tolerance: tolerance, maxSteps: run.stopping.maxSteps),
      feedbackNorm: run.feedbackNorm, seed: run.seed)
    var snapshot = RunSnapshot(start)
    let progress = try run.proceed(
      in: &coordinates, &snapshot, frame: { _ in nil }, while: shouldContinue)
    if progress == .outgrown { return nil }
    let start = start
    try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
      try coordinates.settle(around: start)
    }
    return snapshot.history[snapshot.history.count - 1].error
  }

  /// After how many steps the error is at its end for good, if it is within so many.
  private func steps(
    _ stepSize: Scalar, until isAtEnd: (Scalar) -> Bool, within limit: Int,
    while shouldContinue: Permission
  ) throws(FactorizationError) -> Int? {
    let problem = coordinates.problem
    var state = try run.state(of: RunSnapshot(start), in: coordinates)
    let plan = StepPlan(
      steps: StepSizes(first: stepSize, schedule: run.steps.schedule),
      stopping: StoppingCriterion(tolerance: -1, maxSteps: .max), decay: run.rule.factorDecay,
      frobeniusNorm: problem.frobeniusNorm)
    var (ledger, agenda) = (ConservationLedger<Scalar>?.none, StepAgenda())
    var (arrival, next) = (Int?.none, 0)
    let end = try takeSteps(
      plan, &state, &ledger, &agenda,
      evaluate: { (state) throws(FactorizationError) in
        try run.rule.evaluate(problem, &state)
        return nil
      },
      admit: { (state, stationarity, _) throws(FactorizationError) in
        // What has left the range of numbers is for the loop to find.
        guard stationarity.isFinite else { return true }
        // The error is known at every step at first, then at steps that lie a thirty-second apart.
        if state.step == next {
          let error = problem.target.residualNorm(state.z.view, state.v.view)
          arrival = isAtEnd(error) ? arrival ?? state.step : nil
          next += max(1, next / 32)
        }
        return state.step < (arrival.map { 2 * $0 } ?? limit)
      },
      record: { (_, _, _) throws(FactorizationError) in }, while: shouldContinue,
      advance: { run.rule.advance(&$0, by: $1) })
    guard end == nil, let arrival, arrival <= limit else { return nil }
    return arrival
  }
}

import FALinalg

/// Runs of one rule with various step sizes, on a problem in whatever coordinates.
struct StepSizeSearch<Rule: LearningRule, Target: LinearOperator> {
  typealias Scalar = Target.Scalar
  /// Asked before every step of every run, as that of a trainer.
  typealias Permission = (_ step: Int, _ stationarity: Scalar) -> Bool

  let rule: Rule
  let problem: FactorizationProblem<Target>
  let start: Factors<Scalar>
  let feedback: Matrix<Scalar>?
  let feedbackNorm: Scalar
  let seed: UInt64
  let schedule: StepSchedule
  let maxSteps: Int

  /// Searches the step sizes on a logarithmic scale, from the automatic one on, up and down by factors
  /// from 2 to 2^(1/32), as long as that takes fewer steps.
  ///
  /// A size that diverges, before its end or from there, is never chosen, and the result is never
  /// slower than the automatic one. Once it may not continue, no run counts any more.
  func fastest(
    automatic: Scalar, gap: Scalar, while shouldContinue: Permission
  ) throws(FactorizationError) -> FastestStep<Scalar> {
    let end = try finalError(automatic, tolerance: gap / 100, while: shouldContinue)
    let band = gap * problem.frobeniusNorm
    func count(_ size: Scalar, within limit: Int) throws(FactorizationError) -> Int? {
      try steps(size, until: { abs($0 - end) <= band }, within: limit, while: shouldContinue)
    }
    guard let automaticSteps = try count(automatic, within: maxSteps) else {
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

  private func finalError(
    _ stepSize: Scalar, tolerance: Scalar, while shouldContinue: Permission
  ) throws(FactorizationError) -> Scalar {
    let run = Run(
      rule: rule, steps: StepSizes(first: stepSize, schedule: schedule),
      stopping: StoppingCriterion(tolerance: tolerance, maxSteps: maxSteps),
      feedbackNorm: feedbackNorm, seed: seed)
    return try run.execute(problem, start, feedback, while: shouldContinue).error
  }

  /// After how many steps the error is at its end for good, if it is within so many.
  private func steps(
    _ stepSize: Scalar, until isAtEnd: (Scalar) -> Bool, within limit: Int,
    while shouldContinue: Permission
  ) throws(FactorizationError) -> Int? {
    var arrival: Int?
    let counts = try run(stepSize, while: shouldContinue) { step, error in
      if let error { arrival = isAtEnd(error) ? arrival ?? step : nil }
      return step < (arrival.map { 2 * $0 } ?? limit)
    }
    guard counts, let arrival, arrival <= limit else { return nil }
    return arrival
  }

  /// Takes steps while both `shouldContinue` and `goesOn` answer true. The error is known at every step at first, then at steps
  /// that lie a thirty-second apart.
  ///
  /// - Returns: Whether the run was allowed to go on and stayed in the range of numbers.
  private func run(
    _ stepSize: Scalar, while shouldContinue: Permission,
    stepping goesOn: (_ step: Int, _ error: Scalar?) -> Bool
  ) throws(FactorizationError) -> Bool {
    let steps = StepSizes(first: stepSize, schedule: schedule)
    var state = TrainingState(
      start, feedback: feedback, use: rule.feedbackUse, feedbackNorm: feedbackNorm, seed: seed)
    try rule.prepare(problem, &state)
    var next = 0
    while true {
      do {
        try rule.evaluateDirections(problem, &state)
      } catch .linearAlgebra(_, .nonFinite) {
        return false
      }
      let stepSize = steps[state.step]
      let stationarity = state.stationarity(
        frobeniusNorm: problem.frobeniusNorm, decay: rule.factorDecay, stepSize: stepSize)
      guard stationarity.isFinite, shouldContinue(state.step, stationarity) else { return false }
      var error: Scalar?
      if state.step == next {
        error = problem.target.residualNorm(state.z.view, state.v.view)
        next += max(1, next / 32)
      }
      guard goesOn(state.step, error) else { return true }
      rule.takeStep(&state, by: stepSize)
    }
  }
}

import ArgumentParser
import FALinalg
import FATrainers

/// Which rules, how they step, when they stop.
struct TrainingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(.init(stringLiteral: RuleList.help), valueName: "rules"),
    transform: RuleList.init)
  var rules = RuleList.default

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      A number for all rules, auto, best, or some rules' own, as in gd=0.1,fa=best; the others stay on \
      auto. With best:GAP the step is searched with which the rule comes in the fewest steps within \
      GAP ||Y|| of the error that auto ends at (best alone: \(StepSize<Double>.usualGap), in single \
      precision \(StepSize<Float>.usualGap)). (default: \(StepSize<Double>.automatic))
      """, valueName: "step"),
    transform: StepSizeList.init)
  var stepSize = StepSizeList()

  @Option(
    help: ArgumentHelp(
      """
      How step sizes change over a run: constant, cosine:STEPS (from the first to zero), \
      inverse-time:STEPS (half the first after so many). (default: \(StepSchedule.constant))
      """, valueName: "schedule"),
    transform: StepSchedule.init(argument:))
  var schedule = StepSchedule.constant

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The largest number of steps of each rule. (default: \(StoppingCriterion<Double>().maxSteps))",
      valueName: "n"), transform: WholeNumber.parse)
  var maxSteps = StoppingCriterion<Double>().maxSteps

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      A rule has converged when ||E W'|| and the direction of W, relative to the norms of their \
      factors, are at most this. (default: \(StoppingCriterion<Double>.usualTolerance) in double \
      precision, \(StoppingCriterion<Float>.usualTolerance) in single)
      """, valueName: "t"))
  var tolerance: Double?

  @Option(
    help: ArgumentHelp(
      """
      What makes a rule good enough to end as well, separated by commas: gap:G, with an error of at most \
      1 + G times the optimum (of at most G ||Y|| where that is zero); limit:L, with ||ZW - limit|| at \
      most L ||Y||, the limit being that which is predicted for the rule.
      """, valueName: "conditions"),
    transform: ConditionList.init)
  var stop = ConditionList()

  @Option(
    help: ArgumentHelp(
      """
      At which steps the history is recorded: logarithmic (ten to a decade) or every:K. \
      (default: \(Recording.logarithmic))
      """, valueName: "steps"),
    transform: Recording.init(argument:))
  var record = Recording.logarithmic

  @Option(
    help: ArgumentHelp(
      """
      In which coordinates training is computed, with the same trajectory to rounding: dense, \
      modes, feedback, krylov, spectral; auto takes the cheapest for each rule. (default: auto)
      """, valueName: "method"),
    completion: .list(["auto"] + TrainingMethod.allCases.map(\.rawValue)),
    transform: TrainingMethod?.init(argument:))
  var method = TrainingMethod?.none

  /// Throws unless the options make sense together.
  func check() throws {
    guard maxSteps >= 0 else {
      throw UsageError("--max-steps must be 0 or more, not \(maxSteps)")
    }
    if let tolerance, !(tolerance >= 0 && tolerance.isFinite) {
      throw UsageError("--tolerance must be a finite number of 0 or more, not \(tolerance)")
    }
    if tolerance != nil, stop.tolerance != nil {
      throw UsageError("--tolerance T and --stop stationarity:T are the same: give one of them")
    }
    if let stray = stepSize.rules.subtracting(rules.names).min() {
      throw UsageError("--step-size names the rule \(stray), which is not among --rules")
    }
  }

  func stoppingCriterion<Scalar: BLASScalar>() -> StoppingCriterion<Scalar> {
    var stopping = StoppingCriterion<Scalar>(maxSteps: maxSteps)
    if let tolerance {
      stopping = StoppingCriterion(tolerance: Scalar(tolerance), maxSteps: maxSteps)
    }
    if stop.tolerance != nil { stopping.conditions = [] }
    stopping.conditions += stop.conditions()
    return stopping
  }

  func stepSizes<Scalar: BLASScalar>() throws -> [String: StepSize<Scalar>] {
    let sizes = try rules.names.map { ($0, try stepSize.stepSize(of: $0) as StepSize<Scalar>) }
    return Dictionary(uniqueKeysWithValues: sizes)
  }
}

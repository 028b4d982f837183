import FALinalg
internal import Platform

/// One problem of an experiment, and the runs on it.
struct Trial: Sendable {
  /// How far the error of a run may be from where it should end, in units of ||Y||.
  ///
  /// Runs end when they are stationary to ``stationarity``; that bounds E W' and C E, and E itself by that times
  /// the conditions of W and C Y. This allows for conditions of 10^6.
  static let tolerance = 1e-6
  /// The relative stationarity at which runs end.
  static let stationarity = 1e-12

  /// The relative stationarity below which a run that has not ended moves too slowly to say where it will.
  static let restless = 1e-6

  /// "at most the tolerance", on both sides.
  static let isReached = Requirement.each(-tolerance...tolerance)

  let target: ExperimentTarget
  let problem: FactorizationProblem<Matrix<Double>>
  let optimum: Optimum<Double>
  let seed: UInt64
  private let shouldContinue: @Sendable () -> Bool

  init(
    _ target: ExperimentTarget, rank: Int, seed: UInt64, _ setting: ExperimentSetting
  ) throws(FactorizationError) {
    self.target = target
    let unknown = try FactorizationProblem(target: target.matrix, rank: rank)
    optimum = Optimum(of: unknown, svd: target.svd)
    problem = unknown.knowing(optimum)
    self.seed = seed
    shouldContinue = setting.shouldContinue
  }

  func feedback(_ choice: Feedback = Feedback()) throws(FactorizationError) -> Matrix<Double> {
    try problem.feedback(choice, seed: seed)
  }

  /// Where feedback alignment should end.
  func limit(_ feedback: Matrix<Double>) throws(FactorizationError) -> Double {
    try FeedbackLimit(of: problem, feedback: feedback).error
  }

  /// Trains, by a fraction of the automatic step; a run that was interrupted is an error.
  func train(
    _ rule: any LearningRule, from start: Start, feedback: Matrix<Double>? = nil,
    maxSteps: Int = 100_000, stepFraction: Double = 1, stationarity: Double = Self.stationarity
  ) throws(FactorizationError) -> TrainingResult<Double> {
    let factors = try problem.start(start, seed: seed)
    var trainer = Trainer(
      problem, stopping: StoppingCriterion(tolerance: stationarity, maxSteps: maxSteps))
    trainer.seed = seed
    if stepFraction != 1 {
      let automatic = try trainer.automaticStepSize(
        rule, factors,
        rule.startingFeedback(for: problem, factors, given: feedback, seed: seed))
      trainer.stepSize = .constant(stepFraction * automatic)
    }
    trainer.recordsDiagnostics = false
    let run = try trainer.train(rule, from: factors, feedback: feedback) { _, _ in
      shouldContinue()
    }
    if run.status == .interrupted { throw .linearAlgebra(name: "experiment", .interrupted) }
    return run
  }

  /// Trains by Kolen-Pollack learning with a decay d of all layers, for so long that e^-25 of the difference
  /// between C and Z' is left.
  ///
  /// - Returns: The run, and the error that it should end at: there the first r singular values miss
  ///   d / eta, or all that they have.
  func trainByKolenPollack(
    decay: Double, from start: Start, feedback: Matrix<Double>
  ) throws(FactorizationError) -> (run: TrainingResult<Double>, predicted: Double) {
    let run = try train(
      KolenPollack(arguments: [decay, decay]), from: start, feedback: feedback,
      maxSteps: Int(25 / decay))
    let missing = optimum.singularValues.prefix(problem.rank).map { min($0, decay / run.stepSize) }
    return (run, ([optimum.error] + missing).euclideanNorm)
  }

  /// How far the error of a run is from a reference, in units of ||Y||: infinite if it diverged, nil if it
  /// was still on its way when its steps were used up: nearer than at half of them, or all but at rest
  /// while slow modes are left or a saddle is.
  func gap(_ run: TrainingResult<Double>, to reference: Double) -> Double? {
    if run.status == .diverged { return .infinity }
    func gap(_ error: Double) -> Double { (error - reference) / problem.frobeniusNorm }
    let end = gap(run.error)
    if run.status == .maxSteps, end.magnitude > Self.tolerance,
      let last = run.history.last,
      let half = run.history.last(where: { 2 * $0.step <= run.steps }),
      last.stationarity < Self.restless || end.magnitude < gap(half.error).magnitude
    {
      return nil
    }
    return end
  }
}

/// A number in a sentence: three significant digits.
func threeDigits(_ value: Double?) -> String {
  guard let value else { return "no figure" }
  guard value != 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
  let unit = pow(10, 2 - log10(value.magnitude).rounded(.down))
  guard unit.isFinite, unit > 0 else { return "\(value)" }
  let rounded = (value * unit).rounded() / unit
  return rounded == rounded.rounded() && rounded.magnitude < 1e6 ? "\(Int(rounded))" : "\(rounded)"
}

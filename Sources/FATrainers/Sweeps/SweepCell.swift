public import FALinalg

/// One run of a sweep: everything that determines it.
public struct SweepCell<Scalar: BLASScalar>: Sendable {
  /// The matrix.
  public let target: SweepTarget<Scalar>
  /// r.
  public let rank: Int
  /// The rule.
  public let rule: any LearningRule
  /// How the start is drawn.
  public let start: Start
  /// How the feedback is drawn; nil for a rule that takes none.
  public let feedback: Feedback?
  /// How the step size is chosen.
  public let stepSize: StepSize<Scalar>
  /// The seed of the start, the feedback and what the rule draws.
  public let seed: UInt64
  /// How it is trained.
  public let training: SweepTraining

  /// Creates a cell. What cannot make a difference is left out of it: the feedback of a rule that takes
  /// none, and the scale of a start at zero.
  public init(
    target: SweepTarget<Scalar>, rank: Int, rule: any LearningRule, start: Start = Start(),
    feedback: Feedback? = Feedback(), stepSize: StepSize<Scalar> = .automatic, seed: UInt64,
    training: SweepTraining = SweepTraining()
  ) {
    self.target = target
    self.rank = rank
    self.rule = rule
    self.start = start.law == .zero ? Start(.zero, scale: 0) : start
    self.feedback = rule.feedbackUse == .none ? nil : feedback
    self.stepSize = stepSize
    self.seed = seed
    self.training = training
  }

  /// The settings that it shares with cells of other rules and seeds.
  public var setting: SweepSetting {
    SweepSetting(
      target: target.name, rank: rank, start: start.law.description, initialScale: start.scale,
      feedbackLaw: feedback?.law.description, feedbackScale: feedback?.scale,
      requestedStepSize: stepSize.description,
      schedule: training.schedule.description, maxSteps: training.maxSteps,
      tolerance: training.tolerance ?? StoppingCriterion<Scalar>.usualTolerance,
      stop: training.stop.isEmpty ? nil : training.stop.map(\.description).joined(separator: ","),
      requestedMethod: training.method?.rawValue,
      precision: Scalar.self == Float.self ? "single" : "double")
  }

  /// The name of the cell: 32 hexadecimal digits, a fingerprint of everything that determines its
  /// result.
  public var id: String {
    let setting = setting
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "-" }
    let parts =
      [
        "fa-toolkit sweep cell 1", target.content, "\(rank)", rule.name, setting.start,
        text(setting.initialScale), setting.feedbackLaw ?? "-", text(setting.feedbackScale),
        setting.requestedStepSize, "\(seed)", setting.schedule, "\(setting.maxSteps)",
        text(setting.tolerance),
        setting.requestedMethod ?? "-", setting.precision,
      ] + (setting.stop.map { [$0] } ?? [])
    var hash = ContentHash()
    hash.update(parts.joined(separator: "\n").utf8)
    return hash.text
  }
}

/// How the cells of a sweep are trained.
public struct SweepTraining: Sendable, Hashable {
  /// How the step size changes over a run.
  public var schedule: StepSchedule
  /// The largest number of steps.
  public var maxSteps: Int
  /// The relative stationarity at which a run has converged; nil for the usual one of the precision.
  public var tolerance: Double?
  /// What ends a run besides that.
  public var stop: [StopCondition<Double>]
  /// In which coordinates runs are computed; nil for the cheapest that each rule allows.
  public var method: TrainingMethod?

  /// Creates a way of training.
  public init(
    schedule: StepSchedule = .constant, maxSteps: Int = StoppingCriterion<Double>().maxSteps,
    tolerance: Double? = nil, stop: [StopCondition<Double>] = [], method: TrainingMethod? = nil
  ) {
    self.schedule = schedule
    self.maxSteps = maxSteps
    self.tolerance = tolerance
    self.stop = stop
    self.method = method
  }
}

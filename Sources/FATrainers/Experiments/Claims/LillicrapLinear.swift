import FALinalg

/// The linear task of Lillicrap et al.
struct LillicrapLinear: Experiment {
  let name = "lillicrap-linear"
  let source = ClaimSource.other("Lillicrap et al. 2016")
  let statement = """
    A 30-20-10 linear network learns a linear map through random feedback as by gradient descent, as the hidden \
    updates turn towards those of gradient descent, from small and from large starts.
    """
  let criterion = """
    The task as published, one example at a time, for each size of the start and with the step, 1e-3, of the \
    published sweep. The error of every run falls to a twentieth of what it was, by FA as by GD. The mean angle between the updates C e and \
    Z'e, which is 80 degrees for unrelated directions of 20 numbers, is below that of the start at the \
    end of every run from entries up to 0.05, by more than 1e-6 degrees. The number of examples is ours.
    """
  let takesInput = false

  static let scales = [1e-4, 1e-3, 0.01, 0.05, 0.1, 0.125, 0.15, 0.2, 0.25]

  func run(_ setting: ExperimentSetting) throws(FactorizationError) -> ExperimentOutcome {
    let scales = setting.choose([0.01, 0.25], Self.scales, Self.scales)
    let repeats = setting.choose(1, 6, 20)
    let examples = setting.choose(5000, 8000, 16_000)
    let runs = try setting.trials(scales.count * repeats) {
      (index, seed) throws(FactorizationError) -> (scale: Double, fa: Run, gd: Run) in
      let scale = scales[index % scales.count]
      let task = try LillicrapTask<Double>(
        seed: seed, examples: 2000, startScale: scale)
      return (
        scale, try train(setting.rules.feedbackAlignment, task, examples, setting),
        try train(setting.rules.gradientDescent, task, examples, setting)
      )
    }
    var measurements = [
      Measurement("GD, error at the end / start", runs.map(\.gd.error), .each(atMost: 0.05))
    ]
    for scale in scales {
      measurements.append(
        Measurement(
          "FA, the same, start up to \(scale)",
          runs.filter { $0.scale == scale }.map(\.fa.error), .each(atMost: 0.05)))
    }
    let small = runs.filter { $0.scale <= 0.05 }.map(\.fa)
    measurements += [
      Measurement("angle of C e and Z'e at the start, degrees", small.map(\.startAngle)),
      Measurement("the same at the end", small.map(\.endAngle)),
      Measurement(
        "start - end, degrees", small.map { $0.startAngle - $0.endAngle },
        .each(atLeast: 1e-6)),
      Measurement("angle of C e and Z^+ e at the end", small.map(\.pseudoAngle)),
    ]
    let angles = measurements.suffix(4).map(\.estimate)
    return ExperimentOutcome(
      measurements,
      finding: """
        Random feedback taught the map at every size of the start, while its updates turned from \
        \(told(angles[0])) to \(told(angles[1])) degrees from those of gradient descent.
        """)
  }

  private struct Run {
    let error: Double
    let startAngle: Double
    let endAngle: Double
    let pseudoAngle: Double
  }

  private func train(
    _ rule: any LearningRule, _ task: LillicrapTask<Double>, _ steps: Int,
    _ setting: ExperimentSetting
  ) throws(FactorizationError) -> Run {
    let trainer = NetworkTrainer(
      task.samples, stepSize: 1e-3, batchSize: 1,
      stopping: StoppingCriterion(tolerance: 0, maxSteps: steps))
    let run = try trainer.train(rule, from: task.start, feedback: task.feedback) { _, _ in
      setting.shouldContinue()
    }
    if run.status == .interrupted { throw .linearAlgebra(name: "experiment", .interrupted) }
    let (first, last) = (run.history[0], run.history[run.history.count - 1])
    return Run(
      error: last.error / first.error, startAngle: first.angles?.toGradientDegrees ?? .nan,
      endAngle: last.angles?.toGradientDegrees ?? .nan,
      pseudoAngle: last.angles?.toPseudoBackpropDegrees ?? .nan)
  }
}

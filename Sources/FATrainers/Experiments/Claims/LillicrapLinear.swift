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
      (index, seed) throws(FactorizationError) -> Trio in
      let scale = scales[index % scales.count]
      let task = try LillicrapTask<Double>(
        seed: seed, examples: 2000, startScale: scale)
      return (
        scale, try train(setting.rules.feedbackAlignment, task, examples, setting),
        try train(setting.rules.gradientDescent, task, examples, setting)
      )
    }
    var measurements = [
      Measurement("GD, error at the end / start", runs.map(\.gd.shareOfError), .each(atMost: 0.05))
    ]
    for scale in scales {
      measurements.append(
        Measurement(
          "FA, the same, start up to \(scale)",
          runs.filter { $0.scale == scale }.map(\.fa.shareOfError), .each(atMost: 0.05)))
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
        \(threeDigits(angles[0])) to \(threeDigits(angles[1])) degrees from those of gradient descent.
        """, charts: charts(runs, scales))
  }

  private typealias Trio = (scale: Double, fa: NetworkResult<Double>, gd: NetworkResult<Double>)

  private func charts(_ runs: [Trio], _ scales: [Double]) -> [ExperimentChart] {
    let published = runs.filter { $0.scale == 0.01 }
    func histories(
      _ runs: [NetworkResult<Double>], _ figure: (NetworkRecord<Double>) -> Double?
    ) -> [[(step: Int, value: Double)]] {
      runs.map { run in
        run.history.compactMap { record in figure(record).map { (record.step, $0) } }
      }
    }
    func errors(_ runs: [NetworkResult<Double>]) -> [[(step: Int, value: Double)]] {
      runs.map { run in run.history.map { ($0.step, $0.error / run.history[0].error) } }
    }
    func ends(_ run: (Trio) -> NetworkResult<Double>) -> [ExperimentChart.Point] {
      scales.compactMap { scale in
        ExperimentChart.Point(
          scale, medianOf: runs.filter { $0.scale == scale }.map { run($0).shareOfError })
      }
    }
    let examples = ExperimentChart.Axis("examples", isLogarithmic: true)
    let error = ExperimentChart.Axis("error / error at the start", isLogarithmic: true)
    return [
      ExperimentChart(
        name: "error", caption: "The error from starts up to 0.01: medians, with 5 % to 95 %.",
        x: examples, y: error,
        series: [
          ExperimentChart.Series("fa", rule: "fa", histories: errors(published.map(\.fa))),
          ExperimentChart.Series("gd", rule: "gd", histories: errors(published.map(\.gd))),
        ]),
      ExperimentChart(
        name: "hidden-angles",
        caption:
          "The angle between the hidden updates of FA, C e, and those of gradient descent, Z'e, "
          + "and of pseudo-backprop, Z^+ e; starts up to 0.01, medians, with 5 % to 95 %.",
        x: examples, y: .init("degrees"),
        series: [
          ExperimentChart.Series(
            "to Z'e", rule: "gd",
            histories: histories(published.map(\.fa)) { $0.angles?.toGradientDegrees }),
          ExperimentChart.Series(
            "to Z^+ e", rule: "pseudo-backprop",
            histories: histories(published.map(\.fa)) { $0.angles?.toPseudoBackpropDegrees }),
        ]),
      ExperimentChart(
        name: "start-scale", caption: "The error at the end by the size of the start.",
        x: .init("largest entry at the start", isLogarithmic: true), y: error,
        series: [
          ExperimentChart.Series("fa", rule: "fa", points: ends(\.fa)),
          ExperimentChart.Series("gd", rule: "gd", points: ends(\.gd)),
        ]),
    ]
  }

  private func train(
    _ rule: any LearningRule, _ task: LillicrapTask<Double>, _ steps: Int,
    _ setting: ExperimentSetting
  ) throws(FactorizationError) -> NetworkResult<Double> {
    let trainer = NetworkTrainer(
      task.data, stepSize: 1e-3, batchSize: 1,
      stopping: StoppingCriterion(tolerance: 0, maxSteps: steps))
    let run = try trainer.train(rule, from: task.start, feedback: task.feedback) { _, _ in
      setting.shouldContinue()
    }
    if run.status == .interrupted { throw .linearAlgebra(name: "experiment", .interrupted) }
    return run
  }
}

extension NetworkResult<Double> {
  /// The error at the end over that at the start.
  fileprivate var shareOfError: Double { error / history[0].error }
  fileprivate var startAngle: Double { history.first?.angles?.toGradientDegrees ?? .nan }
  fileprivate var endAngle: Double { history.last?.angles?.toGradientDegrees ?? .nan }
  fileprivate var pseudoAngle: Double { history.last?.angles?.toPseudoBackpropDegrees ?? .nan }
}

import FALinalg
internal import Platform

/// Where feedback alignment ends is known without training.
struct ClosedFormLimit: Experiment {
  let name = "closed-form-limit"
  let source = ClaimSource.own
  let statement = """
    Feedback alignment ends at Y P, P the projector on the row space of C Y, whatever the start and whatever the rank.
    """
  let criterion = """
    Random instances: sizes, ranks below, at and above rank(Y), spectra and starts. The error of every run that came to \
    an end is within 1e-6 ||Y|| of ||Y - Y P||, computed without training. Of the others the share \
    that a step leaves of the slowest deviation says how long they would have taken. On the same instances \
    Kolen-Pollack learning with a decay d of 1e-3 ends within 1e-6 ||Y|| of where the first r singular values are less by \
    d / eta, however far FA's limit is from the optimum.
    """
  let takesInput = true

  func run(_ setting: ExperimentSetting) throws(FactorizationError) -> ExperimentOutcome {
    let runs = try setting.trials(setting.choose(12, 60, 500)) {
      (_, seed) throws(FactorizationError) in
      try figures(Instance(seed: seed, setting), seed, setting)
    }
    let unfinished = runs.filter { $0.gap == nil }
    var measurements = [
      Measurement("(trained - predicted) / ||Y||", runs.map(\.gap), Trial.isReached),
      Measurement("Kolen-Pollack: - prediction", runs.map(\.kolenPollack), Trial.isReached),
      Measurement("predicted / optimum, r < rank(Y)", runs.compactMap(\.ratio)),
      Measurement("steps of those that ended", runs.filter { $0.gap != nil }.map(\.steps)),
    ]
    if !unfinished.isEmpty {
      measurements += [
        Measurement("not ended: share lost by a step", unfinished.map { 1 - $0.contraction }),
        Measurement("not ended: steps left, predicted", unfinished.map(\.stepsLeft)),
      ]
    }
    return ExperimentOutcome(
      measurements,
      finding: """
        \(runs.count - unfinished.count) of \(runs.count) runs ended, each within \
        \(threeDigits(measurements[0].values.sorted.map(\.magnitude).max())) ||Y|| of its prediction.
        """, charts: [chart(runs)])
  }

  /// The runs that ended, on the line of equal values.
  private func chart(_ runs: [Figures]) -> ExperimentChart {
    ExperimentChart(
      name: "identity", caption: "The error that training ended at, against what was predicted.",
      x: .init("predicted, / ||Y||"), y: .init("trained, / ||Y||"),
      series: [
        ExperimentChart.Series("equal", form: .prediction, points: [.init(0, 0), .init(1, 1)]),
        ExperimentChart.Series(
          "fa", rule: "fa", form: .points,
          points: runs.compactMap { run in
            run.gap.map { ExperimentChart.Point(run.limit, run.limit + $0) }
          }),
      ])
  }

  private struct Figures {
    let gap: Double?
    let kolenPollack: Double?
    /// In units of ||Y||.
    let limit: Double
    let ratio: Double?
    let steps: Double
    let contraction: Double
    let stepsLeft: Double
  }

  private func figures(
    _ instance: Instance, _ seed: UInt64, _ setting: ExperimentSetting
  ) throws(FactorizationError) -> Figures {
    let trial = try Trial(instance.target, rank: instance.rank, seed: seed, setting)
    let feedback = try trial.feedback()
    let limit = try trial.limit(feedback)
    let run = try trial.train(
      setting.rules.feedbackAlignment, from: instance.start, feedback: feedback,
      maxSteps: instance.start.law == .zero ? 1_000_000 : setting.choose(5000, 10_000, 20_000))
    let isOnItsWay = run.status == .maxSteps
    let contraction = run.stability?.contraction(stepSize: run.stepSize) ?? .infinity
    let last = run.history[run.history.count - 1].stationarity
    let learned = try trial.trainByKolenPollack(
      decay: 1e-3, from: instance.start, feedback: feedback)
    return Figures(
      gap: isOnItsWay ? nil : trial.gap(run, to: limit),
      kolenPollack: trial.gap(learned.run, to: learned.predicted),
      limit: limit / trial.problem.frobeniusNorm,
      ratio: trial.optimum.isZero ? nil : limit / trial.optimum.error, steps: Double(run.steps),
      contraction: contraction,
      stepsLeft: contraction < 1
        ? max(0, log(Trial.stationarity / last) / log(contraction)) : .infinity)
  }
}

/// A random problem.
private struct Instance {
  let target: ExperimentTarget
  let rank: Int
  let start: Start

  init(seed: UInt64, _ setting: ExperimentSetting) throws(FactorizationError) {
    let uniform: Matrix<Double> = RandomStream(seed: seed, name: "instance").uniform(1, 7)
    func draw(_ index: Int, _ range: ClosedRange<Int>) -> Int {
      range.lowerBound + Int(uniform[0, index] * Double(range.count))
    }
    let starts = [
      Start(.zero), Start(.normal, scale: 0.01), Start(.normal, scale: 1),
      Start(.orthogonal, scale: 0.3), Start(.uniform, scale: 0.1),
    ]
    start = starts[draw(0, 0...starts.count - 1)]
    if let input = setting.input {
      target = input
      rank = draw(1, 1...min(60, input.matrix.rows, input.matrix.columns))
      return
    }
    let size = 2...setting.choose(40, 150, 300)
    let (rows, columns) = (draw(2, size), draw(3, size))
    let least = min(rows, columns)
    rank = draw(1, 1...min(setting.choose(8, 20, 60), least))
    // Of rank r, of a lower one, or of full rank.
    let targetRank = [rank, max(1, rank - draw(4, 1...3)), least][draw(5, 0...2)]
    let spectra: [Spectrum] = [.flat, .power(1), .power(0.5), .exponential(0.9)]
    target = try ExperimentTarget(
      rows, columns,
      singularValues: spectra[draw(6, 0...spectra.count - 1)].values(count: targetRank),
      seed: seed)
  }
}

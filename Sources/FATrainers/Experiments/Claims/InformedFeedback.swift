import FALinalg
internal import Platform

/// Feedback that knows the target closes the gap.
struct InformedFeedback: Experiment {
  let name = "informed-feedback"
  let source = ClaimSource.own
  let statement = """
    Feedback C (YY')^q is q power iterations of the range finder: as q grows, feedback alignment comes to the optimum, \
    which C = U_r' gives at once.
    """
  let criterion = """
    With q such that (s_{r+1} / s_r)^(4 q), by which the excess of the squared error over the optimum falls, is at most \
    1/100, and q at most 64: the median share that is left of it is at most a tenth. FA ends within 1e-6 ||Y|| of the \
    limit of each feedback, and with C = U_r' of the optimum. The rate is that of Halko, Martinsson and Tropp 2011.
    """
  let takesInput = true

  func run(_ setting: ExperimentSetting) throws(FactorizationError) -> ExperimentOutcome {
    let first = try setting.fullRankTarget(seed: setting.seed)
    guard let rank = first.rankBelow else {
      return ExperimentOutcome(
        [], finding: "Nothing was tested.",
        omissions: ["a matrix of rank 1 or less leaves no gap to close"])
    }
    let values = first.svd.singularValues
    let rate = 4 * log(values[rank - 1] / values[rank])
    let most = rate > 0 ? Int(min(64, max(2, (log(100) / rate).rounded(.up)))) : 64
    let powers = [0, 1, most / 2, most].reduce(into: [Int]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let runs = try setting.trials(setting.choose(6, 12, 60)) {
      (_, seed) throws(FactorizationError) in
      let trial = try Trial(setting.fullRankTarget(seed: seed), rank: rank, seed: seed, setting)
      return try figures(trial, powers, setting)
    }
    var measurements = powers.indices.map { index in
      let isLast = index == powers.count - 1
      return Measurement(
        index == 0 ? "FA / optimum, q = 0" : "share of the excess left, q = \(powers[index])",
        runs.map { index == 0 ? $0.ratio : $0.excesses[index] / $0.excesses[0] },
        isLast ? .median(atMost: 0.1) : nil)
    }
    measurements += [
      Measurement("(FA - limit) / ||Y||, all q", runs.flatMap(\.gaps), Trial.isReached),
      Measurement("(FA - optimum) / ||Y||, C = U_r'", runs.map(\.oracle), Trial.isReached),
    ]
    return ExperimentOutcome(
      measurements,
      finding: """
        \(most) power iterations of the feedback leave \(threeDigits(measurements[powers.count - 1].estimate)) of the excess \
        of FA over the optimum in the median, and feedback U_r' none.
        """, charts: [chart(powers, rate, runs)])
  }

  private func chart(_ powers: [Int], _ rate: Double, _ runs: [Figures]) -> ExperimentChart {
    let measured = powers.enumerated().compactMap { index, power in
      ExperimentChart.Point(
        Double(power), medianOf: runs.map { $0.excesses[index] / $0.excesses[0] })
    }
    let predicted = powers.map { ExperimentChart.Point(Double($0), exp(-rate * Double($0))) }
    return ExperimentChart(
      name: "power-iterations",
      caption: "The share of FA's excess over the optimum that is left: medians, with 5 % to 95 %.",
      x: .init("power iterations q"), y: .init("share of the excess", isLogarithmic: true),
      series: [
        ExperimentChart.Series("fa", rule: "fa", points: measured),
        ExperimentChart.Series("(s_{r+1} / s_r)^(4 q)", form: .prediction, points: predicted),
      ])
  }

  private struct Figures {
    /// The error of q = 0 over the optimum.
    let ratio: Double
    /// The squared error of each q less that of the optimum, in units of ||Y||^2.
    let excesses: [Double]
    let gaps: [Double?]
    let oracle: Double?
  }

  private func figures(
    _ trial: Trial, _ powers: [Int], _ setting: ExperimentSetting
  ) throws(FactorizationError) -> Figures {
    let optimum = trial.optimum.error
    let unit = trial.problem.frobeniusNorm
    var (limits, gaps): ([Double], [Double?]) = ([], [])
    for power in powers {
      let feedback = try trial.feedback(Feedback(.informed(powers: power)))
      let limit = try trial.limit(feedback)
      let run = try trial.train(
        setting.rules.feedbackAlignment, from: Start(.zero), feedback: feedback)
      limits.append(limit)
      gaps.append(trial.gap(run, to: limit))
    }
    let oracle = try trial.train(
      setting.rules.feedbackAlignment, from: Start(.zero),
      feedback: trial.problem.factorScale * trial.optimum.left.transposed)
    return Figures(
      ratio: limits[0] / optimum,
      excesses: limits.map { ($0 - optimum) / unit * (($0 + optimum) / unit) }, gaps: gaps,
      oracle: trial.gap(oracle, to: optimum))
  }
}

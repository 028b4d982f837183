import FALinalg

/// What feedback of low rank costs.
struct FeedbackRank: Experiment {
  let name = "feedback-rank"
  let source = ClaimSource.own
  let statement = """
    Feedback of rank q < r makes feedback alignment from zero end at Y P of rank q, and other starts help by what they \
    happen to hold.
    """
  let criterion = """
    C is cut to its best approximation of rank q. From zero, the error is within 1e-6 ||Y|| of ||Y - Y P||, P of rank q, \
    which no rank-q approximation is below; it does not fall as q falls, since the row spaces are nested. From a random \
    start it is no more than that, to 1e-6 ||Y||.
    """
  let takesInput = true

  func run(_ setting: ExperimentSetting) throws(FactorizationError) -> ExperimentOutcome {
    let first = try setting.fullRankTarget(seed: setting.seed)
    guard let rank = first.rankBelow, rank > 1 else {
      return ExperimentOutcome(
        [], finding: "Nothing was tested.",
        omissions: ["a matrix of rank 2 or less leaves no rank below r"])
    }
    let ranks = [1, (rank + 1) / 2, rank - 1, rank].reduce(into: [Int]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let runs = try setting.trials(setting.choose(6, 12, 60)) {
      (_, seed) throws(FactorizationError) in
      let trial = try Trial(setting.fullRankTarget(seed: seed), rank: rank, seed: seed, setting)
      return try ranks.map { (q) throws(FactorizationError) in try figures(trial, q, setting) }
    }
    let all = runs.flatMap { $0 }
    let full = ranks.count - 1
    var measurements = [
      Measurement("from zero: (FA - limit) / ||Y||", all.map(\.gap), Trial.isReached),
      Measurement(
        "limit / optimum of rank q", all.map(\.overOptimum), .each(atLeast: 1 - 1e-9)),
      Measurement(
        "growth of the limit as q falls, / ||Y||",
        runs.flatMap { ranks in (0..<full).map { ranks[$0].limit - ranks[$0 + 1].limit } },
        .each(atLeast: -1e-12)),
      Measurement(
        "random start: (FA - limit) / ||Y||", all.map(\.fromRandomStart),
        .each(atMost: Trial.tolerance)),
    ]
    for (index, q) in ranks.enumerated().dropLast() {
      measurements.append(
        Measurement(
          "error, q = \(q) over q = r = \(rank)", runs.map { $0[index].limit / $0[full].limit }))
    }
    return ExperimentOutcome(
      measurements,
      finding: """
        Feedback through one channel costs a factor of \(threeDigits(measurements[4].estimate)) in the error \
        beside full rank r = \(rank), in the median, as its closed form says.
        """, charts: [chart(ranks, runs)])
  }

  private func chart(_ ranks: [Int], _ runs: [[Figures]]) -> ExperimentChart {
    func points(_ figure: (Figures) -> Double) -> [ExperimentChart.Point] {
      ranks.indices.compactMap { index in
        ExperimentChart.Point(
          Double(ranks[index]), medianOf: runs.map { figure($0[index]) })
      }
    }
    return ExperimentChart(
      name: "rank-of-feedback",
      caption: "Where FA ends by the rank q of its feedback: medians over seeds, with 5 % to 95 %.",
      x: .init("q"), y: .init("error / ||Y||"),
      series: [
        ExperimentChart.Series("fa", rule: "fa", points: points(\.limit)),
        ExperimentChart.Series(
          "optimum of rank q", form: .prediction, points: points { $0.limit / $0.overOptimum }),
      ])
  }

  private struct Figures {
    let gap: Double?
    /// In units of ||Y||.
    let limit: Double
    let overOptimum: Double
    let fromRandomStart: Double?
  }

  private func figures(
    _ trial: Trial, _ q: Int, _ setting: ExperimentSetting
  ) throws(FactorizationError) -> Figures {
    let rule = LowRankFeedback(arguments: [Double(q)])
    let start = Start(.normal, scale: 0.3)
    let feedback = try rule.feedback(
      from: trial.feedback(), start: trial.problem.start(start, seed: trial.seed), seed: trial.seed)
    let limit = try trial.limit(feedback)
    let fa = setting.rules.feedbackAlignment
    let run = try trial.train(fa, from: Start(.zero), feedback: feedback)
    let random = try trial.train(fa, from: start, feedback: feedback)
    let optimum = Optimum(
      of: try FactorizationProblem(target: trial.target.matrix, rank: q), svd: trial.target.svd)
    return Figures(
      gap: trial.gap(run, to: limit), limit: limit / trial.problem.frobeniusNorm,
      overOptimum: limit / optimum.error, fromRandomStart: trial.gap(random, to: limit))
  }
}

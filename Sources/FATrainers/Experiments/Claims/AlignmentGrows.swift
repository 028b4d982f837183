import FALinalg

/// Forward weights and feedback come closer.
struct AlignmentGrows: Experiment {
  let name = "alignment"
  let source = ClaimSource.paper
  let statement = "Under feedback alignment, forward weights and feedback come closer."
  let criterion = """
    The angle between Z and C', as vectors of n r numbers, is smaller at the end of every run than at its start, \
    by more than 1e-6 degrees. The ledger (a derivation of this project): WW' - CZ - Z'C' is its start plus the sum of \
    eta^2 (C E)(C E)', to 32 rounding units a step.
    """
  let takesInput = true

  func run(_ setting: ExperimentSetting) throws(FactorizationError) -> ExperimentOutcome {
    let runs = try setting.trials(setting.choose(6, 12, 60)) {
      (index, seed) throws(FactorizationError) -> Angles? in
      let target = try setting.lowRankTarget(index, seed: seed)
      guard let rank = target.rankBelow ?? target.factorRank(.at) else { return nil }
      let trial = try Trial(target, rank: rank, seed: seed, setting)
      let run = try trial.train(
        setting.rules.feedbackAlignment, from: Start(), feedback: trial.feedback())
      guard let start = run.history.first?.alignment, let end = run.alignment else { return nil }
      return Angles(
        start: start.angleDegrees, end: end.angleDegrees,
        drift: (run.conservationDrift ?? .infinity) / (Double(max(1, run.steps)) * .ulpOfOne),
        history: run.history.compactMap { record in
          record.alignment.map { (record.step, $0.angleDegrees) }
        })
    }.compactMap { $0 }
    let measurements = [
      Measurement("angle of Z and C' at the start, degrees", runs.map(\.start)),
      Measurement("the same at the end", runs.map(\.end)),
      Measurement(
        "start - end, degrees", runs.map { $0.start - $0.end },
        .each(atLeast: 1e-6)),
      Measurement(
        "drift of the ledger, rounding units a step", runs.map(\.drift), .each(atMost: 32)),
    ]
    return ExperimentOutcome(
      measurements,
      finding: """
        The angle between forward weights and feedback fell from \(threeDigits(measurements[0].estimate)) to \
        \(threeDigits(measurements[1].estimate)) degrees in the median, and the ledger held to rounding.
        """,
      charts: [
        ExperimentChart(
          name: "angle",
          caption: "The angle between Z and C' on the way: medians over seeds, with 5 % to 95 %.",
          x: .init("steps", isLogarithmic: true), y: .init("degrees"),
          series: [ExperimentChart.Series("fa", rule: "fa", histories: runs.map(\.history))])
      ])
  }

  /// The angle of Z and C' along a run, in degrees.
  private struct Angles {
    let start: Double
    let end: Double
    let drift: Double
    /// The angle at the recorded steps.
    let history: [(step: Int, value: Double)]
  }
}

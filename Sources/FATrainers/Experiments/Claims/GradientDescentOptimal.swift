import FALinalg

/// Gradient descent reaches the optimum, whatever the rank.
struct GradientDescentOptimal: Experiment {
  let name = "gd-optimal"
  let source = ClaimSource.paper
  let statement =
    "Gradient descent solves low-rank factorization optimally: below, at and above rank(Y)."
  let criterion = """
    From every random start, the error is within 1e-6 ||Y|| of that of the truncated SVD, in at most \
    100000 steps.
    """
  let takesInput = true

  func run(_ setting: ExperimentSetting) throws(FactorizationError) -> ExperimentOutcome {
    let gaps = try FiguresByRelation(setting, trials: setting.fullRankTrials(8, 40)) {
      (target, rank, seed) throws(FactorizationError) in
      let trial = try Trial(target, rank: rank, seed: seed, setting)
      let run = try trial.train(setting.rules.gradientDescent, from: Start(.normal, scale: 0.3))
      return trial.gap(run, to: trial.optimum.error)
    }
    let measurements = gaps.measurements { relation, values in
      Measurement("(GD - optimum) / ||Y||, \(relation.description)", values, Trial.isReached)
    }
    let largest = measurements.compactMap { $0.values.sorted.last }.max()
    return ExperimentOutcome(
      measurements,
      finding:
        "Gradient descent ended at most \(threeDigits(largest)) ||Y|| above the optimum in every run that came to an end.",
      omissions: gaps.omissions
        + setting.undecided(measurements, maxSteps: 100_000))
  }
}

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
    let gaps = try setting.trials(setting.fullRankTrials(8, 40)) {
      (index, seed) throws(FactorizationError) in
      let target = try setting.lowRankTarget(index, seed: seed)
      var gaps: [RankRelation: Double?] = [:]
      for relation in RankRelation.allCases {
        guard let rank = target.factorRank(relation) else { continue }
        let trial = try Trial(target, rank: rank, seed: seed, setting)
        let run = try trial.train(
          setting.rules.gradientDescent, from: Start(.normal, scale: 0.3))
        gaps[relation] = .some(trial.gap(run, to: trial.optimum.error))
      }
      return gaps
    }
    let measurements = RankRelation.allCases.compactMap { relation -> Measurement? in
      let values = gaps.compactMap { $0[relation] }
      return values.isEmpty
        ? nil
        : Measurement(
          "(GD - optimum) / ||Y||, \(relation.description)", values, Trial.isReached)
    }
    let largest = measurements.compactMap { $0.values.sorted.last }.max()
    return ExperimentOutcome(
      measurements,
      finding:
        "Gradient descent ended at most \(threeDigits(largest)) ||Y|| above the optimum in every run that came to an end.",
      omissions: RankRelation.omissions(gaps.first.map { Array($0.keys) } ?? [])
        + setting.undecided(measurements, maxSteps: 100_000))
  }
}

extension RankRelation {
  /// What is to be said of relations that a target had no ranks for.
  static func omissions(_ tested: [Self]) -> [String] {
    allCases.filter { !tested.contains($0) }.map {
      "\($0.description) was not tested: this matrix has no such r, or needs one above 64"
    }
  }
}

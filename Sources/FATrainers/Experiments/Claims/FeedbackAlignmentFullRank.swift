import FALinalg

/// Feedback alignment finds the optimum once the rank suffices.
struct FeedbackAlignmentFullRank: Experiment {
  let name = "fa-full-rank"
  let source = ClaimSource.paper
  let statement =
    "Feedback alignment finds the optimum when r >= rank(Y)."
  let criterion = """
    That it finds zero error only then is a derivation of this project: no factors of a lower rank have it. \
    At and above rank(Y) the error of every run is within 1e-6 ||Y|| of zero; below it is no smaller than that \
    of the truncated SVD, which is above zero. On synthetic matrices and on handwritten digits, of rank 61.
    """
  let takesInput = true

  func run(_ setting: ExperimentSetting) throws(FactorizationError) -> ExperimentOutcome {
    let figures = try FiguresByRelation(
      setting, trials: setting.choose(3, 8, 40),
      // One less than the rank is the nearest miss.
      rank: { $1 == .below ? $0.rankJustBelow : $0.factorRank($1) }
    ) { (target, rank, seed) throws(FactorizationError) in
      try figure(target, rank, seed, setting)
    }
    var measurements = figures.measurements { measurement($0, $0.description, $1) }
    var omissions = figures.omissions
    if setting.input == nil {
      if let digits = setting.digits {
        measurements += try self.digits(digits, setting)
      } else {
        omissions.append("the handwritten digits are not at hand: synthetic matrices only")
      }
    }
    let zero = measurements.filter { $0.requirement == Trial.isReached }
    let below = measurements.filter { $0.requirement != Trial.isReached }
    return ExperimentOutcome(
      measurements,
      finding: """
        With r >= rank(Y) the largest error of FA was \
        \(threeDigits(zero.compactMap { $0.values.sorted.last }.max())) ||Y||; with one factor less its median is \
        \(threeDigits(below.first?.values.median)) times the optimum, which is not zero.
        """, omissions: omissions)
  }

  private func digits(
    _ target: ExperimentTarget, _ setting: ExperimentSetting
  ) throws(FactorizationError) -> [Measurement] {
    let count = setting.choose(1, 6, 20)
    let ranks: [(RankRelation, Int)] = [
      (.below, target.rank - 1), (.at, target.rank), (.above, target.rank + 3),
    ]
    var measurements: [Measurement] = []
    for (relation, rank) in ranks where rank <= min(target.matrix.rows, target.matrix.columns) {
      let values = try setting.trials(count) { (_, seed) throws(FactorizationError) in
        try figure(target, rank, seed, setting)
      }
      measurements.append(measurement(relation, "digits, r = \(rank)", values))
    }
    return measurements
  }

  private func measurement(
    _ relation: RankRelation, _ place: String, _ values: [Double?]
  ) -> Measurement {
    relation == .below
      ? Measurement("FA / optimum, \(place)", values, .each(atLeast: 1 - 1e-9))
      : Measurement("FA / ||Y||, \(place)", values, Trial.isReached)
  }

  /// The error over the optimum, or relative to ||Y|| where the optimum is zero.
  private func figure(
    _ target: ExperimentTarget, _ rank: Int, _ seed: UInt64, _ setting: ExperimentSetting
  ) throws(FactorizationError) -> Double? {
    let trial = try Trial(target, rank: rank, seed: seed, setting)
    let run = try trial.train(
      setting.rules.feedbackAlignment, from: Start(.zero), feedback: trial.feedback(),
      maxSteps: 1_000_000)
    return rank < target.rank
      ? run.error / trial.optimum.error : trial.gap(run, to: 0)
  }
}

extension ExperimentTarget {
  fileprivate var rankJustBelow: Int? { (2...65).contains(rank) ? rank - 1 : rankBelow }
}

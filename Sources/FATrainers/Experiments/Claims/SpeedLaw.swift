import FALinalg
internal import Platform

/// How the number of steps grows with the condition of the target.
struct SpeedLaw: Experiment {
  let name = "speed"
  let source = ClaimSource.own
  let statement = """
    At its best step, feedback alignment from zero needs a number of steps that grows as cond(CY)^(2/3), gradient descent \
    with r = rank(Y) from a small start one that grows as cond(Y).
    """
  let criterion = """
    Targets of rank 3 with geometric singular values, cond(Y) from 10 on by factors of 10, r = 3, orthogonal feedback. The steps of FA are \
    those until ||E|| is a thousandth of s_3, at the fraction of the automatic step that is the fastest where cond(Y) is 10; so \
    are those of GD, from a normal start of the size (s_3 / s_1)^(1/2) / 10. The slope of the logarithm of the steps against that \
    of the condition is within 0.03 of 2/3 for FA and within 0.05 of 1 for GD. Bordelon and Pehlevan 2022 say of Garg and Vempala 2022 that FA \
    converges "more slowly than GD": at the largest condition it takes fewer steps here.
    """
  let takesInput = false

  private static let rank = 3

  func run(_ setting: ExperimentSetting) throws(FactorizationError) -> ExperimentOutcome {
    // A run of GD takes some tens of steps for each unit of the condition, FA far fewer.
    let powers = (fa: setting.choose(4, 6, 6), gd: setting.choose(3, 4, 6))
    let runs = try setting.trials(setting.choose(2, 3, 8)) {
      (_, seed) throws(FactorizationError) in
      (
        fa: try curve(setting.rules.feedbackAlignment, powers.fa, seed, setting),
        gd: try curve(setting.rules.gradientDescent, powers.gd, seed, setting)
      )
    }
    let shared = min(powers.fa, powers.gd) - 1
    let measurements = [
      Measurement(
        "exponent of FA in cond(CY)", runs.map { slope($0.fa.map { ($0.projected, $0.steps) }) },
        .each(2.0 / 3 - 0.03...2.0 / 3 + 0.03)),
      Measurement(
        "exponent of GD in cond(Y)", runs.map { slope($0.gd.map { ($0.condition, $0.steps) }) },
        .each(0.95...1.05)),
      Measurement(
        "steps of GD over those of FA, cond(Y) = 10", runs.map { $0.gd[0].steps / $0.fa[0].steps }),
      Measurement(
        "the same, cond(Y) = 10^\(shared + 1)",
        runs.map { $0.gd[shared].steps / $0.fa[shared].steps }, .each(atLeast: 1)),
    ]
    return ExperimentOutcome(
      measurements,
      finding: """
        The steps of FA grow as cond(CY)^\(threeDigits(measurements[0].estimate)) and those of GD as cond(Y)^\
        \(threeDigits(measurements[1].estimate)): FA is the slower rule only where cond(CY)^(2/3) is well above cond(Y), and took \(threeDigits(measurements[3].estimate)) \
        times fewer steps where cond(Y) is 10^\(shared + 1).
        """, charts: [chart(runs.map(\.fa), runs.map(\.gd))])
  }

  /// How many steps a rule needed at one condition.
  private struct Point {
    /// cond(Y).
    let condition: Double
    /// cond(CY).
    let projected: Double
    /// Infinite where the gap was not reached.
    let steps: Double
  }

  private func curve(
    _ rule: any LearningRule, _ powers: Int, _ seed: UInt64, _ setting: ExperimentSetting
  ) throws(FactorizationError) -> [Point] {
    var (fraction, points) = (Double?.none, [Point]())
    for power in 1...powers {
      let condition = pow(10, Double(power))
      let values = (0..<Self.rank).map { pow(condition, -Double($0) / Double(Self.rank - 1)) }
      let target = try ExperimentTarget(10, 8, singularValues: values, seed: seed)
      let trial = try Trial(target, rank: Self.rank, seed: seed, setting)
      let feedback = try trial.feedback(Feedback(.orthogonal))
      let projected = try FactorizationError.naming("feedback times target") {
        () throws(LinearAlgebraError) in
        try (feedback * target.matrix).singularValues()
      }
      let isFromZero = rule.feedbackUse != .none
      let race = Race(
        trial: trial, rule: rule, feedback: feedback,
        start: isFromZero ? Start(.zero) : Start(.normal, scale: 0.1 / condition.squareRoot()),
        gap: 1e-3 * values[Self.rank - 1], condition: condition)
      let best = if let fraction { fraction } else { try race.fastestFraction() }
      fraction = best
      // A rule that has failed once is not waited for.
      let hasFailed = points.contains { $0.steps == .infinity }
      let steps = hasFailed ? nil : try race.steps(fraction: best)
      points.append(
        Point(
          condition: condition, projected: projected[0] / projected[Self.rank - 1],
          steps: steps ?? .infinity))
    }
    return points
  }

  /// The slope of the least-squares line through the logarithms.
  private func slope(_ points: [(x: Double, y: Double)]) -> Double {
    let (x, y) = (points.map { log($0.x) }, points.map { log($0.y) })
    let count = Double(points.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    let covariance = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    return covariance / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
  }

  private func chart(_ fa: [[Point]], _ gd: [[Point]]) -> ExperimentChart {
    func points(_ curves: [[Point]]) -> [ExperimentChart.Point] {
      (curves.first ?? []).indices.compactMap { index in
        ExperimentChart.Point(
          curves[0][index].condition, medianOf: curves.map { $0[index].steps })
      }
    }
    return ExperimentChart(
      name: "steps", caption: "Steps until ||E|| is a thousandth of s_3: medians over seeds.",
      x: .init("cond(Y)", isLogarithmic: true), y: .init("steps", isLogarithmic: true),
      series: [
        ExperimentChart.Series("fa", rule: "fa", points: points(fa)),
        ExperimentChart.Series("gd", rule: "gd", points: points(gd)),
      ])
  }
}

/// Runs of one rule on one target until its error is small.
private struct Race {
  let trial: Trial
  let rule: any LearningRule
  let feedback: Matrix<Double>
  let start: Start
  /// The error that counts as the end.
  let gap: Double
  /// cond(Y).
  let condition: Double

  /// The fraction of the automatic step that takes the fewest steps, of a geometric grid.
  func fastestFraction() throws(FactorizationError) -> Double {
    var best = (fraction: 1.0, steps: Double.infinity)
    for index in -4...6 {
      let fraction = pow(2, Double(index) / 8)
      if let steps = try steps(fraction: fraction), steps < best.steps { best = (fraction, steps) }
    }
    return best.fraction
  }

  /// After how many steps the error falls below the gap for good; nil if it does not.
  func steps(fraction: Double) throws(FactorizationError) -> Double? {
    let run = try trial.train(
      rule, from: start, feedback: feedback, maxSteps: Int(200 * condition), stepFraction: fraction,
      // What a residual of a hundredth of the gap leaves of both directions, at the least.
      stationarity: 1e-2 * gap / trial.problem.frobeniusNorm / condition.squareRoot())
    guard run.status != .diverged else { return nil }
    guard let after = run.history.lastIndex(where: { $0.error > gap }) else { return 0 }
    guard after + 1 < run.history.count else { return nil }
    // Between two records the error falls exponentially.
    let (above, below) = (run.history[after], run.history[after + 1])
    let share = log(above.error / gap) / log(above.error / below.error)
    return Double(above.step) + share * Double(below.step - above.step)
  }
}

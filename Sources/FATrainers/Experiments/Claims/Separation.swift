import FALinalg
internal import Platform

/// Feedback alignment can be arbitrarily far from the optimum below rank(Y).
struct Separation: Experiment {
  let name = "separation"
  let source = ClaimSource.paper
  let statement = """
    Below rank(Y), feedback alignment can be far from the optimum, while gradient descent reaches it.
    """
  let criterion = """
    A family of this project: r singular values 1 and N = 50 r values b with N b^2 = beta r. The mean over random \
    feedback of the squared error of FA over that of the optimum, from the law of its limit, is within a \
    finite-size term of (1 + sqrt(1 + 4/beta)) / 2, which grows without bound as beta falls. The term is \
    (1/beta + 1/(4 + beta)) / (4 r) for r, the largest first-order bias of such a mean over a Wishart matrix, and \
    (beta r + r + 1) / N of the excess for N. Trained with r = 5: FA is within 1e-6 ||Y|| of its limit, \
    and GD of the optimum.
    """
  let takesInput = false

  func run(_ setting: ExperimentSetting) throws(FactorizationError) -> ExperimentOutcome {
    let betas = (0..<setting.choose(4, 5, 7)).map { 4 / Double(1 << (2 * $0)) }
    var measurements: [Measurement] = []
    for (power, beta) in betas.enumerated() {
      measurements.append(try law(beta, text(power), setting))
    }
    let trained = try setting.trials(setting.choose(4, 8, 24)) {
      (index, seed) throws(FactorizationError) in
      let beta = [1, 0.25, 1.0 / 16, 1.0 / 64][index % 4]
      let (rank, rest) = (5, 100)
      let target = try ExperimentTarget(
        rank + rest, rank + rest, singularValues: Self.values(beta, rank: rank, rest: rest),
        seed: seed)
      let trial = try Trial(target, rank: rank, seed: seed, setting)
      let feedback = try trial.feedback()
      let fa = try trial.train(
        setting.rules.feedbackAlignment, from: Start(.zero), feedback: feedback)
      let gd = try trial.train(setting.rules.gradientDescent, from: Start())
      return (
        beta: beta, gdRatio: gd.error / trial.optimum.error,
        fa: trial.gap(fa, to: try trial.limit(feedback)),
        gd: trial.gap(gd, to: trial.optimum.error)
      )
    }
    let laws = measurements
    measurements += [
      Measurement("trained: (FA - limit) / ||Y||", trained.map(\.fa), Trial.isReached),
      Measurement("trained: (GD - optimum) / ||Y||", trained.map(\.gd), Trial.isReached),
    ]
    return ExperimentOutcome(
      measurements,
      finding: """
        As beta falls to \(text(betas.count - 1)), the squared error of FA grows to \(threeDigits(laws.last?.estimate)) times that of the \
        optimum, along the predicted curve, and gradient descent stays at the optimum.
        """, charts: [chart(betas, laws, trained.map { ($0.beta, $0.gdRatio) })])
  }

  private func chart(
    _ betas: [Double], _ laws: [Measurement], _ descents: [(beta: Double, ratio: Double)]
  ) -> ExperimentChart {
    // Eight points to a factor of four draw a smooth curve.
    let predicted = (0...8 * (betas.count - 1)).map { index in
      let beta = 4 / pow(4, Double(index) / 8)
      return ExperimentChart.Point(beta, curve(beta))
    }
    let measured = zip(betas, laws).compactMap { beta, law in
      law.estimate.map { ExperimentChart.Point(beta, $0, law.interval) }
    }
    let optimal = betas.compactMap { beta in
      ExperimentChart.Point(
        beta, medianOf: descents.filter { $0.beta == beta }.map { $0.ratio * $0.ratio })
    }
    return ExperimentChart(
      name: "separation",
      caption:
        "The squared error over that of the optimum; of FA the mean, with its 95 % interval.",
      x: .init("beta", isLogarithmic: true), y: .init("(error / optimum)^2", isLogarithmic: true),
      series: [
        ExperimentChart.Series(
          "(1 + sqrt(1 + 4/beta)) / 2", form: .prediction, points: predicted),
        ExperimentChart.Series("fa", rule: "fa", points: measured),
        ExperimentChart.Series("gd", rule: "gd", points: optimal),
      ])
  }

  private func curve(_ beta: Double) -> Double { (1 + (1 + 4 / beta).squareRoot()) / 2 }

  private static func values(_ beta: Double, rank: Int, rest: Int) -> [Double] {
    let small = (beta * Double(rank) / Double(rest)).squareRoot()
    return Array(repeating: 1, count: rank) + Array(repeating: small, count: rest)
  }

  private func text(_ power: Int) -> String {
    power == 0 ? "4" : power == 1 ? "1" : "1/\(1 << (2 * power - 2))"
  }

  private func law(
    _ beta: Double, _ text: String, _ setting: ExperimentSetting
  ) throws(FactorizationError) -> Measurement {
    let rank = setting.choose(8, 24, 48)
    let rest = 50 * rank
    let draws = setting.choose(60, 200, 600)
    let limits = try FactorizationError.naming("limit") { () throws(LinearAlgebraError) in
      try FeedbackLimitDistribution(
        singularValues: Self.values(beta, rank: rank, rest: rest), ranks: [rank], draws: draws,
        seed: setting.seed, jobs: setting.jobs,
        while: { done in
          setting.progress(done, draws)
          return setting.shouldContinue()
        })
    }.ranks[0]
    let squares = limits.errors.sorted.map { ($0 / limits.optimum) * ($0 / limits.optimum) }
    let curve = curve(beta)
    let (r, n) = (Double(rank), Double(rest))
    let term = (1 / beta + 1 / (4 + beta)) / (4 * r) + (curve - 1) * (beta * r + r + 1) / n
    return Measurement(
      "(FA / optimum)^2, beta = \(text); curve \(threeDigits(curve))", squares,
      .mean(curve - term...curve + term))
  }
}

import FALinalg
internal import Platform

/// Almost orthogonal representations at almost equal error.
struct OrthogonalRepresentations: Experiment {
  let name = "representations"
  let source = ClaimSource.paper
  let statement = """
    The representations that gradient descent and feedback alignment find can be almost orthogonal at almost \
    equal error.
    """
  let criterion = """
    A spectrum of this project: r values 1.05 and then ones, n = m. No feedback can cost more than the factor \
    sqrt(1 + r (1.05^2 - 1) / (n - r)), and the error of FA over that of GD is at most that, to 1e-6; FA, from zero, \
    ends within 1e-6 ||Y|| of its limit, and GD of the optimum. The root mean square of the cosines of the principal angles between the row spaces of W of both rules is of the order of \
    sqrt(r / n), that of random subspaces: in the mean between half of it and twice it.
    """
  let takesInput = false

  func run(_ setting: ExperimentSetting) throws(FactorizationError) -> ExperimentOutcome {
    let size = setting.choose(100, 400, 400)
    let (r, n) = (5.0, Double(size))
    let largest = (1 + r * (1.05 * 1.05 - 1) / (n - r)).squareRoot()
    let runs = try setting.trials(setting.choose(4, 6, 30)) {
      (_, seed) throws(FactorizationError) -> Figures in
      let values = (0..<size).map { $0 < 5 ? 1.05 : 1 }
      let trial = try Trial(
        ExperimentTarget(size, size, singularValues: values, seed: seed), rank: 5, seed: seed,
        setting)
      let gd = try trial.train(setting.rules.gradientDescent, from: Start())
      let feedback = try trial.feedback()
      let fa = try trial.train(
        setting.rules.feedbackAlignment, from: Start(.zero), feedback: feedback)
      guard gd.status != .diverged, fa.status != .diverged else {
        return Figures(
          ratio: .infinity, gap: .infinity, limitGap: .infinity, cosine: .infinity,
          anglesDegrees: [])
      }
      let angles = try FactorizationError.naming("W") { () throws(LinearAlgebraError) in
        try principalAngles(gd.factors.w.transposed, fa.factors.w.transposed)
      }
      let squares = angles.map { cos($0) * cos($0) }.reduce(0, +) / Double(angles.count)
      return Figures(
        ratio: fa.error / gd.error, gap: trial.gap(gd, to: trial.optimum.error),
        limitGap: trial.gap(fa, to: try trial.limit(feedback)),
        cosine: (squares * n / r).squareRoot(), anglesDegrees: angles.map { $0 * 180 / .pi })
    }
    let measurements = [
      Measurement(
        "FA / GD - 1", runs.map { $0.ratio - 1 }, .each(-1e-6...largest - 1 + 1e-6)),
      Measurement("(GD - optimum) / ||Y||", runs.map(\.gap), Trial.isReached),
      Measurement("(FA - limit) / ||Y||", runs.map(\.limitGap), Trial.isReached),
      Measurement(
        "rms cosine over sqrt(r / n) = \(threeDigits((r / n).squareRoot()))", runs.map(\.cosine),
        .mean(0.5...2)),
      Measurement("smallest angle of both, degrees", runs.map { $0.anglesDegrees.first ?? 0 }),
    ]
    return ExperimentOutcome(
      measurements,
      finding: """
        With an error \(threeDigits(measurements[0].estimate)) larger, relatively, feedback alignment uses directions at least \
        \(threeDigits(measurements[4].estimate)) degrees away from all that gradient descent uses.
        """, charts: [chart(runs, typical: acos((r / n).squareRoot()) * 180 / .pi)])
  }

  private func chart(_ runs: [Figures], typical: Double) -> ExperimentChart {
    let measured = (0..<5).compactMap { index in
      ExperimentChart.Point(
        Double(index + 1),
        medianOf: runs.map(\.anglesDegrees).filter { index < $0.count }.map { $0[index] })
    }
    let predicted = [1.0, 5].map { ExperimentChart.Point($0, typical) }
    return ExperimentChart(
      name: "angles",
      caption:
        "The principal angles between the row spaces of W of both: medians, with 5 % to 95 %.",
      x: .init("i"), y: .init("degrees"),
      series: [
        ExperimentChart.Series("fa and gd", rule: "fa", points: measured),
        ExperimentChart.Series("arccos sqrt(r / n)", form: .prediction, points: predicted),
      ])
  }

  private struct Figures {
    let ratio: Double
    let gap: Double?
    let limitGap: Double?
    let cosine: Double
    /// From the smallest.
    let anglesDegrees: [Double]
  }
}

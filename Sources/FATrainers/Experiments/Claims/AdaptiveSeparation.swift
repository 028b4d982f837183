import FALinalg

/// Adaptive feedback loses directions that feedback alignment keeps.
struct AdaptiveSeparation: Experiment {
  let name = "adaptive-separation"
  let source = ClaimSource.own
  let statement = """
    With r = rank(Y), where feedback alignment reaches zero, feedback that goes through the hidden layer itself loses the directions of \
    the eigenvalues of F Y with a negative real part.
    """
  let criterion = """
    Targets of rank 4, r = 4, with the first F that is drawn for which an eigenvalue of F Y has a negative real part and none a real part \
    below a twentieth of the largest in size. Named before any run: the directions x with F Y x = mu x that are lost, and the error that the rows \
    of W leave, ||Y - Y P||. The flow of adaptive feedback is followed for 40 times the inverse of the smallest real part. Then ||W x|| / ||W|| is at most \
    1e-6 for each x, and the best readout for W leaves the error that was predicted, to 1e-6 ||Y||: the readout of the run itself may follow \
    much later. Steps of the automatic size end at 1e-3 ||Y|| or more, FA from the same start at 1e-6 ||Y|| or less.
    """
  let takesInput = false

  private static let rank = 4

  func run(_ setting: ExperimentSetting) throws(FactorizationError) -> ExperimentOutcome {
    let runs = try setting.trials(setting.choose(3, 6, 40)) {
      (_, seed) throws(FactorizationError) in
      try figures(seed, setting)
    }
    let measurements = [
      Measurement(
        "||W x|| / ||W|| of what must be lost, flow", runs.map(\.lost), .each(atMost: 1e-6)),
      Measurement(
        "(left by the rows of W - predicted) / ||Y||, flow", runs.map(\.gap), Trial.isReached),
      Measurement("predicted / ||Y||", runs.map(\.predicted), .each(atLeast: 1e-3)),
      Measurement("adaptive feedback by steps / ||Y||", runs.map(\.steps), .each(atLeast: 1e-3)),
      Measurement("FA / ||Y||", runs.map(\.alignment), .each(atMost: Trial.tolerance)),
      Measurement("directions lost, of 4", runs.map(\.count)),
      Measurement("draws of F per trial", runs.map(\.draws)),
    ]
    return ExperimentOutcome(
      measurements,
      finding: """
        Adaptive feedback lost \(threeDigits(measurements[5].estimate)) of 4 directions in the median, those that were named, and with them \
        \(threeDigits(measurements[2].estimate)) ||Y||, where FA reached zero.
        """)
  }

  private struct Figures {
    let lost: Double
    let gap: Double
    /// In units of ||Y||, as those below.
    let predicted: Double
    let steps: Double?
    let alignment: Double?
    let count: Double
    let draws: Double
  }

  private func figures(
    _ seed: UInt64, _ setting: ExperimentSetting
  ) throws(FactorizationError) -> Figures {
    let target = try ExperimentTarget(12, 10, singularValues: [1, 0.8, 0.65, 0.5], seed: seed)
    var draws: UInt64 = 0
    while true {
      let trial = try Trial(target, rank: Self.rank, seed: seed &* 1000 &+ draws, setting)
      draws += 1
      let start = try trial.problem.start(Start(.normal, scale: 0.3), seed: trial.seed)
      let limit = try AdaptiveLimit(
        of: trial.problem, from: start.w,
        projection: AdaptiveFeedback.projection(10, 12, seed: trial.seed))
      let largest = limit.eigenvalues.map(\.magnitude).max() ?? 0
      guard limit.lostCount > 0, limit.rate >= largest / 20 else { continue }
      return try figures(trial, start, limit, until: 40 / limit.rate, Double(draws), setting)
    }
  }

  private func figures(
    _ trial: Trial, _ start: Factors<Double>, _ limit: AdaptiveLimit<Double>, until time: Double,
    _ draws: Double, _ setting: ExperimentSetting
  ) throws(FactorizationError) -> Figures {
    let feedback = try trial.feedback()
    let drawn = Start(.normal, scale: 0.3)
    let rule = setting.rules.adaptiveFeedback
    let alignment = try trial.train(
      setting.rules.feedbackAlignment, from: drawn, feedback: feedback)
    let stepped = try trial.train(rule, from: drawn, feedback: feedback, maxSteps: 20_000)
    var flow = Flow(trial.problem, tolerance: 1e-11)
    flow.seed = trial.seed
    let hidden = try flow.solve(rule, from: start, feedback: feedback, at: [time]).points[0]
      .factors.w
    let best = try trial.problem.bestReadout(for: hidden)
    let left = trial.problem.target.residualNorm(best.z.view, hidden.transposed)
    let norm = trial.problem.frobeniusNorm
    let images = hidden * limit.lostDirections
    return Figures(
      lost: (0..<images.columns).map { images.column($0).frobeniusNorm }.max().map {
        $0 / hidden.frobeniusNorm
      } ?? .infinity,
      gap: (left - limit.prediction.error) / norm, predicted: limit.prediction.error / norm,
      steps: stepped.error / norm, alignment: trial.gap(alignment, to: 0),
      count: Double(limit.lostCount), draws: draws)
  }
}

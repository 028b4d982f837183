import FALinalg
internal import Platform

/// Feedback that learns closes the gap; feedback that only begins well does not.
struct LearnedFeedback: Experiment {
  let name = "learned-feedback"
  let source = ClaimSource.other("Kolen and Pollack 1994; Akrout et al. 2019")
  let statement = """
    Feedback that follows the readout, by Kolen-Pollack learning or a weight mirror, learns as gradient \
    descent does; a correlation with the start alone does not help.
    """
  let criterion = """
    Derivations of this project. The weight mirror ends within 1e-6 ||Y|| of the optimum. Kolen-Pollack with decay d of all \
    layers ends within 1e-6 ||Y|| of where the first r singular values are less by d / eta; on synthetic matrices the \
    median share of FA's excess that this leaves, with d = 1e-3, is at most a twentieth. rho-FA with rho = 1/2 ends within 1e-6 ||Y|| of its own \
    Y P; from a start of the size of the feedback its C has the law of FA's, and so has its gap: the median of the ratio \
    over 16 draws in each trial is between 1/2 and 2.
    """
  let takesInput = true

  func run(_ setting: ExperimentSetting) throws(FactorizationError) -> ExperimentOutcome {
    let runs = try setting.trials(setting.choose(6, 12, 80)) {
      (_, seed) throws(FactorizationError) -> Figures? in
      let target = try setting.fullRankTarget(seed: seed)
      guard let rank = target.rankBelow else { return nil }
      return try figures(Trial(target, rank: rank, seed: seed, setting), setting)
    }.compactMap { $0 }
    guard !runs.isEmpty else {
      return ExperimentOutcome(
        [], finding: "Nothing was tested.",
        omissions: ["a matrix of rank 1 or less leaves no gap to close"])
    }
    let measurements = [
      Measurement("weight mirror: - optimum", runs.map(\.mirror), Trial.isReached),
      Measurement("Kolen-Pollack: - prediction", runs.map(\.kolenPollack), Trial.isReached),
      Measurement(
        "Kolen-Pollack: share of FA's excess left", runs.map(\.share),
        setting.input == nil ? .median(atMost: 0.05) : nil),
      Measurement("rho-FA: - its own limit", runs.map(\.rho), Trial.isReached),
      Measurement("rho-FA: excess over that of FA", runs.flatMap(\.rhoRatios), .median(0.5...2)),
      Measurement("FA / optimum", runs.map(\.ratio)),
    ]
    return ExperimentOutcome(
      measurements,
      finding: """
        The weight mirror reached the optimum and Kolen-Pollack left \(threeDigits(measurements[2].estimate)) of FA's excess, \
        while rho-FA has \(threeDigits(measurements[4].estimate)) times the excess of FA in the median.
        """)
  }

  private struct Figures {
    let mirror: Double?
    let kolenPollack: Double?
    let share: Double
    let rho: Double?
    /// Of several draws each, since limits take no training.
    let rhoRatios: [Double]
    let ratio: Double
  }

  private func figures(
    _ trial: Trial, _ setting: ExperimentSetting
  ) throws(FactorizationError) -> Figures {
    // rho is a correlation where the start has the size of the feedback.
    let start = Start(.normal, scale: 1)
    let feedback = try trial.feedback()
    let optimum = trial.optimum.error
    let limit = try trial.limit(feedback)
    let mirror = try trial.train(WeightMirror(), from: start, feedback: feedback)
    let decay = setting.choose(4e-3, 1e-3, 1e-3)
    let (kolenPollack, predicted) = try trial.trainByKolenPollack(
      decay: decay, from: start, feedback: feedback)
    let rule = RhoFeedbackAlignment(arguments: [0.5])
    let rho = try trial.train(rule, from: start, feedback: feedback)
    func excess(_ error: Double) -> Double { (error - optimum) * (error + optimum) }
    func rhoLimit(_ feedback: Matrix<Double>, seed: UInt64) throws(FactorizationError) -> Double {
      try trial.limit(
        rule.feedback(from: feedback, start: trial.problem.start(start, seed: seed), seed: seed))
    }
    let ratios = try (0..<16 as Range<UInt64>).map { (draw) throws(FactorizationError) in
      let seed = trial.seed &* 16 &+ draw
      let feedback = try trial.problem.feedback(Feedback(), seed: seed)
      return try excess(rhoLimit(feedback, seed: seed)) / excess(trial.limit(feedback))
    }
    return Figures(
      mirror: trial.gap(mirror, to: optimum),
      kolenPollack: trial.gap(kolenPollack, to: predicted),
      share: excess(predicted) / excess(limit),
      rho: trial.gap(rho, to: try rhoLimit(feedback, seed: trial.seed)),
      rhoRatios: ratios, ratio: limit / optimum)
  }
}

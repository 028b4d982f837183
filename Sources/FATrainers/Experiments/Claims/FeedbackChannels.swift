import FALinalg

/// What it costs to carry the error back through a few channels.
struct FeedbackChannels: Experiment {
  let name = "feedback-channels"
  let source = ClaimSource.own
  let statement = """
    Feedback that is learned through q fixed channels B ends at the first r singular directions of B Y, which cost error unless B'B is near a \
    multiple of the identity; channels that follow the error by Oja's rule cost none from q = r on.
    """
  let criterion = """
    20 x 16 targets of rank 8, r = 3, with a decay d of 0.03. Product feedback with q = 3, 12 and 192 ends within 1e-6 ||Y|| of \
    Y V ((S - lambda)_+ / S) V', B Y = U S V', lambda = d / eta, as a matrix. Its part that no readout can make up for, ||Y - Y V_3 V_3'||, is above the optimum by at \
    least 1e-4 of it for q = 3, and in the median by less than a tenth of that for q = 192. Oja's feedback with q = 2, 3 and 5 ends within 1e-6 ||Y|| of the \
    optimum of rank min(q, 3) with each singular value less by lambda, as a matrix.
    """
  let takesInput = false

  private static let rank = 3
  private static let decay = 0.03
  private static let fixed = [3, 12, 192]
  private static let moving = [2, 3, 5]

  func run(_ setting: ExperimentSetting) throws(FactorizationError) -> ExperimentOutcome {
    let runs = try setting.trials(setting.choose(6, 8, 60)) {
      (_, seed) throws(FactorizationError) in
      let values = Spectrum.exponential(0.7).values(count: 8)
      let target = try ExperimentTarget(20, 16, singularValues: values, seed: seed)
      let trial = try Trial(target, rank: Self.rank, seed: seed, setting)
      return (
        fixed: try Self.fixed.map { (q) throws(FactorizationError) in
          try figures(
            trial, setting.rules.productFeedback(q, Self.decay),
            like: ProductFeedback(arguments: [Double(q), Self.decay]))
        },
        moving: try Self.moving.map { (q) throws(FactorizationError) in
          try figures(
            trial, setting.rules.ojaFeedback(q, Self.decay),
            like: OjaFeedback(arguments: OjaFeedback.signature.completed([Double(q), Self.decay])))
        }
      )
    }
    let costs = Self.fixed.indices.map { index in runs.map { $0.fixed[index].cost } }
    let ratios = zip(costs[2], costs[0]).map { $0 / $1 }
    var measurements = Self.fixed.indices.map { index in
      Measurement(
        "q = \(Self.fixed[index]) fixed: off by, / ||Y||", runs.map { $0.fixed[index].distance },
        .each(atMost: Trial.tolerance))
    }
    measurements += Self.moving.indices.map { index in
      Measurement(
        "q = \(Self.moving[index]) moving: off by, / ||Y||", runs.map { $0.moving[index].distance },
        .each(atMost: Trial.tolerance))
    }
    measurements += [
      Measurement("q = 3 fixed: excess over the optimum", costs[0], .each(atLeast: 1e-4)),
      Measurement("q = 12 fixed: excess", costs[1]),
      Measurement("q = 192 fixed: excess over that of q = 3", ratios, .median(atMost: 0.1)),
      Measurement("q = 3 moving: excess", runs.map { $0.moving[1].cost }),
    ]
    return ExperimentOutcome(
      measurements,
      finding: """
        Three fixed channels cost \(threeDigits(measurements[6].estimate)) of the optimum in the median, and three that follow the error \
        \(threeDigits(measurements[9].estimate)).
        """)
  }

  private struct Figures {
    /// From the product that is predicted, in units of ||Y||; nil where the run was on its way.
    let distance: Double?
    /// How far ||Y - Y P||, P on the rows of W, is above the optimum, in units of that.
    let cost: Double
  }

  /// - Parameters:
  ///   - rule: What is run.
  ///   - model: Where that should end is where this one ends.
  private func figures(
    _ trial: Trial, _ rule: any LearningRule, like model: any LearningRule
  ) throws(FactorizationError) -> Figures {
    let start = Start(.normal, scale: 0.1)
    let feedback = try trial.feedback()
    let run = try trial.train(rule, from: start, feedback: feedback, maxSteps: 1_000_000)
    let predicted = try model.limit(
      on: trial.problem, from: trial.problem.start(start, seed: trial.seed), feedback: feedback,
      stepSize: run.stepSize, seed: trial.seed)
    let norm = trial.problem.frobeniusNorm
    let best = try trial.problem.bestReadout(for: run.factors.w)
    let left = trial.problem.target.residualNorm(best.z.view, best.w.transposed)
    let distance = try predicted?.distance(to: run.factors)
    return Figures(
      distance: run.status == .maxSteps ? nil : (distance ?? .infinity) / norm,
      cost: left / trial.optimum.error - 1)
  }
}

import FALinalg

/// FA* converges, by its two identities.
struct FeedbackAlignmentStarIdentities: Experiment {
  let name = "fa-star"
  let source = ClaimSource.paper
  let statement = """
    The approach of forward weights and feedback drives the convergence of FA*, a close variant of \
    feedback alignment.
    """
  let criterion = """
    FA* ends within 1e-6 ||Y|| of zero where r >= rank(Y). Derivations of this project: it ends within 1e-6 \
    ||Y|| of ||Y - Y P|| below; with G = WW' and A = C Y W', G - G_0 = eta (A - A_0), and A never \
    decreases: no eigenvalue of its growth between two times is negative; both to 32 rounding units a step, of ||G|| and \
    ||A||.
    """
  let takesInput = true

  func run(_ setting: ExperimentSetting) throws(FactorizationError) -> ExperimentOutcome {
    let figures = try FiguresByRelation(setting, trials: setting.fullRankTrials(8, 40)) {
      (target, rank, seed) throws(FactorizationError) in
      try self.figures(Trial(target, rank: rank, seed: seed, setting), setting)
    }
    let all = figures.all
    var measurements = figures.measurements { relation, figures in
      Measurement(
        "(FA* - limit) / ||Y||, \(relation.description)", figures.map(\.gap), Trial.isReached)
    }
    measurements += [
      Measurement(
        "G - eta A, rounding units a step", all.map(\.mismatch), .each(atMost: 32)),
      Measurement(
        "least growth of A, rounding units a step", all.map(\.growth), .each(atLeast: -32)),
    ]
    return ExperimentOutcome(
      measurements,
      finding: """
        FA* ended at its limit in every trial that came to an end, and C Y W' never decreased on the way: the \
        smallest eigenvalue of its growth was \(threeDigits(all.map(\.growth).min())) rounding units a step.
        """,
      omissions: figures.omissions
        + setting.undecided(measurements, maxSteps: 100_000))
  }

  private struct Figures {
    let gap: Double?
    let mismatch: Double
    let growth: Double
  }

  /// Starts with orthonormal rows of W; the run is repeated up to several times, so that A is known there.
  private func figures(
    _ trial: Trial, _ setting: ExperimentSetting
  ) throws(FactorizationError) -> Figures {
    let start = Start(.orthogonal, scale: 0.3)
    let feedback = try trial.feedback()
    let factors = try trial.problem.start(start, seed: trial.seed)
    let projected = feedback * trial.target.matrix
    func alignment(_ w: Matrix<Double>) -> Matrix<Double> { projected * w.transposed }
    let rule = setting.rules.feedbackAlignmentStar
    let initial = alignment(factors.w)
    var (before, growth) = (initial, Double.infinity)
    var last: TrainingResult<Double>?
    for steps in [1, 3, 10, 30, 100, 100_000] {
      let run = try trial.train(rule, from: start, feedback: feedback, maxSteps: steps)
      let now = alignment(run.factors.w)
      let change = now - before
      let values = try FactorizationError.naming("the growth of C Y W'") {
        () throws(LinearAlgebraError) in
        try (0.5 * (change + change.transposed)).symmetricEigenvalues()
      }
      growth = min(
        growth, (values.min() ?? 0) / now.frobeniusNorm / (Double(max(1, run.steps)) * .ulpOfOne))
      (before, last) = (now, run)
      if run.status != .maxSteps { break }
    }
    guard let last else { stop("there is at least one run") }
    let w = last.factors.w
    let gram = w * w.transposed
    let mismatch =
      (gram - factors.w * factors.w.transposed - last.stepSize * (alignment(w) - initial))
      .frobeniusNorm / gram.frobeniusNorm
    return Figures(
      gap: trial.gap(last, to: try trial.limit(feedback)),
      mismatch: mismatch / (Double(max(1, last.steps)) * .ulpOfOne), growth: growth)
  }
}

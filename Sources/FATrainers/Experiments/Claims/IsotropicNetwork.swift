import FALinalg

/// What holds of the factorization holds of two-layer linear networks.
struct IsotropicNetwork: Experiment {
  let name = "isotropic-network"
  let source = ClaimSource.paper
  let statement = """
    What holds of the factorization holds of two-layer linear networks with isotropic inputs and a linear target.
    """
  let criterion = """
    Networks 20-4-12 and 20-8-12, a teacher Y of rank 8, 1000 normal inputs, all at once. GD ends at the optimum, FA \
    with 8 hidden units at zero, to 1e-6 ||Y||. A derivation of this project: the limit of FA over that of the \
    factorization is between the roots of the extreme eigenvalues of S = XX'/N, which are near 1. Another: for any S, \
    here diag(4/i), FA ends within 1e-6 ||Y|| of the limit for Y S^(1/2).
    """
  let takesInput = false

  func run(_ setting: ExperimentSetting) throws(FactorizationError) -> ExperimentOutcome {
    let runs = try setting.trials(setting.choose(2, 6, 30)) {
      (_, seed) throws(FactorizationError) in
      let network = try Network(seed: seed, setting)
      let unit = Matrix<Double>.identity(20)
      let coloured = Matrix(diagonal: (1...20).map { 2 / Double($0).squareRoot() })
      let (gd, fa) = (setting.rules.gradientDescent, setting.rules.feedbackAlignment)
      return (
        gd: try network.train(gd, hidden: 4, inputs: unit).toOptimum,
        full: try network.train(fa, hidden: 8, inputs: unit).toZero,
        isotropic: try network.train(fa, hidden: 4, inputs: unit).position,
        coloured: try network.train(fa, hidden: 4, inputs: coloured).toLimit
      )
    }
    let measurements = [
      Measurement("isotropic, r < rank(Y): GD - optimum", runs.map(\.gd), Trial.isReached),
      Measurement("isotropic, r = rank(Y): FA", runs.map(\.full), Trial.isReached),
      Measurement(
        "FA, 0 and 1 as S allows at most", runs.map(\.isotropic), .each(-1e-6...1 + 1e-6)),
      Measurement("not isotropic: FA - limit", runs.map(\.coloured), Trial.isReached),
    ]
    return ExperimentOutcome(
      measurements,
      finding: """
        Networks trained from isotropic examples end where the factorization does, and with other inputs FA ends \
        at the limit for Y S^(1/2), to \(threeDigits(measurements[3].values.sorted.map(\.magnitude).max())) ||Y||.
        """)
  }
}

/// A teacher and what it takes to train students of it.
private struct Network {
  private let seed: UInt64
  private let teacher: ExperimentTarget
  private let setting: ExperimentSetting

  init(seed: UInt64, _ setting: ExperimentSetting) throws(FactorizationError) {
    (self.seed, self.setting) = (seed, setting)
    teacher = try ExperimentTarget(
      12, 20, singularValues: Spectrum.exponential(0.8).values(count: 8), seed: seed)
  }

  /// Where a run ended, in units of ||Y||; nil where it was still on its way.
  struct Ending {
    let toOptimum: Double?
    let toLimit: Double?
    let toZero: Double?
    /// The error over the limit of the factorization, 0 at the root of the least eigenvalue of S and 1 at
    /// that of the largest.
    let position: Double?
  }

  /// Trains on inputs with this root of their covariance.
  func train(
    _ rule: any LearningRule, hidden: Int, inputs root: Matrix<Double>
  ) throws(FactorizationError) -> Ending {
    let normal: Matrix<Double> = RandomStream(seed: seed, name: "inputs").normal(20, 1000)
    let inputs = root * normal
    let data = try TrainingData(inputs: inputs, targets: teacher.matrix * inputs)
    let problem = try FactorizationProblem(target: teacher.matrix, rank: hidden)
    let feedback = problem.normalFeedback(seed: seed)
    let start = problem.normalStart(seed: seed, scale: 0.1)
    let eigenvalues = try FactorizationError.naming("the covariance") {
      () throws(LinearAlgebraError) in try data.covariance.symmetricEigenvalues()
    }
    let (least, largest) = (eigenvalues.min() ?? 0, eigenvalues.max() ?? 0)
    // A step of the hidden layer is that of the factorization times S.
    let whitened = try data.whitenedProblem(hiddenUnits: hidden)
    let step = try Trainer(whitened).automaticStepSize(
      rule, start, rule.startingFeedback(for: problem, start, given: feedback, seed: seed))
    let trainer = NetworkTrainer(
      data, stepSize: step / max(1, largest),
      stopping: StoppingCriterion(tolerance: Trial.stationarity, maxSteps: 100_000))
    let run = try trainer.train(rule, from: start, feedback: feedback) { _, _ in
      setting.shouldContinue()
    }
    if run.status == .interrupted { throw .linearAlgebra(name: "experiment", .interrupted) }
    let limit = try FeedbackLimit(of: problem, feedback: feedback).error
    func gap(_ reference: Double) -> Double? {
      if run.status == .diverged { return .infinity }
      return (run.error - reference) / problem.frobeniusNorm
    }
    return Ending(
      toOptimum: gap(try Optimum(of: whitened).error),
      toLimit: gap(try FeedbackLimit(of: whitened, feedback: feedback).error), toZero: gap(0),
      position: (run.error / limit - least.squareRoot())
        / (largest.squareRoot() - least.squareRoot()))
  }
}

public import FALinalg

/// Several rules on one problem, from one start and with one feedback matrix, each beside the
/// optimum and beside the limit that the feedback sets.
public struct Comparison<Scalar: BLASScalar>: Sendable {
  /// One rule's part.
  public struct Run: Sendable {
    /// What the trainer returned.
    public let result: TrainingResult<Scalar>
    /// The start that the rule made for itself; nil where it took that of all.
    public let ownStart: Factors<Scalar>?
    /// The principal angles between the row space of W and the optimum's, in degrees from the
    /// smallest; nil for a run that diverged.
    public let anglesToOptimumDegrees: [Scalar]?
    /// Where the rule ends, as far as it is known without training.
    public let predictedLimit: PredictedLimit<Scalar>?
    /// The norm of the difference between ZW and what is predicted of it; nil where nothing is, or the run diverged.
    public let distanceToPrediction: Scalar?
    /// ||ZW - Y||_F of the flow of the rule at the recorded steps, where it is known in closed form: for gradient descent
    /// from a start with Z'Z - WW' = lambda I, on a target that has been decomposed.
    public let flowErrors: [Scalar]?
  }

  /// n.
  public let rows: Int
  /// m.
  public let columns: Int
  /// ||Y||_F.
  public let frobeniusNorm: Scalar
  /// The truncated SVD.
  public let optimum: Optimum<Scalar>
  /// Where rules with fixed feedback end.
  public let feedbackLimit: FeedbackLimit<Scalar>
  /// The runs that were finished or interrupted, in the order asked for.
  public let runs: [Run]

  /// ||ZW - Y||_F of a run, relative to the optimum; nil where the optimum is zero to rounding
  /// (r >= rank(Y)) or the error is not finite.
  public func ratioToOptimum(_ error: Scalar) -> Scalar? {
    !optimum.isZero && error.isFinite ? error / optimum.error : nil
  }

  /// ||ZW - Y||_F of a run, relative to the feedback limit; nil where that is zero to rounding or
  /// the error is not finite.
  public func ratioToLimit(_ error: Scalar) -> Scalar? {
    !optimum.isZero && error.isFinite ? error / feedbackLimit.error : nil
  }

  /// An error relative to ||Y||_F; nil if that is zero or the error is not finite.
  public func relative(_ error: Scalar) -> Scalar? {
    frobeniusNorm > 0 && error.isFinite ? error / frobeniusNorm : nil
  }
}

/// What happens during a comparison, for those who watch it.
public enum ComparisonEvent<Scalar: BLASScalar>: Sendable {
  /// The optimum is being computed.
  case decomposing
  /// A rule is being trained; it has taken this many steps and is this far from stationary.
  case training(rule: String, step: Int, stationarity: Scalar)
}

extension Comparison {
  /// Computes the optimum and the limit, then trains the rules one after another.
  ///
  /// - Parameters:
  ///   - problem: What is to be factored.
  ///   - rules: The rules, in the order of the runs.
  ///   - stepSizes: Step sizes by the names of rules; `automatic` for those left out.
  ///   - schedule: How step sizes change over a run.
  ///   - stopping: When each run ends.
  ///   - recording: At which steps the histories are recorded.
  ///   - start: Z_0 and W_0, the same for every rule.
  ///   - suitingRules: Whether a rule may make the start that suits it from these, by
  ///     ``LearningRule/start(from:for:)``: for starts that were drawn and not chosen.
  ///   - startIsNormal: Whether the entries of the start were drawn from a normal distribution. Then the
  ///     optimum comes from the basis of the first run in Krylov coordinates, where there is one: the
  ///     target is multiplied half as often.
  ///   - feedback: C, the same for every rule that takes one.
  ///   - seed: The seed of what rules draw during their runs.
  ///   - method: In which coordinates the runs are computed; nil for the cheapest of each rule.
  ///   - checkpoints: How runs are saved on the way and resumed; nil if they are not.
  ///   - observe: Called at every event; training ends as `interrupted`, with no further rule
  ///     begun, once it answers false.
  /// - Throws: ``FactorizationError``.
  @specialized(where Target == Matrix<Double>)
  @specialized(where Target == Matrix<Float>)
  public init<Target: LinearOperator>(
    of problem: FactorizationProblem<Target>, rules: [any LearningRule],
    stepSizes: [String: StepSize<Scalar>] = [:], schedule: StepSchedule = .constant,
    stopping: StoppingCriterion<Scalar>, recording: Recording = .logarithmic,
    start: Factors<Scalar>, suitingRules: Bool = false, startIsNormal: Bool = false,
    feedback: Matrix<Scalar>, seed: UInt64 = 0, method: TrainingMethod? = nil,
    checkpoints: CheckpointPlan<Scalar>? = nil,
    observe: (ComparisonEvent<Scalar>) -> Bool = { _ in true }
  ) throws(FactorizationError) where Target.Scalar == Scalar {
    try problem.check(start)
    rows = problem.target.rows
    columns = problem.target.columns
    frobeniusNorm = problem.frobeniusNorm
    var goesOn = observe(.decomposing)
    let feedbackLimit = try FeedbackLimit(of: problem, feedback: feedback)
    var problem = problem
    var shared: KrylovStart<Target>?
    func trainer(for rule: any LearningRule) -> Trainer<Target> {
      var trainer = Trainer(
        problem, stepSize: stepSizes[rule.name] ?? .automatic, stopping: stopping, method: method)
      trainer.schedule = schedule
      trainer.seed = seed
      trainer.recording = recording
      trainer.sharedStart = shared
      return trainer
    }
    func ownStart(of rule: any LearningRule) throws(FactorizationError) -> Factors<Scalar> {
      suitingRules ? try rule.start(from: start, for: problem) : start
    }
    if startIsNormal, method != .spectral, !problem.target.isDecomposedByLAPACK(rank: problem.rank)
    {
      for rule in rules where shared == nil {
        guard try ownStart(of: rule) == start else { continue }
        shared = try trainer(for: rule).krylovStart(of: rule, start, feedback)
      }
    }
    let optimum = try problem.findOptimum(sharing: &shared, decomposingAll: method == .spectral) {
      goesOn = observe(.decomposing)
      return goesOn
    }
    self.feedbackLimit = feedbackLimit
    self.optimum = optimum
    var runs: [Run] = []
    for rule in rules where goesOn {
      let trainer = trainer(for: rule)
      let ownStart = try ownStart(of: rule)
      let name = rule.name
      // Asked before every step: where the initializer was not compiled for its target, a tenth of a small one.
      func mayStep(_ step: Int, _ stationarity: Scalar) -> Bool {
        goesOn = observe(.training(rule: name, step: step, stationarity: stationarity))
        return goesOn
      }
      let result =
        if let checkpoints {
          try trainer.train(
            rule, from: ownStart, feedback: feedback, savingEvery: checkpoints.interval,
            resuming: checkpoints.resume(rule.name), save: { checkpoints.save(rule.name, $0) },
            while: mayStep)
        } else {
          try trainer.train(rule, from: ownStart, feedback: feedback, while: mayStep)
        }
      let angles =
        result.status == .diverged
        ? nil : try optimum.anglesDegrees(toRowSpaceOf: result.factors.w)
      let predicted = rule.predictedLimit(
        on: problem, from: ownStart, given: feedback,
        stepSize: schedule == .constant ? result.stepSize : nil, seed: seed)
      runs.append(
        Run(
          result: result, ownStart: ownStart == start ? nil : ownStart,
          anglesToOptimumDegrees: angles, predictedLimit: predicted,
          distanceToPrediction: result.status == .diverged
            ? nil : try predicted?.distance(to: result.factors),
          flowErrors: schedule == .constant
            ? try Self.flowErrors(of: result, on: problem, from: ownStart) : nil))
    }
    self.runs = runs
  }

  /// The errors of the flow, a step eta of a run being the time eta; from zero nothing moves.
  private static func flowErrors<Target: LinearOperator<Scalar>>(
    of result: TrainingResult<Scalar>, on problem: FactorizationProblem<Target>,
    from start: Factors<Scalar>
  ) throws(FactorizationError) -> [Scalar]? {
    guard problem.known.svd != nil, !start.areZero, let rule = result.rule as? any FlowRule,
      let flow = try rule.closedForm(on: problem, from: start)
    else { return nil }
    var errors: [Scalar] = []
    for record in result.history {
      let product = try flow.product(at: Scalar(record.step) * result.stepSize)
      errors.append(problem.target.residualNorm(product.z.view, product.w.transposed))
    }
    return errors
  }
}

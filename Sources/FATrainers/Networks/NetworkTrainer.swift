public import FALinalg

/// Trains a two-layer linear network x -> Z W x on examples: on all of them at once, on batches, or one at a
/// time.
///
/// The loss is (1/2) ||T_B - Z W X_B||_F^2 / b on a batch of b examples. With the targets T_B / sqrt(b) and the
/// hidden activities W X_B / sqrt(b) in the places of Y and W, that is the factorization problem in
/// the coordinates of the examples: every rule computes its directions there, and the hidden one is carried
/// back by X_B / sqrt(b). Rules that solve the readout, or precondition by a factor, do so for the batch.
///
/// On all examples at once with X X' = N I the run is that of ``Trainer`` on Y = T X'/N, to rounding (a
/// derivation of this project).
public struct NetworkTrainer<Scalar: BLASScalar>: Sendable {
  /// What is to be learned.
  public let data: TrainingData<Scalar>
  /// The number of examples of a step; nil for all.
  public let batchSize: Int?
  /// In which order batches take the examples.
  public var order = ExampleOrder.given
  /// Examples that no step sees, on which the error is recorded as well.
  public var heldOut: TrainingData<Scalar>?
  /// The size of the first step.
  public var stepSize: Scalar
  /// How the step size changes from there.
  public var schedule = StepSchedule.constant
  /// When a run ends; only steps on all examples can tell that it is stationary. A ``StopCondition/gap(_:)`` is one to
  /// the ``Optimum`` of the ``TrainingData/whitenedProblem(hiddenUnits:)``, on all examples; a
  /// ``StopCondition/limit(_:)`` is not looked at.
  public var stopping: StoppingCriterion<Scalar>
  /// At which steps the history is recorded.
  public var recording = Recording.logarithmic
  /// The seed of what a rule draws during the run.
  public var seed: UInt64 = 0

  /// Creates a trainer.
  ///
  /// - Precondition: The batch size is nil or from 1 to the number of examples.
  public init(
    _ data: TrainingData<Scalar>, stepSize: Scalar, batchSize: Int? = nil,
    stopping: StoppingCriterion<Scalar> = StoppingCriterion()
  ) {
    if let batchSize {
      require(
        (1...data.count).contains(batchSize),
        "a batch must have from 1 to \(data.count) examples, not \(batchSize)")
    }
    self.data = data
    self.batchSize = batchSize
    self.stepSize = stepSize
    self.stopping = stopping
  }

  /// Trains from the given start.
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - start: Z_0, n x r, and W_0, r x m; r may exceed n and m.
  ///   - feedback: C, r x n, for rules that need it.
  ///   - shouldContinue: Called before every step with the number of steps taken and the stationarity on
  ///     the batch; the run ends as `interrupted` when it answers false.
  /// - Throws: `wrongShape`, `missingFeedback`, `invalidStepSize`, `unsuited`, `linearAlgebra`.
  /// - Complexity: O((n + m) b r + (n + m) r^2) a step, without allocation; on all examples at once, b is at
  ///   most m. Measurements cost O((n + m) N r).
  public func train(
    _ rule: some LearningRule, from start: Factors<Scalar>, feedback: Matrix<Scalar>? = nil,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool = { _, _ in true }
  ) throws(FactorizationError) -> NetworkResult<Scalar> {
    guard stepSize > 0, stepSize.isFinite else { throw .invalidStepSize(Double(stepSize)) }
    let rank = start.z.columns
    try FactorizationError.check(
      start.z, named: "the initial Z", rows: data.targets.rows, columns: rank)
    try FactorizationError.check(
      start.w, named: "the initial W", rows: rank, columns: data.inputs.rows)
    let feedback = try rule.startingFeedback(
      for: FactorizationProblem(reduced: data.targets, rank: rank), start, given: feedback,
      seed: seed)
    let seesAll = batchSize == nil || batchSize == data.count
    let source = seesAll ? try data.compressed() : data
    var state = TrainingState(
      start, feedback: feedback, use: rule.feedbackUse,
      feedbackNorm: feedback?.frobeniusNorm ?? 0, seed: seed)
    var batches = NetworkBatches(
      rule, source, batchSize: min(batchSize ?? source.count, source.count), start, feedback,
      order: order, seed: seed)
    try batches.prepare(
      &state, FactorizationProblem(reduced: source.crossCovariance, rank: rank))
    // On some examples, a direction that vanishes says nothing about the others.
    let gap = try largestError(rank: rank)
    let stopping = StoppingCriterion(
      tolerance: seesAll ? stopping.tolerance : -1, maxSteps: stopping.maxSteps)
    var history: [NetworkRecord<Scalar>] = []
    var agenda = StepAgenda(recording)
    var ledger: ConservationLedger<Scalar>?
    let plan = StepPlan(
      steps: StepSizes(first: stepSize, schedule: schedule), stopping: stopping,
      hasGoals: gap != nil,
      decay: rule.factorDecay, frobeniusNorm: 0)
    let end = try takeSteps(
      plan, &state, &ledger, &agenda,
      evaluate: { (state) throws(FactorizationError) in
        try batches.evaluate(&state, stepSize: plan.steps[state.step])
      },
      admit: { (_, _, _) throws(FactorizationError) in true },
      check: { (state) throws(FactorizationError) in
        gap.flatMap { data.error(of: state.factors) <= $0.error ? $0.condition : nil }
      },
      record: { (state, stationarity, _) throws(FactorizationError) in
        history.append(try record(state, stationarity))
      }, while: shouldContinue,
      advance: {
        rule.advance(&$0, by: $1)
        batches.advance()
      })
    return NetworkResult(
      rule: rule, status: end?.status ?? .interrupted, stoppedBy: end?.condition, steps: state.step,
      factors: state.factors,
      feedback: feedback == nil ? nil : Matrix(state.b.transposed), history: history)
  }

  /// The largest error that meets the condition of a gap; nil without one.
  private func largestError(
    rank: Int
  ) throws(FactorizationError) -> (condition: StopCondition<Scalar>, error: Scalar)? {
    var widest: (condition: StopCondition<Scalar>, gap: Scalar)?
    for case .gap(let gap) in stopping.conditions where gap > widest?.gap ?? -1 {
      widest = (.gap(gap), gap)
    }
    guard let (condition, gap) = widest else { return nil }
    let least = try data.optimum(hiddenUnits: rank).error
    let norm = data.targets.frobeniusNorm / Scalar(data.count).squareRoot()
    let isZero = least <= rankCutoff(rows: data.targets.rows, columns: data.count) * norm
    return (condition, isZero ? gap * norm : (1 + gap) * least)
  }

  private func record(
    _ state: borrowing TrainingState<Scalar>, _ stationarity: Scalar
  ) throws(FactorizationError) -> NetworkRecord<Scalar> {
    guard stationarity.isFinite else {
      // A number has left the range, and no other can be trusted.
      return NetworkRecord(
        step: state.step, error: .infinity, heldOutError: heldOut.map { _ in .infinity },
        stationarity: stationarity, angles: nil)
    }
    let factors = state.factors
    return NetworkRecord(
      step: state.step, error: data.error(of: factors),
      heldOutError: heldOut.map { $0.error(of: factors) }, stationarity: stationarity,
      angles: state.b.columns == 0
        ? nil : HiddenUpdateAngles(data, factors, feedback: Matrix(state.b.transposed)))
  }
}

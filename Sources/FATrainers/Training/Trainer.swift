public import FALinalg

/// Runs a learning rule on a problem until it has converged, diverged or used its steps.
///
/// ```swift
/// let problem = try FactorizationProblem(target: y, rank: 5)
/// let trainer = Trainer(problem)
/// let result = try trainer.train(
///   FeedbackAlignment(), from: problem.normalStart(seed: 1, scale: 0.01),
///   feedback: problem.normalFeedback(seed: 1))
/// print(result.error, result.status)
/// ```
public struct Trainer<Target: LinearOperator>: Sendable {
  /// The type of the entries.
  public typealias Scalar = Target.Scalar

  /// What is to be factored.
  public let problem: FactorizationProblem<Target>
  /// How large the steps are.
  public var stepSize: StepSize<Scalar>
  /// When a run ends.
  public var stopping: StoppingCriterion<Scalar>

  /// Creates a trainer.
  public init(
    _ problem: FactorizationProblem<Target>, stepSize: StepSize<Scalar> = .automatic,
    stopping: StoppingCriterion<Scalar> = StoppingCriterion()
  ) {
    self.problem = problem
    self.stepSize = stepSize
    self.stopping = stopping
  }

  /// Trains from the given start.
  ///
  /// A step costs one pass over the target for feedback rules and one or two for gradient descent,
  /// O(n m r) operations, and allocates nothing. The residual is formed only where the history is
  /// recorded.
  ///
  /// - Parameters:
  ///   - rule: The rule; it is copied, not changed.
  ///   - start: Z_0 and W_0.
  ///   - feedback: C, r x n, for rules that need it.
  ///   - shouldContinue: Called before every step with the number of steps taken and the
  ///     stationarity; the run ends as `interrupted` when it answers false.
  /// - Throws: `wrongShape`, `missingFeedback`, `invalidStepSize`, `linearAlgebra`.
  public func train(
    _ rule: some LearningRule<Scalar>, from start: Factors<Scalar>,
    feedback: Matrix<Scalar>? = nil,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool = { _, _ in true }
  ) throws(FactorizationError) -> TrainingResult<Scalar> {
    try problem.check(start)
    if let feedback { try problem.check(feedback: feedback) }
    var rule = rule
    var state = TrainingState(start, feedback: rule.usesFeedback ? feedback : nil)
    let clock = ContinuousClock()
    let beginning = clock.now
    try rule.prepare(problem, &state)
    let stepSize = try resolvedStepSize(rule, state)
    let setUp = clock.now

    var ledger: ConservationLedger<Scalar>?
    var history: [TrainingRecord<Scalar>] = []
    var grid = LogarithmicGrid()
    var step = 0
    var status: TrainingStatus?
    while status == nil {
      let stationarity = try evaluate(&rule, &state)
      if step == 0 { ledger = rule.conservationLaw.map { ConservationLedger($0, at: state) } }
      status =
        if !stationarity.isFinite {
          .diverged
        } else if stationarity <= stopping.tolerance {
          .converged
        } else if step >= stopping.maxSteps {
          .maxSteps
        } else if !shouldContinue(step, stationarity) {
          .interrupted
        } else {
          nil
        }
      if status != nil || step >= grid.next {
        history.append(record(step, stationarity, state, ledger))
        grid.advance(past: step)
      }
      guard status == nil else { break }
      ledger?.record(state, stepSize: stepSize)
      rule.advance(&state, by: stepSize)
      step += 1
    }
    return TrainingResult(
      rule: rule.name, status: status ?? .maxSteps, stepSize: stepSize, steps: step,
      factors: state.factors, history: history, setUpDuration: setUp - beginning,
      trainingDuration: clock.now - setUp)
  }

  private func resolvedStepSize(
    _ rule: some LearningRule<Scalar>, _ state: borrowing TrainingState<Scalar>
  ) throws(FactorizationError) -> Scalar {
    let value =
      switch stepSize {
      case .constant(let value): value
      case .automatic: try rule.automaticStepSize(problem, state)
      }
    guard value > 0, value.isFinite else { throw .invalidStepSize(Double(value)) }
    return value
  }

  /// Evaluates the rule and returns the relative stationarity, not finite if the run has left the
  /// range of numbers.
  private func evaluate(
    _ rule: inout some LearningRule<Scalar>, _ state: inout TrainingState<Scalar>
  ) throws(FactorizationError) -> Scalar {
    do {
      try rule.evaluate(problem, &state)
    } catch .linearAlgebra(_, .nonFinite) {
      return .nan
    }
    let backward = state.b?.frobeniusNorm ?? state.z.frobeniusNorm
    let readout = ratio(state.dz.frobeniusNorm, problem.frobeniusNorm, state.v.frobeniusNorm)
    let hidden = ratio(state.dv.frobeniusNorm, problem.frobeniusNorm, backward)
    return readout.isFinite && hidden.isFinite ? max(readout, hidden) : .nan
  }

  /// a / (b c), zero where a is.
  private func ratio(_ a: Scalar, _ b: Scalar, _ c: Scalar) -> Scalar {
    a == 0 ? 0 : a / b / c
  }

  private func record(
    _ step: Int, _ stationarity: Scalar, _ state: borrowing TrainingState<Scalar>,
    _ ledger: ConservationLedger<Scalar>?
  ) -> TrainingRecord<Scalar> {
    TrainingRecord(
      step: step, error: problem.target.residualNorm(state.z.view, state.v.view),
      stationarity: stationarity,
      alignment: state.b.flatMap { Alignment(feedbackTransposed: $0, readout: state.z) },
      conservationDrift: ledger?.drift(at: state))
  }
}

/// The outcome of a run.
public struct TrainingResult<Scalar: BLASScalar>: Sendable {
  /// The rule that ran.
  public let rule: RuleName
  /// How the run ended.
  public let status: TrainingStatus
  /// The step size that was used.
  public let stepSize: Scalar
  /// The number of steps taken.
  public let steps: Int
  /// Z and W at the end.
  public let factors: Factors<Scalar>
  /// What was measured along the way, on a logarithmic grid of steps; the last entry is the end.
  public let history: [TrainingRecord<Scalar>]
  /// The time before the first step: products that stay the same, the automatic step size.
  public let setUpDuration: Duration
  /// The time from the first step to the last, measurements included.
  public let trainingDuration: Duration

  /// ||ZW - Y||_F at the end.
  public var error: Scalar { history[history.count - 1].error }
  /// The alignment of Z with C' at the end, for a rule with feedback.
  public var alignment: Alignment? { history[history.count - 1].alignment }
  /// How far the conserved quantity is from its prediction at the end, relatively.
  public var conservationDrift: Scalar? { history[history.count - 1].conservationDrift }
}

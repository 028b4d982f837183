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
  /// How large the first step is.
  public var stepSize: StepSize<Scalar>
  /// How the step size changes from there.
  public var schedule = StepSchedule.constant
  /// When a run ends.
  public var stopping: StoppingCriterion<Scalar>
  /// In which coordinates runs are computed; nil for the cheapest that the rule allows.
  public var method: TrainingMethod?
  /// The seed of what a rule draws during the run.
  public var seed: UInt64 = 0
  /// At which steps the history is recorded.
  public var recording = Recording.logarithmic
  /// Whether the history holds ``RunDiagnostics``.
  public var recordsDiagnostics = true
  /// How far a run in Krylov coordinates may leave the trajectory of the whole problem, relative to
  /// the norms of the factors, before its basis grows.
  public var deviationTolerance = max(Scalar(1e-11), 1024 * Scalar.ulpOfOne)

  /// The basis with which runs in Krylov coordinates begin that begin where it does.
  var sharedStart: KrylovStart<Target>?

  /// Creates a trainer.
  public init(
    _ problem: FactorizationProblem<Target>, stepSize: StepSize<Scalar> = .automatic,
    stopping: StoppingCriterion<Scalar> = StoppingCriterion(), method: TrainingMethod? = nil
  ) {
    self.problem = problem
    self.stepSize = stepSize
    self.stopping = stopping
    self.method = method
  }

  /// Trains from the given start.
  ///
  /// A step allocates nothing. On the target as it is, it costs one pass over the target for rules
  /// with fixed feedback and up to two for the others, O(n m r) operations; in reduced coordinates
  /// its cost does not depend on n and m. The residual is formed only where the history is
  /// recorded.
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - start: Z_0 and W_0.
  ///   - feedback: C, r x n, for rules that need it.
  ///   - shouldContinue: Called before every step with the number of steps taken and the
  ///     stationarity; the run ends as `interrupted` when it answers false. So are the runs of a
  ///     search for the best step size.
  /// - Throws: `wrongShape`, `missingFeedback`, `invalidStepSize`, `cannotCarry`, `needsAlignedStart`,
  ///   `linearAlgebra`.
  public func train(
    _ rule: some LearningRule, from start: Factors<Scalar>, feedback: Matrix<Scalar>? = nil,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool = { _, _ in true }
  ) throws(FactorizationError) -> TrainingResult<Scalar> {
    let beginning = ContinuousClock.now
    try problem.check(start)
    let given = feedback
    let feedback = try rule.startingFeedback(for: problem, start, given: given, seed: seed)
    let (size, search) = try resolvedStepSize(rule, start, feedback, while: shouldContinue)
    return try complete(
      run(
        rule, stepSize: size, search, feedback: feedback,
        goals: goals(of: rule, from: start, given: given, stepSize: size)),
      RunSnapshot(rule.beginning(at: start, feedback: feedback, seed: seed), recording),
      method: chosenMethod(for: rule, start), since: beginning, while: shouldContinue)
  }

  /// A run with the settings of the trainer.
  func run<Rule: LearningRule>(
    _ rule: Rule, stepSize: Scalar, _ search: FastestStep<Scalar>? = nil,
    feedback: Matrix<Scalar>?, goals: RunGoals<Scalar> = RunGoals()
  ) -> TrainingRun<Rule, Scalar> {
    TrainingRun(
      rule: rule, steps: StepSizes(first: stepSize, schedule: schedule), search: search,
      stopping: stopping, goals: goals,
      feedbackNorm: feedback?.frobeniusNorm ?? 0, seed: seed)
  }

  /// The step size, and the search that found it if there was one.
  func resolvedStepSize(
    _ rule: some LearningRule, _ start: Factors<Scalar>, _ feedback: Matrix<Scalar>?,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool
  ) throws(FactorizationError) -> (size: Scalar, search: FastestStep<Scalar>?) {
    var search: FastestStep<Scalar>?
    let size: Scalar
    switch stepSize {
    case .constant(let given): size = given
    case .automatic: size = try automaticStepSize(rule, start, feedback)
    case .best(let gap):
      let found = try fastestStep(rule, start, feedback, gap: gap, while: shouldContinue)
      (size, search) = (found.stepSize, found)
    }
    guard size > 0, size.isFinite else { throw .invalidStepSize(Double(size)) }
    return (size, search)
  }

  /// The step size is found on the whole problem, so that it does not depend on the method.
  func automaticStepSize(
    _ rule: some LearningRule, _ start: Factors<Scalar>, _ feedback: Matrix<Scalar>?
  ) throws(FactorizationError) -> Scalar {
    var state = TrainingState(
      start, feedback: feedback, use: rule.feedbackUse,
      feedbackNorm: feedback?.frobeniusNorm ?? 0, seed: seed)
    try rule.begin(problem, &state)
    return try rule.automaticStepSize(problem, state)
  }
}

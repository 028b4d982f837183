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
  /// The thin singular value decomposition of the target, if it is known. Without it, spectral
  /// coordinates are used only where ``method`` asks for them.
  public var svd: SVD<Scalar>?
  /// The seed of what a rule draws during the run.
  public var seed: UInt64 = 0
  /// How far a run in Krylov coordinates may leave the trajectory of the whole problem, relative to
  /// the norms of the factors, before its basis grows.
  public var deviationTolerance = max(Scalar(1e-11), 1024 * Scalar.ulpOfOne)

  /// Creates a trainer.
  public init(
    _ problem: FactorizationProblem<Target>, stepSize: StepSize<Scalar> = .automatic,
    stopping: StoppingCriterion<Scalar> = StoppingCriterion(), method: TrainingMethod? = nil,
    svd: SVD<Scalar>? = nil
  ) {
    self.problem = problem
    self.stepSize = stepSize
    self.stopping = stopping
    self.method = method
    self.svd = svd
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
  /// - Throws: `wrongShape`, `missingFeedback`, `invalidStepSize`, `cannotCarry`, `needsZeroStart`,
  ///   `linearAlgebra`.
  public func train(
    _ rule: some LearningRule, from start: Factors<Scalar>, feedback: Matrix<Scalar>? = nil,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool = { _, _ in true }
  ) throws(FactorizationError) -> TrainingResult<Scalar> {
    try problem.check(start)
    let feedback = try rule.startingFeedback(for: problem, start, given: feedback)
    let clock = ContinuousClock()
    let beginning = clock.now
    let run = Run(
      rule: rule,
      steps: StepSizes(
        first: try resolvedStepSize(rule, start, feedback, while: shouldContinue),
        schedule: schedule),
      stopping: stopping, feedbackNorm: feedback?.frobeniusNorm ?? 0, seed: seed)
    let method = try chosenMethod(for: rule, start)
    var result: TrainingResult<Scalar>
    var setUp = beginning
    switch method {
    case .dense:
      setUp = clock.now
      result = try run.execute(problem, start, feedback, while: shouldContinue)
    case .modes:
      guard let feedback else { throw .missingFeedback(rule: rule.name) }
      let modes = try FeedbackModes(of: problem, feedback: feedback)
      setUp = clock.now
      result = run.execute(
        modes, frobeniusNorm: problem.frobeniusNorm, while: shouldContinue)
    case .feedback:
      let reduction = try FactorizationError.naming("target") {
        () throws(LinearAlgebraError) in
        try Reduction.feedback(problem, start: start, feedback: feedback)
      }
      setUp = clock.now
      result = try run.execute(reduction, while: shouldContinue)
    case .krylov:
      result = try run.executeInKrylovCoordinates(
        problem, start, feedback, tolerance: deviationTolerance, setUp: { setUp = clock.now },
        while: shouldContinue)
    case .spectral:
      let svd = try knownSVD()
      let reduction = try FactorizationError.naming("target") {
        () throws(LinearAlgebraError) in
        try Reduction.spectral(problem, svd: svd, start: start, feedback: feedback)
      }
      setUp = clock.now
      result = try run.execute(reduction, while: shouldContinue)
    }
    result.method = method
    if rule.feedbackUse == .fixed { result.feedback = feedback }
    result.setUpDuration = setUp - beginning
    result.trainingDuration = clock.now - setUp
    if result.status != .diverged {
      let values = svd?.singularValues ?? result.krylov?.singularValues
      // Where the squares of the factors leave the range of numbers, nothing is said.
      result.stability = try? rule.localStability(
        at: result.factors, feedback: result.feedback,
        nextSingularValue: values.map { problem.rank < $0.count ? $0[problem.rank] : 0 })
    }
    return result
  }

  private func resolvedStepSize(
    _ rule: some LearningRule, _ start: Factors<Scalar>, _ feedback: Matrix<Scalar>?,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool
  ) throws(FactorizationError) -> Scalar {
    let value =
      switch stepSize {
      case .constant(let size): size
      case .automatic: try automaticStepSize(rule, start, feedback)
      case .best(let gap):
        try fastestStep(rule, start, feedback, gap: gap, while: shouldContinue).stepSize
      }
    guard value > 0, value.isFinite else { throw .invalidStepSize(Double(value)) }
    return value
  }

  /// The step size is found on the whole problem, so that it does not depend on the method.
  func automaticStepSize(
    _ rule: some LearningRule, _ start: Factors<Scalar>, _ feedback: Matrix<Scalar>?
  ) throws(FactorizationError) -> Scalar {
    var problem = problem
    problem.knownSpectralNorm = svd?.singularValues.first ?? problem.knownSpectralNorm
    var state = TrainingState(
      start, feedback: feedback, use: rule.feedbackUse,
      feedbackNorm: feedback?.frobeniusNorm ?? 0, seed: seed)
    try rule.prepare(problem, &state)
    return try rule.automaticStepSize(problem, state)
  }

  /// The method asked for, or the one with the least work a step among those that are exact for
  /// the rule and whose set-up is cheap.
  func chosenMethod(
    for rule: some LearningRule, _ start: Factors<Scalar>
  ) throws(FactorizationError) -> TrainingMethod {
    let startsAtZero = start.z.frobeniusNorm == 0 && start.w.frobeniusNorm == 0
    if let method {
      guard method == .dense || rule.reductions.contains(method) else {
        throw .cannotCarry(rule: rule.name, method: method)
      }
      guard method != .modes || startsAtZero else { throw .needsZeroStart(method: method) }
      return method
    }
    if startsAtZero, rule.reductions.contains(.modes) { return .modes }
    let (n, m, r) = (problem.target.rows, problem.target.columns, problem.rank)
    // Operations of one step: the pass over the target, and the products with both factors.
    func work(target: Int, _ rows: Int, _ columns: Int) -> Int {
      target * r + 4 * (rows + columns) * r * r
    }
    let dense = work(target: 2 * problem.target.multiplicationCount, n, m)
    var best = (method: TrainingMethod.dense, work: dense)
    func consider(_ candidate: TrainingMethod, _ cost: Int) {
      // A reduction that saves little is not worth its set-up.
      if rule.reductions.contains(candidate), 3 * cost < 2 * dense, cost < best.work {
        best = (candidate, cost)
      }
    }
    let (p, q) = (min(n, 3 * r), min(m, 2 * r))
    consider(.feedback, work(target: 2 * p * q, p, q))
    let width = (rule.feedbackUse == .none ? 2 : 3) * r
    if svd == nil, 4 * width <= min(n, m), stopping.maxSteps >= 100 {
      // Eight blocks carry most runs; they cost what some tens of steps on the whole target do.
      let d = min(8 * width, n, m)
      consider(.krylov, work(target: d, d, d))
    }
    if let svd {
      let k = svd.singularValues.count
      consider(.spectral, work(target: k, min(n, k + 2 * r), min(m, k + r)))
    }
    return best.method
  }

  func knownSVD() throws(FactorizationError) -> SVD<Scalar> {
    if let svd { return svd }
    return try problem.svd()
  }
}

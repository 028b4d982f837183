public import FALinalg

extension Trainer {
  /// Trains from the given start, with a checkpoint after every `interval` steps.
  ///
  /// At a checkpoint the run goes on from what it has saved and from nothing else. A run that was
  /// resumed therefore ends with the very bits of one that was not, on the same machine and with
  /// the same number of threads. Where the method would be ``TrainingMethod/modes``, whose steps cost
  /// next to nothing, feedback coordinates take its place.
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - start: Z_0 and W_0.
  ///   - feedback: C, r x n, for rules that need it.
  ///   - interval: The number of steps between checkpoints, at least 1. Each costs the set-up of the method.
  ///   - checkpoint: Where to go on, or nil to begin.
  ///   - save: Called with every checkpoint.
  ///   - shouldContinue: Called before every step with the number of steps taken and the
  ///     stationarity; the run ends as `interrupted` when it answers false.
  /// - Throws: `otherCheckpoint` if the checkpoint belongs to another run; otherwise as
  ///   ``train(_:from:feedback:while:)``.
  public func train(
    _ rule: some LearningRule, from start: Factors<Scalar>, feedback: Matrix<Scalar>? = nil,
    savingEvery interval: Int, resuming checkpoint: TrainingCheckpoint<Scalar>? = nil,
    save: (TrainingCheckpoint<Scalar>) -> Void,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool = { _, _ in true }
  ) throws(FactorizationError) -> TrainingResult<Scalar> {
    require(interval >= 1, "checkpoints must be 1 step apart or more, not \(interval)")
    try problem.check(start)
    let beginning = ContinuousClock.now
    let given = feedback
    let feedback = try rule.startingFeedback(for: problem, start, given: given, seed: seed)
    let identity = RunIdentity(
      rule: rule.name, rank: problem.rank, target: .init(problem.target),
      readout: .init(start.z), hidden: .init(start.w), feedback: feedback.map { .init($0) },
      seed: seed, schedule: schedule, interval: interval, recording: recording)
    if let checkpoint {
      if let difference = identity.difference(from: checkpoint.identity) {
        throw .otherCheckpoint(difference: difference)
      }
      if let method, method != checkpoint.method { throw .otherCheckpoint(difference: "method") }
      if case .constant(let size) = stepSize, size != checkpoint.stepSize {
        throw .otherCheckpoint(difference: "step size")
      }
      try problem.check(checkpoint.snapshot.factors)
      if let feedback = checkpoint.snapshot.feedback { try problem.check(feedback: feedback) }
    }
    let size: Scalar
    let search: FastestStep<Scalar>?
    var method: TrainingMethod
    if let checkpoint {
      (size, search, method) = (checkpoint.stepSize, checkpoint.search, checkpoint.method)
    } else {
      (size, search) = try resolvedStepSize(rule, start, feedback, while: shouldContinue)
      method = try chosenMethod(for: rule, start)
      if method == .modes, self.method == nil { method = .feedback }
    }
    let snapshot =
      if let checkpoint { checkpoint.snapshot } else {
        RunSnapshot(try rule.beginning(at: start, feedback: feedback, seed: seed), recording)
      }
    return try complete(
      run(
        rule, stepSize: size, search, feedback: feedback,
        goals: goals(of: rule, from: start, given: given, stepSize: size)),
      snapshot,
      method: method,
      since: beginning, pausingEvery: interval,
      pause: { snapshot in
        save(
          TrainingCheckpoint(
            snapshot: snapshot, method: method, stepSize: size, search: search,
            identity: identity))
      }, while: shouldContinue)
  }
}

import FALinalg

extension Trainer {
  /// Takes a run from a snapshot to its end.
  ///
  /// - Parameters:
  ///   - beginning: When the work began.
  ///   - interval: After how many steps `pause` is called; the run then begins anew from its snapshot.
  func complete<Rule: LearningRule>(
    _ run: Run<Rule, Scalar>, _ start: RunSnapshot<Scalar>, method: TrainingMethod,
    since beginning: ContinuousClock.Instant, pausingEvery interval: Int = .max,
    pause: (RunSnapshot<Scalar>) -> Void = { _ in },
    while shouldContinue: Run<Rule, Scalar>.Permission
  ) throws(FactorizationError) -> TrainingResult<Scalar> {
    let clock = ContinuousClock()
    var setUp: ContinuousClock.Instant?
    var snapshot = start
    var result: TrainingResult<Scalar>
    if method == .modes, let feedback = start.feedback {
      let modes = try FeedbackModes(of: problem, feedback: feedback)
      let diagnostics = try FactorizationError.naming("target") {
        () throws(LinearAlgebraError) in
        recordsDiagnostics
          ? try ModeDiagnostics(run.rule, modes, problem, start.factors, feedback, optimum) : nil
      }
      setUp = clock.now
      result = run.execute(
        modes, feedback, frobeniusNorm: problem.frobeniusNorm,
        diagnosing: { diagnostics?.measure($0, error: $1) }, while: shouldContinue)
    } else {
      var status: TrainingStatus?
      var krylov: KrylovSummary<Scalar>?
      while true {
        let end = interval == .max ? .max : (snapshot.step / interval + 1) * interval
        (status, krylov) = try proceed(
          run, &snapshot, method, setUp: { setUp = setUp ?? clock.now }, while: shouldContinue,
          if: { state, _ in state.step < end })
        if status != nil { break }
        pause(snapshot)
      }
      if method != .dense, Scalar.self != Double.self, status != .diverged,
        let last = snapshot.history.indices.last
      {
        // In reduced coordinates an error carries the rounding of their bases.
        snapshot.history[last].error = problem.target.residualNorm(
          snapshot.factors.z.view, snapshot.factors.w.transposed)
      }
      result = run.result(status ?? .interrupted, snapshot)
      result.krylov = krylov
    }
    result.method = method
    result.setUpDuration = (setUp ?? beginning) - beginning
    result.trainingDuration = clock.now - (setUp ?? beginning)
    if result.status != .diverged {
      let values = svd?.singularValues ?? result.krylov?.singularValues
      // Where the squares of the factors leave the range of numbers, nothing is said.
      result.stability = try? run.rule.localStability(
        at: result.factors, feedback: result.feedback,
        nextSingularValue: values.map { problem.rank < $0.count ? $0[problem.rank] : 0 })
    }
    return result
  }

  /// Takes steps in the coordinates of a method until the run ends or `mayStep` answers false.
  private func proceed<Rule: LearningRule>(
    _ run: Run<Rule, Scalar>, _ snapshot: inout RunSnapshot<Scalar>, _ method: TrainingMethod,
    setUp: () -> Void, while shouldContinue: Run<Rule, Scalar>.Permission,
    if mayStep: Run<Rule, Scalar>.Check
  ) throws(FactorizationError) -> (TrainingStatus?, KrylovSummary<Scalar>?) {
    let (factors, feedback) = (snapshot.factors, snapshot.feedback)
    switch method {
    case .dense, .modes:
      setUp()
      return (
        try run.proceed(
          problem, &snapshot, recordsDiagnostics ? DiagnosticFrame(optimum) : nil,
          while: shouldContinue, if: mayStep), nil
      )
    case .feedback:
      let (reduction, frame) = try FactorizationError.naming("target") {
        () throws(LinearAlgebraError) in
        let reduction = try Reduction.feedback(
          problem, start: factors, feedback: feedback, holding: snapshot.memory)
        return (
          reduction, recordsDiagnostics ? try reduction.frame(optimum, of: problem.target) : nil
        )
      }
      setUp()
      return (
        try run.proceed(reduction, &snapshot, frame, while: shouldContinue, if: mayStep), nil
      )
    case .krylov:
      return try run.proceedInKrylovCoordinates(
        problem, &snapshot, frame: frame,
        wholeFrame: recordsDiagnostics ? DiagnosticFrame(optimum) : nil,
        tolerance: deviationTolerance, setUp: setUp,
        while: shouldContinue, if: mayStep)
    case .spectral:
      let svd = try knownSVD()
      let reduction = try FactorizationError.naming("target") {
        () throws(LinearAlgebraError) in
        try Reduction.spectral(
          problem, svd: svd, start: factors, feedback: feedback, holding: snapshot.memory)
      }
      let frame = try frame(reduction)
      setUp()
      return (
        try run.proceed(reduction, &snapshot, frame, while: shouldContinue, if: mayStep), nil
      )
    }
  }

  /// What the diagnostics need in coordinates that every rule is closed in; nil if none are recorded.
  private func frame(
    _ reduction: Reduction<DiagonalMatrix<Scalar>>
  ) throws(FactorizationError) -> DiagnosticFrame<Scalar>? {
    guard recordsDiagnostics else { return nil }
    return try FactorizationError.naming("the optimum") { () throws(LinearAlgebraError) in
      try reduction.frame(optimum)
    }
  }
}

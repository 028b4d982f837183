import FALinalg

extension Trainer {
  /// Takes a run from a snapshot to its end.
  ///
  /// - Parameters:
  ///   - beginning: When the work began.
  ///   - interval: After how many steps `pause` is called; the run then begins anew from its snapshot.
  func complete<Rule: LearningRule>(
    _ run: TrainingRun<Rule, Scalar>, _ start: RunSnapshot<Scalar>, method: TrainingMethod,
    since beginning: ContinuousClock.Instant, pausingEvery interval: Int = .max,
    pause: (RunSnapshot<Scalar>) -> Void = { _ in },
    while shouldContinue: TrainingRun<Rule, Scalar>.Permission
  ) throws(FactorizationError) -> TrainingResult<Scalar> {
    let clock = ContinuousClock()
    var setUp: ContinuousClock.Instant?
    var (snapshot, ending) = (start, RunEnd<Scalar>?.none)
    var krylov: KrylovSummary<Scalar>?
    if method == .modes, let feedback = start.feedback {
      let modes = try FeedbackModes(of: problem, feedback: feedback)
      guard let beginning = modes.start(at: start.factors) else {
        throw .needsAlignedStart(method: method)
      }
      let diagnostics = try FactorizationError.naming("target") {
        () throws(LinearAlgebraError) in
        recordsDiagnostics
          ? try ModeDiagnostics(run.rule, modes, problem, start.factors, feedback) : nil
      }
      setUp = clock.now
      ending = try ModeSolver(
        modes: modes, start: beginning, frobeniusNorm: problem.frobeniusNorm,
        feedbackNorm: run.feedbackNorm
      ).solve(
        &snapshot, run.steps, run.stopping, run.goals,
        diagnosing: { diagnostics?.measure($0, error: $1) },
        while: shouldContinue)
    }
    while ending == nil {
      var coordinates = try coordinates(method, for: run.rule, around: snapshot)
      let end = interval == .max ? .max : (snapshot.step / interval + 1) * interval
      func goOn(
        in coordinates: inout some Coordinates<Scalar>
      ) throws(FactorizationError) -> RunProgress<Scalar> {
        try proceed(
          run, in: &coordinates, &snapshot, upTo: end, setUp: { setUp = setUp ?? clock.now },
          while: shouldContinue)
      }
      var progress = try goOn(in: &coordinates)
      krylov = coordinates.summary
      if progress == .outgrown {
        var whole = WholeTarget(problem: problem)
        progress = try goOn(in: &whole)
      }
      if case .ended(let end) = progress { ending = end } else { pause(snapshot) }
    }
    if ![.dense, .modes].contains(method), Scalar.self != Double.self, ending != .diverged,
      let last = snapshot.history.indices.last
    {
      // In reduced coordinates an error carries the rounding of their bases.
      snapshot.history[last].error = problem.target.residualNorm(
        snapshot.factors.z.view, snapshot.factors.w.transposed)
    }
    return result(
      run, snapshot, ending ?? .interrupted, method: method, krylov: krylov,
      setUpDuration: (setUp ?? beginning) - beginning,
      trainingDuration: clock.now - (setUp ?? beginning))
  }

  /// The coordinates of a method around a snapshot.
  func coordinates(
    _ method: TrainingMethod, for rule: some LearningRule, around snapshot: RunSnapshot<Scalar>
  ) throws(FactorizationError) -> any Coordinates<Scalar> {
    try problem.coordinates(
      method, for: rule, around: snapshot.iterate, tolerance: deviationTolerance,
      spent: snapshot.deviationBound, beginningWith: sharedStart)
  }

  /// Goes on in coordinates of the problem.
  private func proceed<Rule: LearningRule>(
    _ run: TrainingRun<Rule, Scalar>, in coordinates: inout some Coordinates<Scalar>,
    _ snapshot: inout RunSnapshot<Scalar>, upTo end: Int, setUp: () -> Void,
    while shouldContinue: TrainingRun<Rule, Scalar>.Permission
  ) throws(FactorizationError) -> RunProgress<Scalar> {
    try run.proceed(
      in: &coordinates, &snapshot, upTo: end,
      frame: { (coordinates) throws(FactorizationError) in
        let frame = try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
          recordsDiagnostics ? try DiagnosticFrame(coordinates, of: problem) : nil
        }
        setUp()
        return frame
      }, while: shouldContinue)
  }

  private func result<Rule: LearningRule>(
    _ run: TrainingRun<Rule, Scalar>, _ end: RunSnapshot<Scalar>, _ ending: RunEnd<Scalar>,
    method: TrainingMethod, krylov: KrylovSummary<Scalar>?, setUpDuration: Duration,
    trainingDuration: Duration
  ) -> TrainingResult<Scalar> {
    let values = problem.known.svd?.singularValues ?? krylov?.singularValues
    let next = values.map { problem.rank < $0.count ? $0[problem.rank] : 0 }
    return TrainingResult(
      rule: run.rule, method: method, status: ending.status,
      stoppedBy: ending.condition, stepSize: run.steps.first, search: run.search,
      steps: end.step,
      factors: end.factors, feedback: end.feedback,
      // Where the squares of the factors leave the range of numbers, nothing is said.
      stability: ending == .diverged
        ? nil
        : try? run.rule.localStability(
          at: end.factors, feedback: end.feedback, nextSingularValue: next),
      krylov: krylov, history: end.history, setUpDuration: setUpDuration,
      trainingDuration: trainingDuration)
  }
}

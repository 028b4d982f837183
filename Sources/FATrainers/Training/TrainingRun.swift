import FALinalg

/// One run of a rule, in whatever coordinates.
struct TrainingRun<Rule: LearningRule, Scalar: BLASScalar> {
  let rule: Rule
  let steps: StepSizes<Scalar>
  /// What found the size of the first step, if that was searched for.
  var search: FastestStep<Scalar>?
  let stopping: StoppingCriterion<Scalar>
  /// What ends it besides rest and the number of steps.
  var goals = RunGoals<Scalar>()
  let feedbackNorm: Scalar
  let seed: UInt64

  /// Asked before every step with the number of steps taken and the stationarity.
  typealias Permission = (_ step: Int, _ stationarity: Scalar) -> Bool

  /// Goes on in the coordinates, which grow until they carry it, and brings the snapshot back.
  ///
  /// - Parameters:
  ///   - coordinates: The coordinates, around the snapshot.
  ///   - snapshot: Where the run is.
  ///   - end: After how many steps, in all, it pauses.
  ///   - frame: Makes what the diagnostics need in the coordinates; nil for none.
  ///   - shouldContinue: Asked before every step.
  func proceed<C: Coordinates<Scalar>>(
    in coordinates: inout C, _ snapshot: inout RunSnapshot<Scalar>, upTo end: Int = .max,
    frame: (C) throws(FactorizationError) -> DiagnosticFrame<Scalar>?,
    while shouldContinue: Permission
  ) throws(FactorizationError) -> RunProgress<Scalar> {
    while true {
      let frame = try frame(coordinates)
      var state = try state(of: snapshot, in: coordinates)
      var isAdmitted = true
      let inside = coordinates.problem
      let ending = try takeSteps(
        on: inside, &state, &snapshot, upTo: end, frame,
        check: { (state) throws(FactorizationError) in
          try goals.met(
            error: { inside.target.residualNorm(state.z.view, state.v.view) },
            factors: { coordinates.leave(state.iterate).factors })
        },
        admit: { (state, _, stepSize) throws(FactorizationError) in
          isAdmitted = try coordinates.admit(state, stepSize: stepSize)
          return isAdmitted
        }, while: shouldContinue)
      bring(&snapshot, to: state, in: coordinates)
      if let ending { return .ended(ending) }
      if isAdmitted { return .paused }
      let hasGrown = try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
        try coordinates.grow(around: snapshot.iterate)
      }
      if !hasGrown { return .outgrown }
    }
  }

  // The commonest runs are compiled for their rule and target as well: generic calls on the way to the products would take
  // as long as a step of small rank.
  @specialized(
    where
      Rule == GradientDescent, Scalar == Double, Inside == ReducedTarget<DiagonalMatrix<Double>>
  )
  @specialized(
    where Rule == GradientDescent, Scalar == Float, Inside == ReducedTarget<DiagonalMatrix<Float>>
  )
  @specialized(
    where Rule == FeedbackAlignment, Scalar == Double, Inside == ReducedTarget<Matrix<Double>>
  )
  @specialized(
    where Rule == FeedbackAlignment, Scalar == Float, Inside == ReducedTarget<Matrix<Float>>
  )
  private func takeSteps<Inside: LinearOperator<Scalar>>(
    on problem: FactorizationProblem<Inside>, _ state: inout TrainingState<Scalar>,
    _ snapshot: inout RunSnapshot<Scalar>, upTo end: Int, _ frame: DiagnosticFrame<Scalar>?,
    check: (borrowing TrainingState<Scalar>) throws(FactorizationError) -> StopCondition<Scalar>?,
    admit: (borrowing TrainingState<Scalar>, Scalar, Scalar) throws(FactorizationError) -> Bool,
    while shouldContinue: Permission
  ) throws(FactorizationError) -> RunEnd<Scalar>? {
    let plan = StepPlan(
      steps: steps, stopping: stopping, hasGoals: !goals.isEmpty, end: end,
      law: rule.conservationLaw, decay: rule.factorDecay, frobeniusNorm: problem.frobeniusNorm,
      admitsUnwatched: true)
    var (ledger, agenda) = (snapshot.ledger, snapshot.agenda)
    defer { (snapshot.ledger, snapshot.agenda) = (ledger, agenda) }
    return try FATrainers.takeSteps(
      plan, &state, &ledger, &agenda,
      evaluate: { (state) throws(FactorizationError) in
        try rule.evaluate(problem, &state)
        return nil
      }, admit: admit, check: check,
      record: { (state, stationarity, ledger) throws(FactorizationError) in
        snapshot.history.append(record(problem, stationarity, state, &ledger, frame))
      }, while: shouldContinue, advance: { rule.advance(&$0, by: $1) })
  }

  /// The state of a snapshot in the coordinates, prepared for the next step.
  func state(
    of snapshot: RunSnapshot<Scalar>, in coordinates: some Coordinates<Scalar>
  ) throws(FactorizationError) -> TrainingState<Scalar> {
    let inside = coordinates.enter(snapshot.iterate)
    var state = TrainingState(
      inside.factors, feedback: inside.feedback, use: rule.feedbackUse,
      feedbackNorm: feedbackNorm, seed: seed)
    state.step = snapshot.step
    try rule.prepare(coordinates.problem, &state, with: inside.memory, goesOn: snapshot.step > 0)
    state.record = coordinates.record
    return state
  }

  private func bring(
    _ snapshot: inout RunSnapshot<Scalar>, to state: borrowing TrainingState<Scalar>,
    in coordinates: some Coordinates<Scalar>
  ) {
    let given = snapshot.feedback
    snapshot.iterate = coordinates.leave(state.iterate)
    // Coordinates may hold only a part of feedback that stays as it is.
    if rule.feedbackUse != .learned { snapshot.feedback = given }
    snapshot.step = state.step
    if let summary = coordinates.summary { snapshot.deviationBound = summary.deviationBound }
  }

  private func record<Inside: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Inside>, _ stationarity: Scalar,
    _ state: borrowing TrainingState<Scalar>, _ ledger: inout ConservationLedger<Scalar>?,
    _ frame: DiagnosticFrame<Scalar>?
  ) -> TrainingRecord<Scalar> {
    let error = problem.target.residualNorm(state.z.view, state.v.view)
    var diagnostics: RunDiagnostics?
    if let frame, stationarity.isFinite {
      // A run does not fail because a measurement does.
      diagnostics = try? RunDiagnostics(problem, state, error: error, frame: frame)
    }
    return TrainingRecord(
      step: state.step, error: error, stationarity: stationarity, alignment: state.alignment,
      conservationDrift: ledger?.drift(at: state), diagnostics: diagnostics)
  }
}

/// How far a run has come in some coordinates.
enum RunProgress<Scalar: BLASScalar>: Equatable {
  /// To its end.
  case ended(RunEnd<Scalar>)
  /// To where it was to pause.
  case paused
  /// To where they do not carry it any further and cannot grow.
  case outgrown
}

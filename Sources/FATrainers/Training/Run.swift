import FALinalg

/// One run of a rule, in whatever coordinates.
struct Run<Rule: LearningRule, Scalar: BLASScalar> {
  let rule: Rule
  let steps: StepSizes<Scalar>
  let stopping: StoppingCriterion<Scalar>
  let feedbackNorm: Scalar
  let seed: UInt64

  /// Asked before every step with the number of steps taken and the stationarity.
  typealias Permission = (_ step: Int, _ stationarity: Scalar) -> Bool
  /// Asked at the directions of a step with its size.
  typealias Check = (borrowing TrainingState<Scalar>, _ stepSize: Scalar) -> Bool

  /// Runs until the stopping criterion holds.
  func execute<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>, _ start: Factors<Scalar>, _ feedback: Matrix<Scalar>?,
    while shouldContinue: Permission
  ) throws(FactorizationError) -> TrainingResult<Scalar> {
    var snapshot = RunSnapshot(start, feedback: feedback)
    let status = try proceed(problem, &snapshot, nil, while: shouldContinue) { _, _ in true }
    return result(status ?? .interrupted, snapshot)
  }

  /// Goes on in the coordinates of the small problem and brings the snapshot back.
  func proceed<Inside: LinearOperator<Scalar>>(
    _ reduction: Reduction<Inside>, _ snapshot: inout RunSnapshot<Scalar>,
    _ frame: DiagnosticFrame<Scalar>?, recording record: StepRecord<Scalar>? = nil,
    while shouldContinue: Permission, if mayStep: Check
  ) throws(FactorizationError) -> TrainingStatus? {
    var inside = snapshot
    (inside.factors, inside.feedback) = (reduction.start, reduction.feedback)
    inside.memory = snapshot.memory.map { reduction.enter($0) }
    let status = try proceed(
      reduction.problem, &inside, frame, recording: record, while: shouldContinue, if: mayStep)
    let given = snapshot.feedback
    snapshot = inside
    snapshot.factors = reduction.lift(inside.factors)
    snapshot.memory = inside.memory.map { reduction.lift($0) }
    snapshot.feedback =
      rule.feedbackUse == .learned ? inside.feedback.map { reduction.lift(feedback: $0) } : given
    return status
  }

  /// Goes on until the stopping criterion holds, or until `mayStep` answers false; the result is then
  /// nil. With a frame, diagnostics are recorded; with a step record, products are entered in it.
  func proceed<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>, _ snapshot: inout RunSnapshot<Scalar>,
    _ frame: DiagnosticFrame<Scalar>?, recording record: StepRecord<Scalar>? = nil,
    while shouldContinue: Permission, if mayStep: Check
  ) throws(FactorizationError) -> TrainingStatus? {
    var state = TrainingState(
      snapshot.factors, feedback: snapshot.feedback, use: rule.feedbackUse,
      feedbackNorm: feedbackNorm, seed: seed)
    state.step = snapshot.step
    try rule.prepare(
      problem, &state,
      goingOnWith: snapshot.memory ?? (snapshot.step > 0 ? RuleMemory() : nil))
    state.record = record
    let status = try proceed(
      problem, &state, &snapshot, frame, while: shouldContinue, if: mayStep)
    snapshot.step = state.step
    snapshot.factors = state.factors
    let memory = RuleMemory(state)
    snapshot.memory = memory.isEmpty ? nil : memory
    if rule.feedbackUse == .learned { snapshot.feedback = Matrix(state.b.transposed) }
    return status
  }

  private func proceed<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Scalar>,
    _ snapshot: inout RunSnapshot<Scalar>, _ frame: DiagnosticFrame<Scalar>?,
    while shouldContinue: Permission, if mayStep: Check
  ) throws(FactorizationError) -> TrainingStatus? {
    try takeSteps(
      steps, stopping, rule.conservationLaw, rule.factorDecay, frobeniusNorm: problem.frobeniusNorm,
      &state,
      &snapshot,
      evaluate: { (state) throws(FactorizationError) in try rule.evaluateDirections(problem, &state)
      },
      record: { record(problem, $0, $1, &$2, frame) },
      takeStep: { rule.takeStep(&$0, by: $1) }, while: shouldContinue, if: mayStep)
  }

  /// What came of a run.
  func result(
    _ status: TrainingStatus, _ snapshot: RunSnapshot<Scalar>
  ) -> TrainingResult<Scalar> {
    TrainingResult(
      rule: rule, status: status, stepSize: steps.first, steps: snapshot.step,
      factors: snapshot.factors, feedback: snapshot.feedback, history: snapshot.history)
  }

  private func record<Target: LinearOperator<Scalar>>(
    _ problem: FactorizationProblem<Target>, _ stationarity: Scalar,
    _ state: borrowing TrainingState<Scalar>, _ ledger: inout ConservationLedger<Scalar>?,
    _ frame: DiagnosticFrame<Scalar>?
  ) -> TrainingRecord<Scalar> {
    let error = problem.target.residualNorm(state.z.view, state.v.view)
    var diagnostics: RunDiagnostics<Scalar>?
    if let frame, stationarity.isFinite {
      // A run does not fail because a measurement does.
      diagnostics = try? RunDiagnostics(problem, state, error: error, frame: frame)
    }
    return TrainingRecord(
      step: state.step, error: error, stationarity: stationarity, alignment: state.alignment,
      conservationDrift: ledger?.drift(at: state), diagnostics: diagnostics)
  }
}

/// The loop of a run: of its rule and its target it is given what depends on them, so that it can be compiled for
/// each scalar.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func takeSteps<Scalar: BLASScalar>(
  _ steps: StepSizes<Scalar>, _ stopping: StoppingCriterion<Scalar>, _ law: ConservationLaw?,
  _ decay: FactorDecay, frobeniusNorm: Scalar, _ state: inout TrainingState<Scalar>,
  _ snapshot: inout RunSnapshot<Scalar>,
  evaluate: (inout TrainingState<Scalar>) throws(FactorizationError) -> Void,
  record: (Scalar, borrowing TrainingState<Scalar>, inout ConservationLedger<Scalar>?) ->
    TrainingRecord<Scalar>,
  takeStep: (inout TrainingState<Scalar>, Scalar) -> Void,
  while shouldContinue: (Int, Scalar) -> Bool,
  if mayStep: (borrowing TrainingState<Scalar>, Scalar) -> Bool
) throws(FactorizationError) -> TrainingStatus? {
  while true {
    let step = state.step
    // Not finite if the run has left the range of numbers.
    var stationarity = Scalar.nan
    do {
      try evaluate(&state)
      stationarity = state.stationarity(
        frobeniusNorm: frobeniusNorm, decay: decay, stepSize: steps[step])
    } catch .linearAlgebra(_, .nonFinite) {}
    guard mayStep(state, steps[step]) else { return nil }
    if step == 0 { snapshot.ledger = law.map { ConservationLedger($0, at: state) } }
    let status = stopping.status(step, stationarity, shouldContinue)
    if status != nil || step >= snapshot.grid.next {
      snapshot.history.append(record(stationarity, state, &snapshot.ledger))
      snapshot.grid.advance(past: step)
    }
    if let status { return status }
    let stepSize = steps[step]
    snapshot.ledger?.record(state, stepSize: stepSize, lengths: state.directionLengths)
    takeStep(&state, stepSize)
  }
}

/// The size of every step of a run.
struct StepSizes<Scalar: BLASScalar> {
  /// That of the first.
  let first: Scalar
  let schedule: StepSchedule

  /// The size of the step that follows `step` steps.
  subscript(step: Int) -> Scalar {
    schedule == .constant ? first : first * Scalar(schedule.factor(at: step))
  }
}

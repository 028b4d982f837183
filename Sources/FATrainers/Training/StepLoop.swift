import FALinalg

/// What a loop of steps is given.
struct StepPlan<Scalar: BLASScalar> {
  /// The size of every step.
  let steps: StepSizes<Scalar>
  /// When the run ends.
  let stopping: StoppingCriterion<Scalar>
  /// Whether `check` has anything to look at.
  var hasGoals = false
  /// After how many steps, in all, the loop pauses.
  var end = Int.max
  /// What the rule conserves, if that is to be followed.
  var law: ConservationLaw?
  /// The shares of the factors that a step takes away.
  let decay: FactorDecay
  /// ||Y||_F.
  let frobeniusNorm: Scalar
  /// Whether steps that no record watches are admitted unasked.
  var admitsUnwatched = false
}

/// The loop of every run: on a target, on batches of examples, and in the search for a step size.
///
/// Of its rule and its target it is given what depends on them, so that it can be compiled for each scalar: code that is
/// not pays for every generic type that it touches, a tenth of a small step and more.
///
/// - Parameters:
///   - plan: What stays the same.
///   - state: Where the run is.
///   - ledger: Opened at the first step if the plan has a law.
///   - agenda: The steps at which something is measured.
///   - evaluate: Computes the directions, and returns how far from stationary they are where the state does not say.
///   - admit: Asked at the directions of a step, with the stationarity and the size of the step, whether it may be taken.
///     The stationarity is not finite if the run has left the range of numbers.
///   - check: Looks for a condition, besides rest, that the state meets.
///   - record: Measures the state.
///   - shouldContinue: Asked before every step.
///   - advance: Moves the factors along the directions.
/// - Returns: How the run ended; nil if it pauses or a step was not admitted.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func takeSteps<Scalar: BLASScalar>(
  _ plan: StepPlan<Scalar>, _ state: inout TrainingState<Scalar>,
  _ ledger: inout ConservationLedger<Scalar>?, _ agenda: inout StepAgenda,
  evaluate: (inout TrainingState<Scalar>) throws(FactorizationError) -> Scalar?,
  admit: (borrowing TrainingState<Scalar>, _ stationarity: Scalar, _ stepSize: Scalar)
    throws(FactorizationError) -> Bool,
  check: (borrowing TrainingState<Scalar>) throws(FactorizationError) -> StopCondition<Scalar>? = {
    (_) throws(FactorizationError) in nil
  },
  record: (
    borrowing TrainingState<Scalar>, _ stationarity: Scalar,
    inout ConservationLedger<Scalar>?
  ) throws(FactorizationError) -> Void,
  while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool,
  advance: (inout TrainingState<Scalar>, _ stepSize: Scalar) -> Void
) throws(FactorizationError) -> RunEnd<Scalar>? {
  while true {
    let (step, stepSize) = (state.step, plan.steps[state.step])
    let decay = plan.decay.shares(stepSize: Double(stepSize))
    var stationarity = Scalar.nan
    state.record?.begin(step: step)
    do {
      stationarity =
        try evaluate(&state)
        ?? state.stationarity(
          frobeniusNorm: plan.frobeniusNorm, decay: decay, stepSize: stepSize)
    } catch .linearAlgebra(_, .nonFinite) {}
    guard step < plan.end else { return nil }
    if !plan.admitsUnwatched || state.isWatched() {
      guard try admit(state, stationarity, stepSize) else { return nil }
    }
    if step == 0 { ledger = plan.law.map { ConservationLedger($0, at: state) } }
    let end = try plan.stopping.end(
      step, stationarity,
      met: { () throws(FactorizationError) in
        plan.hasGoals && (agenda.isCheckDue(step) || step >= plan.stopping.maxSteps)
          ? try check(state) : nil
      }, while: shouldContinue)
    if end != nil || agenda.isRecorded(step) {
      try record(state, stationarity, &ledger)
      agenda.noteRecord(at: step)
    }
    if let end { return end }
    ledger?.record(state, stepSize: stepSize, lengths: state.directionLengths, decay: decay)
    state.apply(decay)
    advance(&state, stepSize)
    state.step += 1
  }
}

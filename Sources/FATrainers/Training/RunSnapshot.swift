import FALinalg

/// A run between two steps: all that it needs to go on, in coordinates of whoever holds it.
struct RunSnapshot<Scalar: BLASScalar>: Sendable, Codable {
  /// The number of steps taken.
  var step = 0
  /// Z and W.
  var factors: Factors<Scalar>
  /// C as it is by now; nil for a rule without feedback.
  var feedback: Matrix<Scalar>?
  /// The matrices of the rule's own; nil before the first step, and where there are none.
  var memory: RuleMemory<Scalar>?
  /// Opened at the first step.
  var ledger: ConservationLedger<Scalar>?
  var history: [TrainingRecord<Scalar>] = []
  var grid = LogarithmicGrid()
  /// How far Krylov coordinates can have taken the factors from the trajectory so far.
  var deviationBound: Scalar = 0

  /// The beginning of a run.
  init(_ start: Iterate<Scalar>) {
    (factors, feedback, memory) = (start.factors, start.feedback, start.memory)
  }

  var iterate: Iterate<Scalar> {
    get { Iterate(factors: factors, feedback: feedback, memory: memory) }
    set { (factors, feedback, memory) = (newValue.factors, newValue.feedback, newValue.memory) }
  }

  /// Enters that the run has come to the step that is to be taken from the state.
  ///
  /// - Parameters:
  ///   - state: Where the run is, with the directions of the step.
  ///   - isInRange: Whether they could be computed.
  ///   - stepSize: The size of the step.
  ///   - frobeniusNorm: ||Y||_F.
  ///   - decay: That of the factors.
  ///   - law: What the rule conserves.
  ///   - stopping: When the run ends.
  ///   - record: Measures the state.
  ///   - shouldContinue: Asked before every step.
  /// - Returns: How the run ends here, or nil if it takes the step.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func enter(
    _ state: inout TrainingState<Scalar>, _ isInRange: Bool, stepSize: Scalar,
    _ frobeniusNorm: Scalar, _ decay: FactorDecay, _ law: ConservationLaw?,
    _ stopping: StoppingCriterion<Scalar>,
    record: (Scalar, borrowing TrainingState<Scalar>, inout ConservationLedger<Scalar>?) ->
      TrainingRecord<Scalar>,
    while shouldContinue: (Int, Scalar) -> Bool
  ) -> TrainingStatus? {
    let step = state.step
    let stationarity =
      isInRange
      ? state.stationarity(frobeniusNorm: frobeniusNorm, decay: decay, stepSize: stepSize) : .nan
    if step == 0 { ledger = law.map { ConservationLedger($0, at: state) } }
    let status = stopping.status(step, stationarity, shouldContinue)
    if status != nil || step >= grid.next {
      history.append(record(stationarity, state, &ledger))
      grid.advance(past: step)
    }
    if status == nil {
      ledger?.record(state, stepSize: stepSize, lengths: state.directionLengths)
    }
    return status
  }
}

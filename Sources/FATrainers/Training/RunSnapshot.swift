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
  var agenda: StepAgenda
  /// How far Krylov coordinates can have taken the factors from the trajectory so far.
  var deviationBound: Scalar = 0

  /// The beginning of a run.
  init(_ start: Iterate<Scalar>, _ recording: Recording = .logarithmic) {
    agenda = StepAgenda(recording)
    (factors, feedback, memory) = (start.factors, start.feedback, start.memory)
  }

  var iterate: Iterate<Scalar> {
    get { Iterate(factors: factors, feedback: feedback, memory: memory) }
    set { (factors, feedback, memory) = (newValue.factors, newValue.feedback, newValue.memory) }
  }
}

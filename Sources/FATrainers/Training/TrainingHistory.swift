public import FALinalg

/// What was measured at one step.
///
/// At the step where a run is found to have diverged, a number has left the range and no other can be trusted: the
/// error is infinite there, the stationarity is not finite, and the rest is nil.
public struct TrainingRecord<Scalar: BLASScalar>: Sendable, Codable {
  /// The number of steps taken.
  public let step: Int
  /// ||ZW - Y||_F, from the entries of the residual; infinite once the run has diverged.
  public internal(set) var error: Scalar
  /// The relative stationarity that the stopping criterion looks at.
  public let stationarity: Scalar
  /// How Z points along C', for a rule with feedback.
  public let alignment: Alignment?
  /// How far the conserved quantity of the rule is from its exact prediction, relatively.
  public let conservationDrift: Scalar?
  /// What else can be said; nil where the run has left the range of numbers, or the trainer records none.
  public let diagnostics: RunDiagnostics?

  init(
    step: Int, error: Scalar, stationarity: Scalar, alignment: Alignment?,
    conservationDrift: Scalar?, diagnostics: RunDiagnostics?
  ) {
    let isInRange = stationarity.isFinite
    self.step = step
    self.error = isInRange ? error : .infinity
    self.stationarity = stationarity
    self.alignment = isInRange ? alignment : nil
    self.conservationDrift = isInRange ? conservationDrift : nil
    self.diagnostics = isInRange ? diagnostics : nil
  }
}

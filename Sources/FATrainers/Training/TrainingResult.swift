public import FALinalg
internal import Platform

/// The outcome of a run.
public struct TrainingResult<Scalar: BLASScalar>: Sendable {
  /// The rule that ran.
  public let rule: any LearningRule
  /// In which coordinates it ran.
  public let method: TrainingMethod
  /// How the run ended.
  public let status: TrainingStatus
  /// The condition that was met; nil unless the run has converged.
  public let stoppedBy: StopCondition<Scalar>?
  /// The size of the first step, and without a schedule of all.
  public let stepSize: Scalar
  /// What the search for the best step size found; nil where none was asked for.
  public let search: FastestStep<Scalar>?
  /// The number of steps taken.
  public let steps: Int
  /// Z and W at the end.
  public let factors: Factors<Scalar>
  /// C at the end, r x n; nil for a rule without feedback.
  public let feedback: Matrix<Scalar>?
  /// How deviations from the factors at the end fade, as if they were the limit; nil where the rule
  /// does not know, or the run diverged.
  public let stability: LocalStability<Scalar>?
  /// What the basis of a run in Krylov coordinates came to; nil for other methods.
  public let krylov: KrylovSummary<Scalar>?
  /// What was measured along the way, at the steps of the trainer's ``Recording``; the last entry is the end.
  public let history: [TrainingRecord<Scalar>]
  /// The time before the first step: products that stay the same, the automatic step size, the
  /// change of coordinates.
  public let setUpDuration: Duration
  /// The time from the first step to the last, measurements included.
  public let trainingDuration: Duration

  /// ||ZW - Y||_F at the end; infinite after divergence.
  public var error: Scalar { history[history.count - 1].error }
  /// The alignment of Z with C' at the end, for a rule with feedback.
  public var alignment: Alignment? { history[history.count - 1].alignment }
  /// How far the conserved quantity is from its prediction at the end, relatively.
  public var conservationDrift: Scalar? { history[history.count - 1].conservationDrift }
}

extension TrainingResult {
  /// What was left of the stationarity after a step, on average over the last tenth of the run;
  /// nil where the run was too short to tell or did not get nearer.
  public var observedContraction: Scalar? {
    guard let last = history.last,
      let before = history.last(where: { $0.step <= last.step - max(1, last.step / 10) }),
      last.stationarity > 0, last.stationarity < before.stationarity
    else { return nil }
    let ratio = Double(last.stationarity) / Double(before.stationarity)
    return Scalar(pow(ratio, 1 / Double(last.step - before.step)))
  }
}

public import FALinalg

/// The outcome of a run on examples.
public struct NetworkResult<Scalar: BLASScalar>: Sendable {
  /// The rule that ran.
  public let rule: any LearningRule
  /// How the run ended.
  public let status: TrainingStatus
  /// The condition that was met; nil unless the run has converged.
  public let stoppedBy: StopCondition<Scalar>?
  /// The number of steps taken.
  public let steps: Int
  /// Z and W at the end.
  public let factors: Factors<Scalar>
  /// C at the end, r x n; nil for a rule without feedback.
  public let feedback: Matrix<Scalar>?
  /// What was measured along the way, at the steps of the trainer's ``Recording``; the last entry is the end.
  public let history: [NetworkRecord<Scalar>]
  /// The root of the mean squared error at the end.
  public var error: Scalar { history[history.count - 1].error }
}

/// What was measured at one step, over all examples.
public struct NetworkRecord<Scalar: BLASScalar>: Sendable {
  /// The number of steps taken.
  public let step: Int
  /// ||T - Z W X||_F / sqrt(N); infinite once the run has diverged.
  public let error: Scalar
  /// The same on examples that were held out; nil without them.
  public let heldOutError: Scalar?
  /// The relative stationarity on the batch of the next step.
  public let stationarity: Scalar
  /// How the hidden updates point, for a rule with feedback.
  public let angles: HiddenUpdateAngles?
}

public import FALinalg

/// The outcome of a run.
public struct TrainingResult<Scalar: BLASScalar>: Sendable {
  /// The rule that ran.
  public let rule: any LearningRule
  /// In which coordinates it ran.
  public internal(set) var method = TrainingMethod.dense
  /// How the run ended.
  public let status: TrainingStatus
  /// The size of the first step, and without a schedule of all.
  public let stepSize: Scalar
  /// The number of steps taken.
  public let steps: Int
  /// Z and W at the end.
  public internal(set) var factors: Factors<Scalar>
  /// C at the end, r x n; nil for a rule without feedback.
  public internal(set) var feedback: Matrix<Scalar>?
  /// How deviations from the factors at the end fade, as if they were the limit; nil where the rule
  /// does not know, or the run diverged.
  public internal(set) var stability: LocalStability<Scalar>?
  /// What the basis of a run in Krylov coordinates came to; nil for other methods.
  public internal(set) var krylov: KrylovSummary<Scalar>?
  /// What was measured along the way, on a logarithmic grid of steps; the last entry is the end.
  public let history: [TrainingRecord<Scalar>]
  /// The time before the first step: products that stay the same, the automatic step size, the
  /// change of coordinates.
  public internal(set) var setUpDuration = Duration.zero
  /// The time from the first step to the last, measurements included.
  public internal(set) var trainingDuration = Duration.zero

  init(
    rule: any LearningRule, status: TrainingStatus, stepSize: Scalar, steps: Int,
    factors: Factors<Scalar>, feedback: Matrix<Scalar>?, history: [TrainingRecord<Scalar>]
  ) {
    self.rule = rule
    self.status = status
    self.stepSize = stepSize
    self.steps = steps
    self.factors = factors
    self.feedback = feedback
    self.history = history
  }

  /// ||ZW - Y||_F at the end; infinite after divergence.
  public var error: Scalar { history[history.count - 1].error }
  /// The alignment of Z with C' at the end, for a rule with feedback.
  public var alignment: Alignment? { history[history.count - 1].alignment }
  /// How far the conserved quantity is from its prediction at the end, relatively.
  public var conservationDrift: Scalar? { history[history.count - 1].conservationDrift }
}

/// What carried a run in Krylov coordinates.
public struct KrylovSummary<Scalar: BLASScalar>: Sendable {
  /// The number of directions.
  public let dimension: Int
  /// How often the target or its transpose was multiplied by a block.
  public let passes: Int
  /// How far the factors can be from those of the whole problem, relative to their norms, apart
  /// from rounding. It is a practical bound and not a proven one.
  public let deviationBound: Scalar
  /// The singular values of the target inside the basis, from the largest: each at most that of the target
  /// of the same index, and the leading ones equal to it, to rounding.
  public let singularValues: [Scalar]
}

/// What became of a cell of a sweep.
///
/// It is flat and holds only numbers and texts: a row of a table. Numbers that are undefined are nil,
/// and null when they are encoded.
public struct SweepResult: Sendable, Equatable, Codable {
  /// The name of the cell.
  public var cell: String
  /// The settings but for the rule and the seed.
  public var setting: SweepSetting
  /// The name of the rule.
  public var rule: String
  /// The seed of the start, the feedback and what the rule draws.
  public var seed: UInt64
  /// How the run ended.
  public var status: SweepStatus
  /// The condition that ended a run which converged.
  public var stoppedBy: String?
  /// Why there are no figures, for a run that failed.
  public var message: String?
  /// n, the rows of the matrix.
  public var rows: Int
  /// m, its columns.
  public var columns: Int
  /// In which coordinates the run was computed.
  public var method: String?
  /// The size of the first step.
  public var stepSize: Double?
  /// The number of steps taken.
  public var steps: Int?
  /// ||ZW - Y||_F.
  public var error: Double?
  /// The error over ||Y||_F.
  public var relativeError: Double?
  /// The error over that of the truncated SVD; nil where the latter is zero to rounding.
  public var ratioToOptimum: Double?
  /// The error over the limit of feedback alignment; nil for a rule without feedback.
  public var ratioToLimit: Double?
  /// The error of the truncated SVD.
  public var optimumError: Double?
  /// ||Y - Y P_CY||_F for the feedback drawn; nil for a rule without feedback.
  public var limitError: Double?
  /// What ZW is where the rule ends, as far as it is known without training.
  public var predictedFormula: String?
  /// ||ZW - Y||_F there.
  public var predictedError: Double?
  /// The norm of the difference between ZW and what is predicted of it.
  public var distanceToPrediction: Double?
  /// The cosine of the angle between Z and C' as vectors.
  public var alignmentCosine: Double?
  /// That angle in degrees.
  public var alignmentAngleDegrees: Double?
  /// How far the conserved quantity of the rule is from its prediction, relatively.
  public var conservationDrift: Double?
  /// The largest principal angle between the row space of W and that of the optimum, in degrees.
  public var largestAngleToOptimumDegrees: Double?
  /// The time before the first step.
  public var setupSeconds: Double?
  /// The time from the first step to the last.
  public var trainingSeconds: Double?

  /// The error as statistics count it: infinite for a run that has no finite one.
  public var countedError: Double { error ?? .infinity }
}

/// How a run of a sweep ended.
public enum SweepStatus: String, Sendable, Codable, CaseIterable {
  /// A ``StopCondition`` was met.
  case converged
  /// The steps were used up first.
  case maxSteps = "max-steps"
  /// A factor left the range of finite numbers.
  case diverged
  /// The run could not be made.
  case failed
}

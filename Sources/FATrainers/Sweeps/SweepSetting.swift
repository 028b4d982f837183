/// The settings of a run but for its rule and its seed, as they stand in results.
public struct SweepSetting: Sendable, Hashable, Codable {
  /// What the matrix is called.
  public var target: String
  /// r.
  public var rank: Int
  /// The law of the start.
  public var start: String
  /// The size of the start relative to a balanced solution.
  public var initialScale: Double
  /// The law of the feedback; nil for a rule that takes none.
  public var feedbackLaw: String?
  /// The length of the rows of C relative to those of a balanced solution; nil for a rule that takes
  /// none.
  public var feedbackScale: Double?
  /// The step size that was asked for: a number, `auto`, or `best:GAP`.
  public var requestedStepSize: String
  /// The schedule of the step size.
  public var schedule: String
  /// The largest number of steps.
  public var maxSteps: Int
  /// The relative stationarity at which a run has converged.
  public var tolerance: Double
  /// What ends a run besides that, as texts separated by commas; nil if nothing does.
  public var stop: String?
  /// The coordinates that were asked for; nil for the cheapest.
  public var requestedMethod: String?
  /// `double` or `single`.
  public var precision: String
}

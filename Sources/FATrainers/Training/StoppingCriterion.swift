public import FALinalg

/// When training ends.
public struct StoppingCriterion<Scalar: BLASScalar>: Sendable, Equatable {
  /// What makes a run good enough; the first that is met ends it.
  public var conditions: [StopCondition<Scalar>] {
    didSet { tolerance = Self.tolerance(of: conditions) }
  }
  /// The largest number of steps.
  public var maxSteps: Int
  /// The relative stationarity at which a run ends; -1, which none reaches, where that is no condition.
  public private(set) var tolerance: Scalar

  /// The tolerance where none is asked for, about what rounding lets a run reach: 1e-10 in double precision, 1e-5 in
  /// single.
  public static var usualTolerance: Double { Scalar.self == Float.self ? 1e-5 : 1e-10 }

  /// Creates a criterion with the stationarity as its condition, and others beside it.
  ///
  /// - Parameters:
  ///   - tolerance: The relative stationarity at which a run ends.
  ///   - others: What ends it as well.
  ///   - maxSteps: The largest number of steps.
  public init(
    tolerance: Scalar = Scalar(Self.usualTolerance), or others: [StopCondition<Scalar>] = [],
    maxSteps: Int = 1_000_000
  ) {
    conditions = [.stationarity(tolerance)] + others
    self.tolerance = tolerance
    self.maxSteps = maxSteps
  }

  private static func tolerance(of conditions: [StopCondition<Scalar>]) -> Scalar {
    conditions.reduce(-1) {
      if case .stationarity(let tolerance) = $1 { max($0, tolerance) } else { $0 }
    }
  }

  /// How a run ends after `step` steps, or nil if it goes on.
  ///
  /// - Parameters:
  ///   - step: The number of steps taken.
  ///   - stationarity: How far from stationary it is.
  ///   - met: Looks whether another condition is met.
  ///   - shouldContinue: Asked before every step.
  func end(
    _ step: Int, _ stationarity: Scalar,
    met: () throws(FactorizationError) -> StopCondition<Scalar>?,
    while shouldContinue: (Int, Scalar) -> Bool
  ) throws(FactorizationError) -> RunEnd<Scalar>? {
    if !stationarity.isFinite { return .diverged }
    if stationarity <= tolerance { return .met(.stationarity(tolerance)) }
    if let condition = try met() { return .met(condition) }
    if step >= maxSteps { return .maxSteps }
    return shouldContinue(step, stationarity) ? nil : .interrupted
  }
}

/// How a run ended.
public enum TrainingStatus: String, Sendable, Codable {
  /// A ``StopCondition`` was met.
  case converged
  /// The steps were used up first.
  case maxSteps = "max-steps"
  /// A factor, or a product of factors, left the range of finite numbers.
  case diverged
  /// The caller asked for an end.
  case interrupted
}

/// How a run ended, and by what.
enum RunEnd<Scalar: BLASScalar>: Equatable {
  case met(StopCondition<Scalar>)
  case maxSteps
  case diverged
  case interrupted

  var status: TrainingStatus {
    switch self {
    case .met: .converged
    case .maxSteps: .maxSteps
    case .diverged: .diverged
    case .interrupted: .interrupted
    }
  }

  /// The condition that was met.
  var condition: StopCondition<Scalar>? {
    if case .met(let condition) = self { condition } else { nil }
  }
}

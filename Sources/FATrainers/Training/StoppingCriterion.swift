public import FALinalg

/// When training ends.
public struct StoppingCriterion<Scalar: BLASScalar>: Sendable, Equatable {
  /// The run has converged when the relative stationarity is at most this: the larger of
  /// ||E A||_F / (||Y||_F ||A||_F) and ||X E||_F / (||Y||_F ||X||_F), where E A is the direction of Z
  /// (A = W' for most rules) and X E that of W (X = Z' for gradient descent, X = C for rules with
  /// feedback). What ``LearningRule/factorDecay`` takes away, in units of the step size, is part of both
  /// directions, and its size part of what they are measured by.
  ///
  /// A start at a saddle point, such as zero factors for gradient descent, is stationary.
  public var tolerance: Scalar
  /// The largest number of steps.
  public var maxSteps: Int

  /// The tolerance where none is asked for, about what rounding lets a run reach: 1e-10 in double precision, 1e-5 in
  /// single.
  public static var usualTolerance: Double { Scalar.self == Float.self ? 1e-5 : 1e-10 }

  /// Creates a criterion.
  public init(tolerance: Scalar = Scalar(Self.usualTolerance), maxSteps: Int = 1_000_000) {
    self.tolerance = tolerance
    self.maxSteps = maxSteps
  }

  /// How a run ends after `step` steps, or nil if it goes on.
  func status(
    _ step: Int, _ stationarity: Scalar, _ shouldContinue: (Int, Scalar) -> Bool
  ) -> TrainingStatus? {
    if !stationarity.isFinite { return .diverged }
    if stationarity <= tolerance { return .converged }
    if step >= maxSteps { return .maxSteps }
    return shouldContinue(step, stationarity) ? nil : .interrupted
  }
}

/// How a run ended.
public enum TrainingStatus: String, Sendable, Codable {
  /// The stationarity fell to the tolerance.
  case converged
  /// The steps were used up first.
  case maxSteps = "max-steps"
  /// A factor, or a product of factors, left the range of finite numbers.
  case diverged
  /// The caller asked for an end.
  case interrupted
}

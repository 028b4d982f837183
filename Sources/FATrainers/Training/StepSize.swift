public import FALinalg

/// How large a step is, in units of the gradient of (1/2) ||Y - ZW||_F^2.
public enum StepSize<Scalar: BLASScalar>: Sendable, Equatable {
  /// The same step throughout.
  case constant(Scalar)
  /// A step that the rule derives from the target, the feedback and the start.
  case automatic
  /// The step with which the rule reaches its end in the fewest steps, found by trying: see
  /// ``Trainer/fastestStep(of:from:feedback:gap:while:)``. So every rule can be compared at its own best.
  ///
  /// - Parameter gap: How far the error may be from its end, in units of ||Y||_F; of use down to a
  ///   hundred rounding units or so.
  case best(gap: Scalar)
}

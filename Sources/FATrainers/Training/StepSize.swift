public import FALinalg

/// How large a step is, in units of the gradient of (1/2) ||Y - ZW||_F^2.
public enum StepSize<Scalar: BLASScalar>: Sendable, Equatable {
  /// The same step throughout.
  case constant(Scalar)
  /// A step that the rule derives from the target, the feedback and the start.
  case automatic
}

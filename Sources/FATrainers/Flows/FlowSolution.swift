public import FALinalg

/// A flow at the times asked for.
public struct FlowSolution<Scalar: BLASScalar>: Sendable {
  /// Whose flow it is.
  public let rule: any FlowRule
  /// In which coordinates it was computed.
  public let method: TrainingMethod
  /// The number of steps taken.
  public let steps: Int
  /// The number of steps that were tried and found too long.
  public let rejectedSteps: Int
  /// One point for each time.
  public let points: [FlowPoint<Scalar>]
}

/// A flow at one time.
public struct FlowPoint<Scalar: BLASScalar>: Sendable {
  /// The time, in units of the step size.
  public let time: Scalar
  /// Z and W.
  public let factors: Factors<Scalar>
  /// ||ZW - Y||_F, from the entries of the residual.
  public let error: Scalar
  /// How Z points along C', for a rule with feedback.
  public let alignment: Alignment?
  /// ||ZW - P||_F, with P the product that the closed form of the flow gives; nil where there is none.
  public let distanceToClosedForm: Scalar?
  /// How far the conserved quantity of the rule is from what it was at time zero, relatively.
  public let conservationDrift: Scalar?
}

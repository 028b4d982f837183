public import FALinalg

/// A rule whose step is a step of Euler's method along a flow, dZ/dt = E A and dW/dt = X E: what a
/// run with ever smaller steps comes to.
///
/// The right-hand sides are the directions that ``LearningRule/evaluate(_:_:)`` computes. A rule that
/// solves the readout exactly has the flow of W alone, with the readout solved at every time. Rules
/// whose factors or feedback decay by a share of each step have no such flow.
public protocol FlowRule: LearningRule {
  /// Whether the rule's own matrices stay as ``LearningRule/prepare(_:_:)`` makes them; others have no flow.
  var keepsMemory: Bool { get }

  /// The flow in closed form from a start, where it is known.
  ///
  /// - Throws: `linearAlgebra`.
  func closedForm<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>
  ) throws(FactorizationError) -> GradientFlow<Target.Scalar>?
}

extension FlowRule {
  /// There are none.
  public var keepsMemory: Bool { false }

  /// It is not known.
  public func closedForm<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>
  ) throws(FactorizationError) -> GradientFlow<Target.Scalar>? { nil }
}

extension GradientDescent: FlowRule {
  /// That of a lambda-balanced start.
  public func closedForm<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>
  ) throws(FactorizationError) -> GradientFlow<Target.Scalar>? {
    try GradientFlow(of: problem, from: start)
  }
}
extension AdaptiveFeedback: FlowRule {
  /// F stays.
  public var keepsMemory: Bool { true }
}
extension FeedbackAlignment: FlowRule {}
extension RhoFeedbackAlignment: FlowRule {}
extension LowRankFeedback: FlowRule {}
extension ShallowLearning: FlowRule {}
extension PseudoBackprop: FlowRule {}
extension ScaledGradientDescent: FlowRule {}
extension AlternatingLeastSquares: FlowRule {}
/// W must start with full rank: its pseudo-inverse, and with it the flow, jumps where the rank of W
/// changes. From there on WW' is constant.
extension FeedbackAlignmentStar: FlowRule {}

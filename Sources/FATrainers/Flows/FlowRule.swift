/// A rule whose step is a step of Euler's method along a flow, dZ/dt = E A and dW/dt = X E: what a
/// run with ever smaller steps comes to.
///
/// The right-hand sides are the directions that ``LearningRule/evaluate(_:_:)`` computes. A rule that
/// solves the readout exactly has the flow of W alone, with the readout solved at every time. Rules
/// whose factors or feedback decay by a share of each step have no such flow.
public protocol FlowRule: LearningRule {}

extension GradientDescent: FlowRule {}
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

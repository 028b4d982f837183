public import FALinalg
internal import Platform

/// Pseudo-backprop: the error reaches the hidden layer through the pseudo-inverse of the readout:
/// Z <- Z + eta E W', W <- W + eta Z^+ E.
///
/// It ends at the optimum from a generic start: where E W' = 0 and Z^+ E = 0, gradient descent is at
/// rest, too. W moves without unit and Z in that of Y, so that multiplying Y by a number changes the run
/// but for one that begins at ``start(from:for:)``: at a W without unit, and the best readout for it.
///
/// Source: T. Lillicrap et al., "Random synaptic feedback weights support error backpropagation for
/// deep learning", Nature Communications 7 (2016).
public struct PseudoBackprop: LearningRule {
  /// `pseudo-backprop`.
  public static let signature = RuleSignature(
    "pseudo-backprop", summary: "The pseudo-inverse of the readout in place of its transpose.")

  /// Creates the rule; it has no parameters.
  public init(arguments: [Double]) {}

  /// None.
  public var feedbackUse: FeedbackUse { .none }

  /// Spectral: the rule is equivariant.
  public var reductions: Set<TrainingMethod> { .equivariant }

  /// 1: each direction is used once.
  public var directionWeight: Double? { 1 }

  /// The rows of W made orthonormal, by its polar factor, and the best readout for it.
  public func start<Target: LinearOperator>(
    from drawn: Factors<Target.Scalar>, for problem: FactorizationProblem<Target>
  ) throws(FactorizationError) -> Factors<Target.Scalar> {
    let polar = try FactorizationError.naming("the start") {
      () throws(LinearAlgebraError) in
      let svd = try drawn.w.svd()
      let rank = numericalRank(
        ofSingularValues: svd.singularValues,
        relativeCutoff: Target.Scalar(drawn.w.columns) * Target.Scalar.ulpOfOne)
      return svd.u[..., 0..<rank] * svd.vTransposed[0..<rank, ...]
    }
    return try problem.bestReadout(for: polar)
  }

  /// The inverse of 1 + w^2 + ||dW||: W moves at rate one, Z with curvature w^2, and neither may be far ahead of
  /// the other at first.
  ///
  /// w bounds the lengths that W comes to. In the flow Z'Z dW = Z'E = (dZ W')' of aligned factors keeps
  /// w_i^2 - 2 log z_i of every mode, so that w^2 = ||W_0||^2 + 2 log(s_1 / s_min(Z_0)) is enough until the
  /// mode is learned (a derivation of this project).
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    let hidden = try spectralNorm(state.v)
    guard let smallest = try smallestSingularValue(state.z) else {
      return 1 / (1 + hidden * hidden)
    }
    let largest = try problem.spectralNormEstimate()
    let growth = 2 * max(0, Target.Scalar(log(Double(largest) / Double(smallest))))
    let (_, dv) = try directions(problem, at: state)
    return 1 / (1 + hidden * hidden + growth + (try spectralNorm(dv)))
  }

  /// The optimum, from almost every start.
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? {
    start.areZero ? nil : try .optimum(of: problem)
  }

  /// dZ = E W', dV = E'(Z^+)'.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    try state.invertReadout()
    state.evaluateBoth(problem, through: state.readoutInverse.transposed)
  }
}

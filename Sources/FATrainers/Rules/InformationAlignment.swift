public import FALinalg

/// Information alignment: the feedback follows what the hidden layer tells of the readout, between the transpose and the
/// pseudo-inverse: C <- C + mu (a A Z' - 2 b C Z A Z' - 2 g C) with A = WW', and the factors move as in feedback alignment.
///
/// With A and Z'Z in units of the mean square length of the rows of C_0, it is at rest at C = (a/2) A Z' (b Z A Z' + g)^-1: small singular values of Z come
/// through as in gradient descent, large ones as in pseudo-backprop. That is (a/2) A (b Z'Z A + g)^-1 Z', an invertible
/// matrix times Z', so that it rests where gradient descent does (a derivation of this project). mu is divided by
/// 1 + mu L, with L a bound on the curvature of the update, which keeps it stable and moves no point of rest.
///
/// Source: D. Kunin, A. Nayebi, J. Sagastuy-Brena, S. Ganguli, J. Bloom, D. Yamins, "Two routes to scalable credit
/// assignment without weight symmetry", ICML 2020, with the hidden layer's own covariance.
public struct InformationAlignment: LearnedFeedbackRule {
  /// `information-alignment:MU:A:B:G`.
  public static let signature = RuleSignature(
    "information-alignment",
    parameters: [
      RuleParameter("mu", in: 0...1, default: 0.1),
      RuleParameter("a", in: 0.001...1000, default: 1),
      RuleParameter("b", in: 0...1000, default: 1),
      RuleParameter("g", in: 0.001...1000, default: 0.5),
    ],
    summary: "Feedback between the readout's transpose and its pseudo-inverse.")

  /// The share of the way that a step goes.
  public let mu: Double
  /// How strongly the feedback follows the readout.
  public let a: Double
  /// How strongly it is kept from returning more than it was told.
  public let b: Double
  /// The decay of C.
  public let g: Double

  /// Creates the rule from mu, a, b and g.
  public init(arguments: [Double]) {
    (mu, a, b, g) = (arguments[0], arguments[1], arguments[2], arguments[3])
  }

  /// mu, a, b and g.
  public var arguments: [Double] { [mu, a, b, g] }

  /// Spectral: the rule is equivariant.
  public var reductions: Set<TrainingMethod> { .equivariant }

  /// 1: each direction is used once.
  public var directionWeight: Double? { 1 }

  /// Room for two r x r products.
  public func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    let rank = state.z.columns
    state.memory = [.zeros(rank, rank), .zeros(rank, rank)]
  }

  /// The sum of two bounds: C begins as it is given and is no more than max(1, a / (2 g)) Z' in the end.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    stepSize(
      curvature: try Target.Scalar(max(1, a / (2 * g))) * gradientCurvature(problem, state)
        + feedbackCurvature(state, projectedTarget: state.projection(of: problem)))
  }

  /// The optimum; that of feedback alignment if C stays, with mu = 0.
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? {
    if mu > 0 { return try .optimum(of: problem) }
    return try FeedbackAlignment().limit(
      on: problem, from: start, feedback: feedback, stepSize: stepSize, seed: seed)
  }

  /// Moves C, then both factors.
  public func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    state.alignByInformation(Scalar(mu), Scalar(a), Scalar(b), Scalar(g))
    state.advanceFactors(by: stepSize)
  }
}

extension TrainingState {
  /// C' <- C' + mu (Z (a A - 2 b A (Z'C')) - 2 g C'), with A = W W'.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate mutating func alignByInformation(
    _ mu: Scalar, _ a: Scalar, _ returning: Scalar, _ g: Scalar
  ) {
    let square = initialFeedbackNorm * initialFeedbackNorm / Scalar(max(1, z.columns))
    let unit = square > 0 ? square : 1
    // tr(Z'Z A) bounds ||Z A Z'||.
    multiply(v.transposed, v, into: &memory[0], alpha: 1 / unit)
    multiply(z.transposed, z, into: &memory[1], alpha: 1 / unit)
    let overlap = memory[0].frobeniusInnerProduct(memory[1])
    let rate = mu / (1 + 2 * mu * (returning * overlap + g))
    multiply(z.transposed, b, into: &memory[1], alpha: 1 / unit)
    multiply(memory[0], memory[1], into: &self.square)
    memory[0] *= a
    memory[0].add(self.square, scaledBy: -2 * returning)
    b *= 1 - 2 * rate * g
    multiply(z, memory[0], into: &b, alpha: rate, beta: 1)
  }
}

public import FALinalg

/// Feedback that is a product C = R B of which R is learned and B stays: R <- (1 - decay) R + eta W E'B', while Z and W
/// decay alike.
///
/// With G = B'B, C moves by eta W E'G when Z' moves by eta W E', so that C - Z'G fades by 1 - decay a step exactly. Once
/// C = Z'G, the rule is gradient descent with decay in the metric G: with the thin singular value decomposition
/// B Y = U S V', of the same S and V as G^(1/2) Y, it ends at Y V ((S - lambda)_+ / S) V' over the first r, where lambda = decay / eta.
/// As lambda goes to zero that is Y P with P on the first r right singular vectors of G^(1/2) Y: the optimum if G is a multiple of the
/// identity or if r is no less than rank(Y) (derivations of this project).
///
/// Here B (q x n) has independent normal entries of variance 1/q from the stream "product-feedback", so that G tends to the
/// identity as q grows; and the run begins with as much of the feedback that is given as R B can be.
///
/// Sources: L. Ji-An, M. Benna, "Deep learning without weight symmetry", 2024; S. Hanut, J. Kadmon, "Training large
/// neural networks with low-dimensional error feedback", 2025.
public struct ProductFeedback: LearnedFeedbackRule {
  /// `product-feedback:RANK:DECAY`.
  public static let signature = RuleSignature(
    "product-feedback",
    parameters: [
      RuleParameter("rank", in: 1...1e6, default: 10, isWhole: true),
      RuleParameter("decay", in: 0...1, default: 0.001),
    ],
    summary: "Feedback R B of which R receives the readout's updates through a fixed B.")

  /// q, the number of rows of B.
  public let rank: Int
  /// The share of R, Z and W that a step takes away.
  public let decay: Double

  /// Creates the rule from q and the decay.
  public init(arguments: [Double]) { (rank, decay) = (Int(arguments[0]), arguments[1]) }

  /// q and the decay.
  public var arguments: [Double] { [Double(rank), decay] }

  /// Spectral: with B, which follows Z, the rule is equivariant.
  public var reductions: Set<TrainingMethod> { .equivariant }

  /// 1: each direction is used once.
  public var directionWeight: Double? { 1 }

  /// That of both factors.
  public var factorDecay: FactorDecay { FactorDecay(readout: decay, hidden: decay) }

  /// B', n x q.
  private func channels<Scalar: BLASScalar>(_ rows: Int, seed: UInt64) -> Matrix<Scalar> {
    (1 / Scalar(rank).squareRoot())
      * (RandomStream(seed: seed, name: "product-feedback").normal(rows, rank) as Matrix<Scalar>)
  }

  /// C B^+ B.
  public func feedback<Scalar>(
    from given: Matrix<Scalar>, start: Factors<Scalar>, seed: UInt64
  ) throws(FactorizationError) -> Matrix<Scalar> {
    try FactorizationError.naming("the feedback") { () throws(LinearAlgebraError) in
      let basis = try (channels(given.columns, seed: seed) as Matrix<Scalar>).orthonormalBasis()
      return (given * basis) * basis.transposed
    }
  }

  /// B', which stays.
  public func drawnMemory<Scalar>(
    rows: Int, seed: UInt64
  ) throws(FactorizationError) -> [Matrix<Scalar>] { [channels(rows, seed: seed)] }

  /// Room for B dZ.
  public func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    state.memory = [.zeros(rank, state.z.columns)]
  }

  /// The sum of two bounds: C begins as it is given and becomes Z'G.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    let norm = try spectralNorm(state.readoutMemory[0])
    return stepSize(
      curvature: try max(1, norm * norm) * gradientCurvature(problem, state)
        + feedbackCurvature(state, projectedTarget: state.projection(of: problem)))
  }

  /// Y V ((S - lambda)_+ / S) V' with B Y = U S V', where there is a decay, from almost every start.
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? {
    typealias Scalar = Target.Scalar
    guard let stepSize, decay > 0 else { return nil }
    let channels: Matrix<Scalar> = channels(problem.target.rows, seed: seed)
    var projected = Matrix<Scalar>.zeros(problem.target.columns, rank)
    problem.target.multiplyTransposed(channels.view, into: &projected)
    let svd = try FactorizationError.naming("B Y") { () throws(LinearAlgebraError) in
      try projected.svd()
    }
    let count = min(problem.rank, svd.rank())
    let lambda = Scalar(decay) / stepSize
    let unit: Scalar = rankCutoff(rows: problem.target.rows, columns: problem.target.columns)
    guard !svd.singularValues.areTied(after: count, above: lambda, unit) else { return nil }
    let shares = svd.singularValues.prefix(count).map { max(0, $0 - lambda) / $0 }
    let rows = Matrix(svd.u[..., 0..<count])
    var image = Matrix<Scalar>.zeros(problem.target.rows, count)
    problem.target.multiply(rows.view, into: &image)
    return PredictedLimit(
      formula: "Y V (S - lambda)_+/S V' with B Y = U S V'", on: problem,
      image: image * Matrix(diagonal: shares), rows: rows)
  }

  /// Moves C by eta W E'G with its decay, then both factors.
  public func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    state.advanceProduct(keeping: Scalar(1 - decay), by: stepSize)
    state.advanceFactors(by: stepSize)
  }
}

extension TrainingState {
  /// C' <- share C' + eta B'(B dZ).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate mutating func advanceProduct(keeping share: Scalar, by stepSize: Scalar) {
    multiply(readoutMemory[0].transposed, dz, into: &memory[0])
    multiply(readoutMemory[0], memory[0], into: &b, alpha: stepSize, beta: share)
  }
}

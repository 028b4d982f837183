public import FALinalg

/// Product feedback C = R B whose B follows the error by Oja's rule: B <- B + eta rate B E E'(I - B'B) / ||Y||, while R, Z and W
/// move and decay as those of ``ProductFeedback``.
///
/// At rest R = Z'B' and B'B is a projector that commutes with E E'. Oja's rule by itself would turn B to what is not learned,
/// whose error is the largest; but the factors follow B, and what they leave of a direction is then smaller than what they leave of
/// better ones. With p = min(q, r) and lambda = decay / eta, the rule ends at U_p (S_p - lambda)_+ V_p': feedback
/// through q >= r channels costs nothing. That end is stable in the flow for each pair of directions while rate < (3 - sqrt 5) / 2
/// (Mathematics.md: "Feedback that follows the error", a derivation of this project).
///
/// B (q x n) begins with orthonormal rows, from the stream "oja-feedback"; the run begins with as much of the feedback that is given as
/// R B can be. Derived rules move Z and W in their way, and R and B at every step as here.
///
/// Sources: S. Hanut, J. Kadmon, "Training large neural networks with low-dimensional error feedback", 2025,
/// after whose abstract this is written, for white inputs all at once (their text was not at hand); E. Oja, "A simplified neuron model as a principal component analyzer", J. Math. Biology 15 (1982).
public struct OjaFeedback: LearnedFeedbackRule {
  /// `oja-feedback:RANK:DECAY:RATE`.
  public static let signature = RuleSignature(
    "oja-feedback",
    parameters: [
      RuleParameter("rank", in: 1...1e6, default: 10, isWhole: true),
      RuleParameter("decay", in: 0...1, default: 0.01),
      RuleParameter("rate", in: 0.001...0.38, default: 0.3),
    ],
    summary: "Feedback R B of which R receives the readout's updates and B follows the error.")

  /// q, the number of rows of B; n if that is less.
  public let rank: Int
  /// The share of R, Z and W that a step takes away.
  public let decay: Double
  /// How fast B moves.
  public let rate: Double

  /// Creates the rule from q, the decay and the rate.
  public init(arguments: [Double]) {
    (rank, decay, rate) = (Int(arguments[0]), arguments[1], arguments[2])
  }

  /// q, the decay and the rate.
  public var arguments: [Double] { [Double(rank), decay, rate] }

  /// In spectral coordinates; in those of a Krylov basis nobody watches what moves B.
  public var reductions: Set<TrainingMethod> { [.spectral] }

  /// 1: each direction is used once.
  public var directionWeight: Double? { 1 }

  /// That of both factors.
  public var factorDecay: FactorDecay { FactorDecay(readout: decay, hidden: decay) }

  /// B' at the beginning, n x q.
  private func channels<Scalar: BLASScalar>(
    _ rows: Int, seed: UInt64
  ) throws(FactorizationError) -> Matrix<Scalar> {
    try FactorizationError.naming("the feedback") { () throws(LinearAlgebraError) in
      try RandomStream(seed: seed, name: "oja-feedback").orthonormal(rows, min(rank, rows))
    }
  }

  /// C B'B.
  public func feedback<Scalar>(
    from given: Matrix<Scalar>, start: Factors<Scalar>, seed: UInt64
  ) throws(FactorizationError) -> Matrix<Scalar> {
    let channels: Matrix<Scalar> = try channels(given.columns, seed: seed)
    return (given * channels) * channels.transposed
  }

  /// B'.
  public func drawnMemory<Scalar>(
    rows: Int, seed: UInt64
  ) throws(FactorizationError) -> [Matrix<Scalar>] { [try channels(rows, seed: seed)] }

  /// R', and room for what moves B.
  public func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    let channels = state.readoutMemory[0]
    let (q, r) = (channels.columns, state.z.columns)
    state.readoutMemory.append(.zeros(channels.rows, q))
    state.memory = [channels.transposed * state.b, .zeros(q, q)]
    state.scratch = [.zeros(state.v.rows, q), .zeros(r, q)]
  }

  /// The sum of two bounds: C begins as it is given and becomes Z'B'B; and no more than what moves B by
  /// half of itself at the start, where an error far above ||Y|| would throw it about.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    let bound = stepSize(
      curvature: try gradientCurvature(problem, state)
        + feedbackCurvature(state, projectedTarget: state.projection(of: problem)))
    // A step turns B by eta rate ||E||^2 / ||Y|| at most.
    let share = problem.target.residualNorm(state.z.view, state.v.view) / problem.frobeniusNorm
    let turn = Target.Scalar(rate) * share * share * problem.frobeniusNorm
    return turn * bound > 0.5 ? 0.5 / turn : bound
  }

  /// The first min(q, r) singular values, each less by decay / eta and no less than zero, where there is a decay.
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? {
    guard let stepSize, decay > 0 else { return nil }
    return try .optimum(of: problem, rank: rank, lessBy: Target.Scalar(decay) / stepSize)
  }

  /// dZ = E W', dV = E'C', and E E'B' / ||Y||.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) {
    state.evaluateBoth(problem, through: state.b)
    let norm = problem.frobeniusNorm
    state.evaluateChannels(unit: norm > 0 ? norm : 1) {
      problem.target.multiplyTransposed($0, into: &$1)
    } product: {
      problem.target.multiply($0, into: &$1)
    }
  }

  /// Moves R with its decay, B, and both factors; C is their product.
  public func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    state.advanceChannels(keeping: Scalar(1 - decay), rate: Scalar(rate), by: stepSize)
    state.advanceFactors(by: stepSize)
    follow(&state)
  }

  /// C' = B'R'.
  public func follow<Scalar: BLASScalar>(_ state: inout TrainingState<Scalar>) {
    state.multiplyChannels()
  }
}

extension TrainingState {
  /// E'B' / unit, and E times that.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate mutating func evaluateChannels(
    unit: Scalar, transposedProduct: (MatrixView<Scalar>, inout Matrix<Scalar>) -> Void,
    product: (MatrixView<Scalar>, inout Matrix<Scalar>) -> Void
  ) {
    transposedProduct(readoutMemory[0].view, &scratch[0])
    multiply(z.transposed, readoutMemory[0], into: &scratch[1])
    multiply(v, scratch[1], into: &scratch[0], alpha: -1 / unit, beta: 1 / unit)
    product(scratch[0].view, &readoutMemory[1])
    multiply(v.transposed, scratch[0], into: &scratch[1])
    multiply(z, scratch[1], into: &readoutMemory[1], alpha: -1, beta: 1)
  }

  /// R' <- share R' + eta B dZ and B' <- B' + eta rate (I - B'B) E E'B' / unit.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate mutating func advanceChannels(
    keeping share: Scalar, rate: Scalar, by stepSize: Scalar
  ) {
    multiply(
      readoutMemory[0].transposed, dz, into: &memory[0], alpha: stepSize, beta: share)
    multiply(readoutMemory[0].transposed, readoutMemory[1], into: &memory[1])
    multiply(readoutMemory[0], memory[1], into: &readoutMemory[1], alpha: -1, beta: 1)
    readoutMemory[0].add(readoutMemory[1], scaledBy: stepSize * rate)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate mutating func multiplyChannels() {
    multiply(readoutMemory[0], memory[0], into: &b)
  }
}

public import FALinalg

/// Feedback alignment with feedback of low rank, C = Q P with Q r x q and P q x n: the error reaches
/// the hidden layer through q channels.
///
/// Q P is the best approximation of rank q to the matrix given; for one with independent normal
/// entries, that is a random subspace of q dimensions. No step moves N'W, with the columns of N the
/// r - q directions that C does not reach, N'C = 0. So W ends with the rows of C Y and of N'W_0, and
/// the limit is Y P, P the projector on these; from W = 0, of rank q (a derivation of this project).
public struct LowRankFeedback: FeedbackAlignmentRule {
  /// `low-rank-feedback:RANK`.
  public static let signature = RuleSignature(
    "low-rank-feedback",
    parameters: [RuleParameter("rank", in: 1...1e9, default: 1, isWhole: true)],
    summary: "Feedback alignment with feedback of a rank below r.")

  /// q.
  public let rank: Int

  /// Creates the rule from q.
  public init(arguments: [Double]) { rank = Int(arguments[0]) }

  /// q.
  public var arguments: [Double] { [Double(rank)] }

  /// Zero factors, where q is less than r: the directions of W_0 that no feedback reaches would be
  /// learned by the readout alone, with the curvature of a small start.
  public func start<Target: LinearOperator>(
    from drawn: Factors<Target.Scalar>, for problem: FactorizationProblem<Target>
  ) throws(FactorizationError) -> Factors<Target.Scalar> {
    rank < problem.rank ? problem.normalStart(seed: 0, scale: 0) : drawn
  }

  /// The best approximation of rank q; the matrix itself where q is no less than its rank.
  public func feedback<Scalar>(
    from given: Matrix<Scalar>, start: Factors<Scalar>, seed: UInt64
  ) throws(FactorizationError) -> Matrix<Scalar> {
    guard rank < min(given.rows, given.columns) else { return given }
    let svd = try FactorizationError.naming("the feedback") { () throws(LinearAlgebraError) in
      try given.svd()
    }
    let left = svd.u[..., 0..<rank] * Matrix(diagonal: Array(svd.singularValues.prefix(rank)))
    return left * svd.vTransposed[0..<rank, ...]
  }

  /// Computes C Y, and a basis of the columns of C with room for the parts of dV along them.
  public func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    state.projectTarget(problem)
    guard rank < state.z.columns else { return }
    let basis = try FactorizationError.naming("the feedback") { () throws(LinearAlgebraError) in
      try state.b.transposed.orthonormalBasis()
    }
    state.scratch = [basis, .zeros(state.v.rows, basis.columns)]
  }

  /// dZ = E W', dV = E'C', whose rows C reaches. Rounding is taken out: elsewhere nothing would ever move W back.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) {
    state.evaluateReadout(problem)
    state.evaluateHiddenByFeedback()
    if !state.scratch.isEmpty { state.clearHiddenBesideChannels() }
  }
}

extension TrainingState {
  /// dV <- dV U U', with the basis U.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate mutating func clearHiddenBesideChannels() {
    multiply(dv, scratch[0], into: &scratch[1])
    multiply(scratch[1], scratch[0].transposed, into: &dv)
    if hiddenProductNorm != nil { hiddenProductNorm = dv.frobeniusNorm }
  }
}

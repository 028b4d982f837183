import FALinalg

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// The direction C E of the hidden layer, which all rules with fixed feedback share.
struct FeedbackDirection<Scalar: BLASScalar>: Sendable {
  /// (C Y)' = Y'B, m x r.
  private var projectedTarget = Matrix<Scalar>.zeros(0, 0)
  private var projectedNorm: Scalar = 0

  mutating func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Scalar>,
    rule: RuleName
  ) throws(FactorizationError) where Target.Scalar == Scalar {
    guard let b = state.b else { throw .missingFeedback(rule: rule.rawValue) }
    projectedTarget = .zeros(problem.target.columns, problem.rank)
    problem.target.multiplyTransposed(b.view, into: &projectedTarget)
    projectedNorm = try spectralNorm(projectedTarget)
  }

  /// (C E)' = (C Y)' - V (Z'B), without a pass over the target.
  func evaluate(_ state: inout TrainingState<Scalar>) {
    guard let b = state.b else { return }
    state.dv.assign(projectedTarget)
    state.finishHiddenDirection(b)
  }

  /// Near the limit a step is stable if eta (l + u) < 2 for all eigenvalues l of CZ and u of WW'.
  /// From zero these sum to 2.38 ||CY||^(2/3) at most, and eta = 0.4 / ||CY||^(2/3) is also safe
  /// on the way there. A start away from zero adds its own WW' and, through the ledger, twice CZ.
  func automaticStepSize(_ state: borrowing TrainingState<Scalar>) throws(FactorizationError)
    -> Scalar
  {
    guard let b = state.b else { return 1 }
    let root = Scalar(cbrt(Double(projectedNorm)))
    let fromZero = 2.5 * root * root
    let hidden = try spectralNorm(state.v)
    let alignment = try spectralNorm(b.transposed * state.z)
    let curvature = fromZero + hidden * hidden + 2 * alignment
    return curvature > 0 ? 1 / curvature : 1
  }
}

/// The largest singular value of a matrix with few columns.
func spectralNorm<Scalar>(_ matrix: Matrix<Scalar>) throws(FactorizationError) -> Scalar {
  try FactorizationError.naming("spectral norm") { () throws(LinearAlgebraError) in
    try matrix.singularValues().first ?? 0
  }
}

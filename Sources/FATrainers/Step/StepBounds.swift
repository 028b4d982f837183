public import FALinalg
internal import Platform

// What automatic step sizes are made from. Each bound is a curvature: its inverse is a step that is
// safe where the bound holds.

/// The inverse of a curvature; one where there is none, and nothing moves.
public func stepSize<Scalar: BLASScalar>(curvature: Scalar) -> Scalar {
  curvature > 0 ? 1 / curvature : 1
}

/// The curvature that a rule meets whose error reaches the hidden layer through C.
///
/// Near the limit a step is stable if eta (l + u) < 2 for all eigenvalues l of CZ and u of WW'. From
/// zero these sum to 2.38 ||CY||^(2/3) at most, and eta = 0.4 / ||CY||^(2/3) is also safe on the way
/// there. A start away from zero adds its own WW' and, through the ledger, twice CZ.
///
/// - Parameters:
///   - state: The start.
///   - projectedNorm: ||CY||_2.
///   - alignment: ||CZ||_2 at the start.
/// - Throws: `linearAlgebra`.
/// - Complexity: O(m r^2).
public func feedbackCurvature<Scalar>(
  _ state: borrowing TrainingState<Scalar>, projectedNorm: Scalar, alignment: Scalar
) throws(FactorizationError) -> Scalar {
  let root = Scalar(cbrt(Double(projectedNorm)))
  let hidden = try spectralNorm(state.v)
  return 2.5 * root * root + hidden * hidden + 2 * alignment
}

/// The same for a rule that starts from the feedback that it is given.
///
/// - Parameters:
///   - state: The start.
///   - projectedTarget: (C Y)', m x r.
/// - Throws: `linearAlgebra`.
/// - Complexity: O((n + m) r^2).
public func feedbackCurvature<Scalar>(
  _ state: borrowing TrainingState<Scalar>, projectedTarget: Matrix<Scalar>
) throws(FactorizationError) -> Scalar {
  try feedbackCurvature(
    state, projectedNorm: spectralNorm(projectedTarget),
    alignment: spectralNorm(state.b.transposed * state.z))
}

/// The curvature that gradient descent meets, 1.6 in the unit of the others: the larger of that at
/// the start and of that at a balanced optimum (2 s_1, from whose inverse twice follows the limit
/// 1 / s_1 of stability).
///
/// - Parameters:
///   - problem: What is being factored.
///   - state: The start.
/// - Throws: `linearAlgebra`.
/// - Complexity: O((n + m) r^2), and 16 passes over the target where nobody knows s_1.
public func gradientCurvature<Target: LinearOperator>(
  _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
) throws(FactorizationError) -> Target.Scalar {
  let largest = try problem.spectralNormEstimate()
  let (z, v) = (try spectralNorm(state.z), try spectralNorm(state.v))
  return max(2 * largest, z * z + v * v + largest + z * v) / 1.6
}

/// The largest singular value of a matrix with few columns.
func spectralNorm<Scalar>(_ matrix: Matrix<Scalar>) throws(FactorizationError) -> Scalar {
  try FactorizationError.naming("spectral norm") { () throws(LinearAlgebraError) in
    try matrix.singularValues().first ?? 0
  }
}

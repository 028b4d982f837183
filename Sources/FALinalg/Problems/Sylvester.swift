internal import CBLAS

/// The solution X of the Sylvester equation A X + X B = C.
///
/// There is one for every C unless an eigenvalue of A is one of -B; where they are so close that
/// rounding could have made the solution, it is refused.
///
/// Source: R. Bartels, G. Stewart, "Solution of the matrix equation AX + XB = C", CACM 15 (1972), by
/// LAPACK's `trsyl`; the condition is estimated as in N. Higham, "Perturbation theory and backward error
/// for AX - XB = C", BIT 33 (1993).
///
/// - Parameters:
///   - a: m x m.
///   - b: n x n.
///   - c: m x n.
/// - Returns: m x n.
/// - Throws: `illConditioned` if the spectra of A and -B touch; `overflow`; `inaccurate`; `nonFinite`;
///   `noConvergence`; `dimensionTooLarge`.
/// - Complexity: O(m^3 + n^3).
public func solveSylvester<Scalar>(
  _ a: some MatrixProtocol<Scalar>, _ b: some MatrixProtocol<Scalar>,
  _ c: some MatrixProtocol<Scalar>
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  a.checkSquare()
  b.checkSquare()
  require(
    c.rows == a.rows && c.columns == b.rows,
    "\(a.rows) x \(a.columns), \(b.rows) x \(b.columns) and \(c.rows) x \(c.columns) make no Sylvester "
      + "equation")
  try c.checkFinite()
  return try solveSylvester(
    a.view, b.view, c.view, try a.realSchur(), try b.realSchur(), isTransposed: false,
    leastCondition: leastCondition())
}

/// The solution X of the continuous Lyapunov equation A X + X A' = Q.
///
/// Control theory often writes A X + X A' + Q = 0: there X is the negative of this one, and the
/// controllability Gramian if Q is B B'. If Q is symmetric, so is X, to the last bit.
///
/// - Parameters:
///   - a: n x n.
///   - q: n x n, symmetric or not.
/// - Throws: `illConditioned` if two eigenvalues of A add up to zero; and what
///   `solveSylvester(_:_:_:)` throws.
/// - Complexity: O(n^3).
public func solveContinuousLyapunov<Scalar>(
  _ a: some MatrixProtocol<Scalar>, _ q: some MatrixProtocol<Scalar>
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  try solveContinuousLyapunov(a.view, q.view, leastCondition: leastCondition())
}

/// Solves A X + X A' = Q unless its reciprocal condition number is no more than `leastCondition`.
func solveContinuousLyapunov<Scalar>(
  _ a: MatrixView<Scalar>, _ q: MatrixView<Scalar>, leastCondition: Scalar
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  checkLyapunov(a, q)
  try q.checkFinite()
  let schur = try a.realSchur()
  let x = try solveSylvester(
    a, a.transposed, q, schur, schur, isTransposed: true, leastCondition: leastCondition)
  return q == q.transposed ? x.symmetrized : x
}

/// Stops the program unless both are square and of one order.
func checkLyapunov<Scalar>(_ a: MatrixView<Scalar>, _ q: MatrixView<Scalar>) {
  a.checkSquare()
  require(
    q.rows == a.rows && q.columns == a.rows,
    "\(a.rows) x \(a.columns) and \(q.rows) x \(q.columns) make no Lyapunov equation")
}

/// Solves A X + X B = C.
///
/// - Parameters:
///   - right: The Schur decomposition of B, or of its transpose.
///   - isTransposed: Whether it is that of the transpose.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func solveSylvester<Scalar: BLASScalar>(
  _ a: MatrixView<Scalar>, _ b: MatrixView<Scalar>, _ c: MatrixView<Scalar>,
  _ left: RealSchur<Scalar>, _ right: RealSchur<Scalar>, isTransposed: Bool, leastCondition: Scalar
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  let name = "the Sylvester equation"
  guard !c.isEmpty else { return Matrix(c) }
  // Powers of two keep the products of large and small entries in range; X is what they are put back in.
  let exponent = scalingExponent(max(a.maximumMagnitude, b.maximumMagnitude))
  let (a, b) = (a.scaled(byPowerOfTwo: -exponent), b.scaled(byPowerOfTwo: -exponent))
  let rightExponent = scalingExponent(c.maximumMagnitude)
  let c = c.scaled(byPowerOfTwo: -rightExponent)
  let map = QuasiTriangularSylvester(
    s: left.t.view.scaled(byPowerOfTwo: -exponent), t: right.t.view.scaled(byPowerOfTwo: -exponent),
    isTransposed: isTransposed)
  try checkCondition(of: map, above: leastCondition, name)
  var x = left.q.transposed * c * right.q
  map.solve(&x, adjoint: false)
  x = left.q * x * right.q.transposed
  guard x.isFinite else { throw .overflow(operation: "the solution of \(name)") }
  var residual = c
  multiply(a, x, into: &residual, alpha: -1, beta: 1)
  multiply(x, b, into: &residual, alpha: -1, beta: 1)
  try checkResidual(
    residual,
    against: c.frobeniusNorm + (a.frobeniusNorm + b.frobeniusNorm) * x.frobeniusNorm, of: name)
  x.scale(byPowerOfTwo: rightExponent - exponent)
  guard x.isFinite else { throw .overflow(operation: "the solution of \(name)") }
  return x
}

/// The map Y -> S Y + Y T of upper quasi-triangular S and T in Schur form.
struct QuasiTriangularSylvester<Scalar: BLASScalar>: InvertibleMap {
  let s: Matrix<Scalar>
  let t: Matrix<Scalar>
  /// Whether T' stands in place of T.
  let isTransposed: Bool

  var shape: (rows: Int, columns: Int) { (s.rows, t.rows) }
  var norm: Scalar { s.oneNorm + (isTransposed ? t.oneNorm : t.infinityNorm) }

  func solve(_ y: inout Matrix<Scalar>, adjoint: Bool) {
    let (m, n) = (blasInt(s.rows), blasInt(t.rows))
    var scale: Scalar = 1
    let info = BLAS.decomposing(order: max(m, n)) {
      unsafe lapack_trsyl(
        Scalar.letter, option(adjoint ? "T" : "N"), option(adjoint != isTransposed ? "T" : "N"), 1,
        m,
        n,
        s.storage, m, t.storage, n, &y.storage, m, &scale)
    }
    require(info >= 0, "trsyl rejected argument \(-info)")
    // Eigenvalues that cannot be told apart were moved, which the condition shows.
    if scale != 1 { y = y / scale }
  }
}

internal import CBLAS

/// The stabilizing solution X of the continuous Riccati equation
/// A' X + X A - X B R^-1 B' X + Q = 0: the one for which all eigenvalues of A - B R^-1 B' X have
/// negative real parts.
///
/// The optimal feedback of the linear quadratic regulator is K = R^-1 B' X:
///
/// ```swift
/// let x = try solveContinuousRiccati(a, b, q, r)
/// let gain = try r.solve(b.transposed * x)
/// ```
///
/// Source: A. Laub, "A Schur method for solving algebraic Riccati equations", IEEE Trans. Automat.
/// Control 24 (1979), and one step of Newton's method, which also tells a solution from one that
/// rounding has made where there is none.
///
/// - Parameters:
///   - a: n x n.
///   - b: n x m.
///   - q: Symmetric, n x n; the upper triangle counts as the mirror image of the lower one.
///   - r: Symmetric, m x m, invertible, and read like `q`.
/// - Returns: n x n, symmetric to the last bit.
/// - Throws: `noStabilizingSolution`; `singular` or `illConditioned` for R; `overflow`; `inaccurate`;
///   `nonFinite`; `noConvergence`; `dimensionTooLarge`.
/// - Complexity: O(n^3 + m^3).
public func solveContinuousRiccati<Scalar>(
  _ a: some MatrixProtocol<Scalar>, _ b: some MatrixProtocol<Scalar>,
  _ q: some MatrixProtocol<Scalar>, _ r: some MatrixProtocol<Scalar>
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  var equation = try RiccatiEquation(a.view, b.view, q.view, r.view)
  // All terms by the same power of two: X stays.
  let exponent = scalingExponent(
    max(
      equation.a.maximumMagnitude, equation.g.maximumMagnitude, equation.q.maximumMagnitude))
  equation.a.scale(byPowerOfTwo: -exponent)
  equation.g.scale(byPowerOfTwo: -exponent)
  equation.q.scale(byPowerOfTwo: -exponent)
  return try equation.continuousSolution()
}

/// The stabilizing solution X of the discrete Riccati equation
/// A' X A - X - A' X B (R + B' X B)^-1 B' X A + Q = 0: the one for which all eigenvalues of
/// A - B (R + B' X B)^-1 B' X A are inside the unit circle.
///
/// The optimal feedback of the linear quadratic regulator is K = (R + B' X B)^-1 B' X A, and the
/// covariance of a Kalman filter in its steady state is the X of A', C', Q and R.
///
/// Source: E. Chu, H. Fan, W. Lin, C. Wang, "Structure-preserving algorithms for periodic discrete-time
/// algebraic Riccati equations", Int. J. Control 77 (2004): doubling. Where that does not converge, T. Pappas,
/// A. Laub, N. Sandell, "On the numerical solution of the discrete-time algebraic Riccati equation", IEEE
/// Trans. Automat. Control 25 (1980): the ordered generalized Schur form, and one step of Newton's method. A
/// may be singular. A solution that another step would change by an eighth of itself is refused.
///
/// - Parameters:
///   - a: n x n.
///   - b: n x m.
///   - q: Symmetric, n x n; the upper triangle counts as the mirror image of the lower one.
///   - r: Symmetric, m x m, invertible, and read like `q`.
/// - Returns: n x n, symmetric to the last bit.
/// - Throws: `noStabilizingSolution`; `singular` or `illConditioned` for R; `illConditioned` for the equation;
///   `overflow`; `inaccurate`; `nonFinite`; `noConvergence`; `dimensionTooLarge`.
/// - Complexity: O(n^3 + m^3).
public func solveDiscreteRiccati<Scalar>(
  _ a: some MatrixProtocol<Scalar>, _ b: some MatrixProtocol<Scalar>,
  _ q: some MatrixProtocol<Scalar>, _ r: some MatrixProtocol<Scalar>
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  try RiccatiEquation(a.view, b.view, q.view, r.view).discreteSolution()
}

/// The matrices of a Riccati equation, with G = B R^-1 B', in the units of X / 2^exponent, in which G
/// and Q are of comparable size.
private struct RiccatiEquation<Scalar: BLASScalar> {
  var a: Matrix<Scalar>
  var g: Matrix<Scalar>
  var q: Matrix<Scalar>
  var exponent = 0

  private var order: Int { a.rows }

  init(
    _ a: MatrixView<Scalar>, _ b: MatrixView<Scalar>, _ q: MatrixView<Scalar>,
    _ r: MatrixView<Scalar>
  ) throws(LinearAlgebraError) {
    a.checkSquare()
    q.checkSquare()
    r.checkSquare()
    require(
      b.rows == a.rows && q.rows == a.rows && r.rows == b.columns,
      "\(a.rows) x \(a.columns), \(b.rows) x \(b.columns), \(q.rows) x \(q.columns) and "
        + "\(r.rows) x \(r.columns) make no Riccati equation")
    try a.checkFinite()
    try b.checkFinite()
    try q.checkLowerTriangleFinite()
    self.a = Matrix(a)
    self.q = Matrix(q)
    self.q.mirrorLowerTriangle()
    // G may be out of the scalar's range although X is not.
    let (bExponent, rExponent) = (b.magnitudeExponent, r.magnitudeExponent)
    let weight = b.scaled(byPowerOfTwo: -bExponent)
    let r = r.scaled(byPowerOfTwo: -rExponent)
    let factors = try r.ldl()
    var workspace = Workspace<Scalar>()
    let condition = factors.reciprocalCondition(of: r, workspace: &workspace)
    g = (weight * (try factors.solve(weight.transposed))).symmetrized
    guard condition > Scalar.ulpOfOne else {
      throw .illConditioned(
        problem: "R of the Riccati equation", reciprocalCondition: Double(condition))
    }
    let gExponent = 2 * bExponent - rExponent
    if self.q.maximumMagnitude > 0, g.maximumMagnitude > 0 {
      exponent = (self.q.magnitudeExponent - g.magnitudeExponent - gExponent) / 2
    } else {
      exponent = -gExponent / 2
    }
    g.scale(byPowerOfTwo: gExponent + exponent)
    self.q.scale(byPowerOfTwo: -exponent)
    guard g.isFinite, self.q.isFinite else { throw .overflow(operation: "the Riccati equation") }
  }

  func continuousSolution() throws(LinearAlgebraError) -> Matrix<Scalar> {
    guard order > 0 else { return a }
    var hamiltonian = Matrix<Scalar>.zeros(2 * order, 2 * order)
    let (head, tail) = (0..<order, order..<2 * order)
    hamiltonian[head, head] = a
    hamiltonian[head, tail] = -g
    hamiltonian[tail, head] = -q
    hamiltonian[tail, tail] = -a.transposed
    var schur = try hamiltonian.realSchur()
    do {
      guard try schur.reorder(where: { $0.real < 0 }) == order else {
        throw LinearAlgebraError.noStabilizingSolution
      }
    } catch {
      // A stable eigenvalue cannot be told from an unstable one.
      throw .noStabilizingSolution
    }
    let x = try ratio(of: schur.q[..., head])
    let closed = a - g * x
    let residual = a.transposed * x + x * closed + q
    let step = try newtonStep(
      x, residual: residual,
      solve: { (c) throws(LinearAlgebraError) in
        try solveContinuousLyapunov(closed.transposed, (-c).view, leastCondition: 0).symmetrized
      },
      curvature: { $0 * g * $0 })
    let result = (x + step).symmetrized
    let gain = g * result
    guard try (a - gain).eigenvalues().allSatisfy({ $0.real < 0 }) else {
      throw .noStabilizingSolution
    }
    let (norm, size) = (a.frobeniusNorm, result.frobeniusNorm)
    try checkResidual(
      a.transposed * result + result * (a - gain) + q,
      against: q.frobeniusNorm + size * (2 * norm + gain.frobeniusNorm),
      of: "the Riccati equation")
    return try unscaled(result)
  }

  func discreteSolution() throws(LinearAlgebraError) -> Matrix<Scalar> {
    guard order > 0 else { return a }
    if let x = doubled(), let result = try? checked(x) { return try unscaled(result) }
    let x = try ratio(of: try insideSubspace()[..., 0..<order])
    let (closed, gain, residual) = try discreteTerms(x)
    let step = try newtonStep(
      x, residual: residual,
      solve: { (c) throws(LinearAlgebraError) in
        try solveDiscreteLyapunov(closed.transposed, c.view, leastCondition: 0).symmetrized
      },
      curvature: { closed.transposed * $0 * gain * $0 * closed })
    return try unscaled(try checked((x + step).symmetrized))
  }

  /// An approximate solution, by doubling: with every turn the closed loop is taken to the square of its
  /// last power. Nil where that does not go to zero, as without a stabilizing solution, or with modes that
  /// are unstable and do not show in Q.
  private func doubled() -> Matrix<Scalar>? {
    var (a, g, x) = (a, g, q)
    // Rounding takes an eigenvalue off the circle by the root of its unit: what converges later than this may
    // have none that is inside.
    for _ in 0..<(Scalar.significandBitCount / 2 - 2) {
      var w = g * x
      w.addToDiagonal(1)
      guard let factors = try? w.lu(), factors.singularPivot == nil,
        let reduced = try? factors.solve(a), let gain = try? factors.solve(g)
      else { return nil }
      let change = (a.transposed * (x * reduced)).symmetrized
      g += (a * (gain * a.transposed)).symmetrized
      x += change
      a = a * reduced
      guard x.isFinite, g.isFinite, a.isFinite else { return nil }
      if a.frobeniusNorm < 0.1, change.frobeniusNorm <= Scalar.ulpOfOne * x.frobeniusNorm {
        return x
      }
    }
    return nil
  }

  /// A solution of the discrete equation that is one: stabilizing, of a small residual, and near the exact
  /// one.
  private func checked(_ x: Matrix<Scalar>) throws(LinearAlgebraError) -> Matrix<Scalar> {
    let (closed, _, residual) = try discreteTerms(x)
    guard try closed.eigenvalues().allSatisfy({ $0.magnitude < 1 }) else {
      throw .noStabilizingSolution
    }
    // Rounding of A, of Q and of G moves the residual by as much.
    let (size, passed) = (x.frobeniusNorm, (x * closed).frobeniusNorm)
    try checkResidual(
      residual,
      against: q.frobeniusNorm + size + passed * (a.frobeniusNorm + g.frobeniusNorm * passed),
      of: "the Riccati equation")
    let step = try solveDiscreteLyapunov(closed.transposed, residual.view, leastCondition: 0)
    let reciprocal = Scalar.ulpOfOne * size / step.frobeniusNorm
    // Of zeros it is no number.
    guard !(reciprocal <= leastCondition()) else {
      throw .illConditioned(
        problem: "the Riccati equation", reciprocalCondition: Double(reciprocal))
    }
    return x
  }

  /// Of an approximate solution: the closed loop (I + G X)^-1 A, (I + G X)^-1 G, and the residual.
  private func discreteTerms(
    _ x: Matrix<Scalar>
  ) throws(LinearAlgebraError) -> (
    closed: Matrix<Scalar>, gain: Matrix<Scalar>, residual: Matrix<Scalar>
  ) {
    var w = g * x
    w.addToDiagonal(1)
    let (closed, gain): (Matrix<Scalar>, Matrix<Scalar>)
    do {
      let factors = try w.lu()
      (closed, gain) = (try factors.solve(a), try factors.solve(g))
    } catch {
      throw .noStabilizingSolution
    }
    return (closed, gain, (a.transposed * x * closed - x + q).symmetrized)
  }

  /// The basis of the deflating subspace inside the unit circle of [A, 0; -Q, I] - z [I, G; 0, A'], in
  /// the leading columns.
  private func insideSubspace() throws(LinearAlgebraError) -> Matrix<Scalar> {
    let (head, tail) = (0..<order, order..<2 * order)
    var (left, right) = (
      Matrix<Scalar>.zeros(2 * order, 2 * order), Matrix<Scalar>.identity(2 * order)
    )
    left[head, head] = a
    left[tail, head] = -q
    left[tail, tail] = Matrix.identity(order)
    right[head, tail] = g
    right[tail, tail] = a.transposed
    let n = try lapackInt(2 * order, "order")
    var vectors = Matrix<Scalar>.zeros(2 * order, 2 * order)
    var workspace = Workspace<Scalar>()
    var count: Int32 = 0
    let info = try unsafe workspace.run(
      WorkspaceQuery("gges", n), scalars: 6 * order, integers: 2 * order
    ) { scratch in
      let values = unsafe scratch.scalars
      return unsafe lapack_gges_inside(
        Scalar.letter, n, &left.storage, n, &right.storage, n, &count, values, values + 2 * order,
        values + 4 * order, &vectors.storage, n, scratch.work, scratch.length, scratch.integers)
    }
    // Beyond n + 1 the order failed: an eigenvalue inside cannot be told from one outside.
    guard info == 0 || info > n + 1 else { throw .noConvergence(routine: "gges", info: Int(info)) }
    guard info == 0, count == Int32(order) else { throw .noStabilizingSolution }
    return vectors
  }

  /// U2 U1^-1 for the two halves of a basis of a subspace.
  private func ratio(of basis: MatrixView<Scalar>) throws(LinearAlgebraError) -> Matrix<Scalar> {
    let (upper, lower) = (basis[0..<order, ...], basis[order..., ...])
    var workspace = Workspace<Scalar>()
    let factors = try upper.transposed.lu()
    let condition = factors.reciprocalCondition(of: upper.transposed, workspace: &workspace)
    guard condition > Scalar.ulpOfOne else { throw .noStabilizingSolution }
    return try factors.solve(lower.transposed).symmetrized
  }

  /// The step of Newton's method from an approximate solution.
  ///
  /// Near a solution without stable partners on the boundary of stability, each step is of the order of
  /// the square of the last one. At one that has them steps halve, and that the second would be a
  /// quarter of the first, without the change of the derivative, tells it.
  ///
  /// - Parameters:
  ///   - solve: Solves the linear equation of the step.
  ///   - curvature: What of the equation is quadratic in the step.
  private func newtonStep(
    _ x: Matrix<Scalar>, residual: Matrix<Scalar>,
    solve: (Matrix<Scalar>) throws(LinearAlgebraError) -> Matrix<Scalar>,
    curvature: (Matrix<Scalar>) -> Matrix<Scalar>
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    do throws(LinearAlgebraError) {
      let step = try solve(residual)
      let next = try solve(curvature(step))
      guard next.frobeniusNorm <= 0.1 * step.frobeniusNorm else { throw .noStabilizingSolution }
      return step
    } catch .illConditioned {
      throw .noStabilizingSolution
    }
  }

  private func unscaled(_ x: Matrix<Scalar>) throws(LinearAlgebraError) -> Matrix<Scalar> {
    let result = x.scaled(byPowerOfTwo: exponent)
    guard result.isFinite else {
      throw .overflow(operation: "the solution of the Riccati equation")
    }
    return result
  }
}

extension MatrixProtocol {
  /// The exponent of the largest magnitude, or 0 for a matrix of zeros.
  fileprivate var magnitudeExponent: Int {
    let largest = maximumMagnitude
    return largest > 0 && largest.isFinite ? Int(largest.exponent) : 0
  }
}

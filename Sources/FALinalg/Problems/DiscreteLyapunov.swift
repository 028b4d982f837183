internal import CBLAS

/// The solution X of the discrete Lyapunov equation X - A X A' = Q, also called Stein's.
///
/// If Q is symmetric, so is X, to the last bit.
///
/// If all eigenvalues of A are inside the unit circle, X is the sum of the A^k Q A'^k, twice as many terms
/// of which take two products (R. Smith, "Matrix equation XA + BX = C", SIAM J. Appl. Math. 16, 1968).
/// Otherwise, or if that does not converge: G. Kitagawa, "An algorithm for solving the matrix equation
/// X = F X F' + S", Int. J. Control 25 (1977): the real Schur form of A, and then one or two columns at a
/// time.
///
/// - Parameters:
///   - a: n x n.
///   - q: n x n, symmetric or not.
/// - Throws: `illConditioned` if the product of two eigenvalues of A is one; `overflow`; `inaccurate`;
///   `nonFinite`; `noConvergence`; `dimensionTooLarge`.
/// - Complexity: O(n^3).
public func solveDiscreteLyapunov<Scalar>(
  _ a: some MatrixProtocol<Scalar>, _ q: some MatrixProtocol<Scalar>
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  try solveDiscreteLyapunov(a.view, q.view, leastCondition: leastCondition())
}

/// Solves X - A X A' = Q unless its reciprocal condition number is no more than `leastCondition`.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func solveDiscreteLyapunov<Scalar: BLASScalar>(
  _ a: MatrixView<Scalar>, _ q: MatrixView<Scalar>, leastCondition: Scalar
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  checkLyapunov(a, q)
  try a.checkFinite()
  try q.checkFinite()
  guard !q.isEmpty else { return Matrix(q) }
  let name = "the discrete Lyapunov equation"
  let isSymmetric = q == q.transposed
  let exponent = scalingExponent(q.maximumMagnitude)
  let q = q.scaled(byPowerOfTwo: -exponent)
  var x =
    if let sum = sumOfPowers(a, q) { sum } else {
      try steinSolution(a, q, leastCondition: leastCondition, name)
    }
  if isSymmetric { x = x.symmetrized }
  x.scale(byPowerOfTwo: exponent)
  guard x.isFinite else { throw .overflow(operation: "the solution of \(name)") }
  return x
}

/// The sum of all A^k Q A'^k, or nil where it is not seen to converge to a solution that is as good as that
/// by a Schur form.
private func sumOfPowers<Scalar: BLASScalar>(
  _ a: MatrixView<Scalar>, _ q: Matrix<Scalar>
) -> Matrix<Scalar>? {
  var (power, next) = (Matrix(a), Matrix<Scalar>.zeros(a.rows, a.rows))
  var (x, product, bound) = (q, next, Matrix<Scalar>.identity(a.rows))
  // By then 2^20 terms are summed up: more are needed only if an eigenvalue is within 1e-5 of the circle.
  for _ in 0..<20 {
    let size = power.frobeniusNorm
    guard size.isFinite, size < 1 / Scalar.ulpOfOne else { return nil }
    // What is left of the sum is no more than this much of it.
    if size * size < Scalar.ulpOfOne / 8 {
      // The inverse of the map is largest on the identity, since it maps positive matrices to positive ones.
      let norm = a.frobeniusNorm
      let condition = (1 + norm * norm) * bound.frobeniusNorm
      guard condition * leastCondition() < 1, x.isFinite else { return nil }
      multiply(a, x, into: &product)
      var residual = q - x
      multiply(product, a.transposed, into: &residual, beta: 1)
      let terms = q.frobeniusNorm + (1 + norm * norm) * x.frobeniusNorm
      return isSmall(residual, against: terms) ? x : nil
    }
    multiply(power, x, into: &product)
    multiply(product, power.transposed, into: &x, beta: 1)
    multiply(power, bound, into: &product)
    multiply(product, power.transposed, into: &bound, beta: 1)
    multiply(power, power, into: &next)
    swap(&power, &next)
  }
  return nil
}

private func steinSolution<Scalar: BLASScalar>(
  _ a: MatrixView<Scalar>, _ q: Matrix<Scalar>, leastCondition: Scalar, _ name: String
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  let schur = try a.realSchur()
  let map = QuasiTriangularStein(s: schur.t)
  guard map.norm.isFinite else { throw .overflow(operation: "A X A' in \(name)") }
  try checkCondition(of: map, above: leastCondition, name)
  var x = schur.q.transposed * q * schur.q
  map.solve(&x, adjoint: false)
  x = schur.q * x * schur.q.transposed
  guard x.isFinite else { throw .overflow(operation: "the solution of \(name)") }
  var residual = q - x
  multiply(a * x, a.transposed, into: &residual, beta: 1)
  let norm = a.frobeniusNorm
  try checkResidual(
    residual, against: q.frobeniusNorm + (1 + norm * norm) * x.frobeniusNorm, of: name)
  return x
}

/// The map Y -> Y - S Y S' of an upper quasi-triangular S in Schur form.
struct QuasiTriangularStein<Scalar: BLASScalar>: InvertibleMap {
  let s: Matrix<Scalar>

  var shape: (rows: Int, columns: Int) { (s.rows, s.rows) }
  var norm: Scalar { 1 + s.oneNorm * s.infinityNorm }

  /// Solves from the last columns to the first, or the adjoint from the first to the last: what the
  /// finished columns contribute goes to the right-hand side, and the rest is a Sylvester equation with
  /// the inverse of a diagonal block.
  func solve(_ y: inout Matrix<Scalar>, adjoint: Bool) {
    let order = s.rows
    let n = blasInt(order)
    let norm = s.oneNorm
    var inverse = [Scalar](repeating: 0, count: 4)
    // S Y_k summed up for the columns k that are finished, each times its entry of S.
    var sum = Matrix<Scalar>.zeros(order, 2)
    var blocks = diagonalBlocks
    if !adjoint { blocks.reverse() }
    unsafe s.storage.withUnsafeBufferPointer { s in
      unsafe y.withUnsafeMutableElements { y in
        guard let s = s.baseAddress, let y = y.baseAddress else { return }
        for block in blocks {
          let width = blasInt(block.count)
          let columns = unsafe y + block.lowerBound * order
          let finished = adjoint ? 0..<block.lowerBound : block.upperBound..<order
          if !finished.isEmpty {
            // Y S' takes rows of S, and Y S columns.
            let (top, left) =
              adjoint ? (0, block.lowerBound) : (block.lowerBound, finished.lowerBound)
            let factors = unsafe s + (top + left * order)
            BLAS.calling(isLarge: order * order * block.count > Threshold.threadOperations) {
              unsafe blas_gemm(
                Scalar.letter, BLASTranspose.none.rawValue,
                (adjoint ? BLASTranspose.none : .transpose).rawValue, n, width,
                blasInt(finished.count),
                1, y + finished.lowerBound * order, n, factors, n, 0, &sum.storage, n)
            }
            BLAS.calling(isLarge: order * order * block.count > Threshold.threadOperations) {
              unsafe blas_gemm(
                Scalar.letter, (adjoint ? BLASTranspose.transpose : .none).rawValue,
                BLASTranspose.none.rawValue, n, width, n, 1, s, n, sum.storage, n, 1, columns, n)
            }
          }
          // Y - S Y D' = R for the block D: S Y + Y (-D^-1)' = -R (D^-1)'.
          guard unsafe invert(s, block, norm: norm, into: &inverse) else { continue }
          unsafe sum.storage.withUnsafeMutableBufferPointer { sum in
            unsafe sum.baseAddress?.update(from: columns, count: order * block.count)
          }
          BLAS.calling(isLarge: order * order * block.count > Threshold.threadOperations) {
            unsafe blas_gemm(
              Scalar.letter, BLASTranspose.none.rawValue,
              (adjoint ? BLASTranspose.none : .transpose).rawValue, n, width, width, 1, sum.storage,
              n,
              inverse, width, 0, columns, n)
          }
          var scale: Scalar = 1
          let info = BLAS.decomposing(order: n) {
            unsafe lapack_trsyl(
              Scalar.letter, option(adjoint ? "T" : "N"), option(adjoint ? "N" : "T"), 1, n, width,
              s,
              n,
              inverse, width, columns, n, &scale)
          }
          require(info >= 0, "trsyl rejected argument \(-info)")
          if scale != 1 {
            for index in 0..<order * block.count { unsafe columns[index] /= scale }
          }
        }
      }
    }
  }

  /// The places of the blocks of order 1 and 2 on the diagonal.
  private var diagonalBlocks: [Range<Int>] {
    var (blocks, start): ([Range<Int>], Int) = ([], 0)
    while start < s.rows {
      let end = start + 1 < s.rows && s[start + 1, start] != 0 ? start + 2 : start + 1
      blocks.append(start..<end)
      start = end
    }
    return blocks
  }

  /// Stores the negative inverse of a block on the diagonal, by columns.
  ///
  /// - Returns: Whether S Y D' is more than rounding beside Y.
  private func invert(
    _ s: UnsafePointer<Scalar>, _ block: Range<Int>, norm: Scalar, into inverse: inout [Scalar]
  ) -> Bool {
    let order = self.s.rows
    let d = unsafe s + block.lowerBound * (order + 1)
    if block.count == 1 {
      guard unsafe d[0].magnitude * norm > Scalar.ulpOfOne / 4 else { return false }
      unsafe inverse[0] = -1 / d[0]
      return true
    }
    let (a, b, c) = unsafe (d[0], d[order], d[1])
    guard max(a.magnitude, b.magnitude, c.magnitude) * norm > Scalar.ulpOfOne / 8 else {
      return false
    }
    // Equal on the diagonal, and of opposite signs off it.
    let determinant = a * a - b * c
    (inverse[0], inverse[1], inverse[2], inverse[3]) = (
      -a / determinant, c / determinant, b / determinant, -a / determinant
    )
    return true
  }
}

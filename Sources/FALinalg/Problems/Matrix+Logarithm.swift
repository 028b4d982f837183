extension MatrixProtocol {
  /// The principal logarithm of a square matrix: the X with exp(X) = A whose eigenvalues have
  /// imaginary parts between minus pi and pi.
  ///
  /// A symmetric matrix goes by its eigenvalues, any other by its real Schur form T: square roots of
  /// it until T^(1/2^s) is near the identity, then a Padé approximant, times 2^s.
  ///
  /// Source: N. Higham, "Functions of Matrices" (2008), algorithm 11.9.
  ///
  /// - Throws: `noRealLogarithm` for an eigenvalue that is negative, or zero to rounding; `singular` if
  ///   one is too close to zero; `nonFinite`; `noConvergence`; `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  public func logarithm() throws(LinearAlgebraError) -> Matrix<Scalar> {
    checkSquare()
    try checkFinite()
    if view == transposed {
      let eigen = try symmetricEigen()
      // A diagonal matrix has its eigenvalues on the diagonal, where rounding has touched none.
      let isDiagonal = Matrix(self).isTriangular(.upper)
      let unit: Scalar = isDiagonal ? 0 : rankCutoff(rows: rows, columns: columns)
      if let least = eigen.values.first, let greatest = eigen.values.last, least <= unit * greatest
      {
        throw .noRealLogarithm(eigenvalue: least < -unit * greatest ? Double(least) : 0)
      }
      return eigen.map { FALinalg.logarithm($0) }
    }
    let schur = try realSchur()
    if try view.isSingular(schur.values) { throw .noRealLogarithm(eigenvalue: 0) }
    if let value = schur.values.first(where: { $0.isReal && $0.real <= 0 }) {
      throw .noRealLogarithm(eigenvalue: Double(value.real))
    }
    return schur.q * (try quasiTriangularLogarithm(schur.t)) * schur.q.transposed
  }
}

/// The logarithm of an upper quasi-triangular matrix in Schur form, of which no eigenvalue is zero
/// or negative.
private func quasiTriangularLogarithm<Scalar>(
  _ t: Matrix<Scalar>
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  // Up to this 1-norm of T - I the Padé approximant of degree 7 is exact to the rounding unit of
  // double precision (table 11.1 there).
  let largestNorm: Scalar = 0.264
  var (root, rootCount) = (t, 0)
  var difference = t - Matrix.identity(t.rows)
  while !(difference.oneNorm <= largestNorm) {
    // Each halves the logarithm, whose eigenvalues are below 1,100.
    guard rootCount < 100, !difference.oneNorm.isNaN else {
      throw .noConvergence(routine: "logarithm", info: rootCount)
    }
    root = try quasiTriangularSquareRoot(root.view, firstRow: 0)
    rootCount += 1
    difference = root - Matrix.identity(t.rows)
  }
  // log(1 + x) is the integral of x / (1 + s x) over s from 0 to 1, and the Padé approximant is
  // Gauss' quadrature of it, on nodes that lie as well about the middle.
  let middle: (offset: Double, weight: Double) = (0, 0.4179591836734694)
  let pairs = [
    (offset: 0.4058451513773972, weight: 0.3818300505051189),
    (offset: 0.7415311855993945, weight: 0.2797053914892767),
    (offset: 0.9491079123427585, weight: 0.1294849661688697),
  ]
  var result = Matrix<Scalar>.zeros(t.rows, t.rows)
  for (offset, weight) in [middle] + pairs + pairs.map({ (-$0.offset, $0.weight) }) {
    var denominator = difference * Scalar((1 + offset) / 2)
    denominator.addToDiagonal(1)
    result.add(try denominator.lu().solve(difference), scaledBy: Scalar(weight / 2))
  }
  return result * Scalar(sign: .plus, exponent: Scalar.Exponent(rootCount), significand: 1)
}

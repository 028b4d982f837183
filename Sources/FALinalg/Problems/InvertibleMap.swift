internal import CBLAS

/// A linear map of matrices whose inverse can be applied, and how near to singular it is.
protocol InvertibleMap<Scalar> {
  associatedtype Scalar: BLASScalar

  /// Of the matrices that it maps, to ones of the same shape.
  var shape: (rows: Int, columns: Int) { get }
  /// A bound on its 1-norm.
  var norm: Scalar { get }

  /// Applies the inverse of the map, or of its adjoint.
  func solve(_ y: inout Matrix<Scalar>, adjoint: Bool)
}

/// Below this reciprocal condition number rounding may have made the solution: that of a Schur form left up
/// to 2.6 units where spectra touch.
func leastCondition<Scalar: BLASScalar>() -> Scalar { 8 * Scalar.ulpOfOne }

/// Throws if the reciprocal of a map's condition number is no more than `least`.
///
/// Source: N. Higham, "FORTRAN codes for estimating the one-norm of a real or complex matrix", ACM TOMS
/// 14 (1988): about five solutions.
func checkCondition<Map: InvertibleMap>(
  of map: Map, above least: Map.Scalar, _ problem: @autoclosure () -> String
) throws(LinearAlgebraError) {
  let (rows, columns) = map.shape
  let count = try lapackInt(rows * columns, "number of unknowns")
  guard count > 0 else { return }
  var y = Matrix<Map.Scalar>.zeros(rows, columns)
  var direction = [Map.Scalar](repeating: 0, count: Int(count))
  var signs = [Int32](repeating: 0, count: Int(count))
  var state: [Int32] = [0, 0, 0]
  var (estimate, kind): (Map.Scalar, Int32) = (0, 0)
  repeat {
    let info = unsafe lapack_lacn2(
      Map.Scalar.letter, count, &direction, &y.storage, &signs, &estimate, &kind, &state)
    require(info >= 0, "lacn2 rejected argument \(-info)")
    if kind != 0 {
      map.solve(&y, adjoint: kind == 2)
      // The inverse overflows: it is as good as infinite.
      guard y.isFinite else {
        throw .illConditioned(problem: problem(), reciprocalCondition: 0)
      }
    }
  } while kind != 0
  let norm = map.norm
  let reciprocal = norm > 0 ? 1 / estimate / norm : 0
  guard reciprocal > least else {
    throw .illConditioned(problem: problem(), reciprocalCondition: Double(reciprocal))
  }
}

/// Throws unless a residual is as small as rounding makes it.
///
/// - Parameter size: The sum of the Frobenius norms of the terms of the equation.
func checkResidual<Scalar>(
  _ residual: Matrix<Scalar>, against size: Scalar, of problem: @autoclosure () -> String
) throws(LinearAlgebraError) {
  if isSmall(residual, against: size) { return }
  throw .inaccurate(
    problem: problem(), relativeResidual: Double(residual.frobeniusNorm / size))
}

/// Whether a residual is as small as rounding makes it: Bartels and Stewart's method stays within a few
/// units for each row.
func isSmall<Scalar>(_ residual: Matrix<Scalar>, against size: Scalar) -> Bool {
  let units = 100 * Scalar(max(residual.rows, residual.columns, 1)) * Scalar.ulpOfOne
  return residual.frobeniusNorm <= units * size
}

extension MatrixProtocol {
  /// Whether no entry is NaN or infinite.
  var isFinite: Bool { unsafe _withUnsafeMatrix { unsafe firstNonFinite(in: $0) == nil } }

  /// The matrix times a power of two, which may be out of the scalar's range itself.
  func scaled(byPowerOfTwo exponent: Int) -> Matrix<Scalar> {
    var result = Matrix(self)
    result.scale(byPowerOfTwo: exponent)
    return result
  }
}

extension Matrix {
  /// The mean of a square matrix and its transpose.
  var symmetrized: Matrix {
    var result = zip(transposed) { $0 / 2 + $1 / 2 }
    result.mirrorLowerTriangle()
    return result
  }
}

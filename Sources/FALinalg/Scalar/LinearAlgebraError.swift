/// A numerical failure. Shape mismatches are programming errors and stop the program instead.
public enum LinearAlgebraError: Error, Equatable, Sendable {
  /// The input holds NaN or infinity; the first such entry, in column-major order, is at
  /// (`row`, `column`), counted from zero.
  case nonFinite(row: Int, column: Int)
  /// No routine of the chain converged; `routine` is the last one tried, with LAPACK's `info`.
  case noConvergence(routine: String, info: Int)
  /// The matrix is not positive definite: the leading minor that ends at `pivot` (counted from
  /// zero) is not positive.
  case notPositiveDefinite(pivot: Int)
  /// The matrix is singular: the diagonal entry `pivot` (counted from zero) of the triangular
  /// factor is zero.
  case singular(pivot: Int)
  /// A dimension, or a workspace that LAPACK needs for it, exceeds what its 32-bit integers hold.
  case dimensionTooLarge(name: String, value: Int)
  /// An intermediate or final result of `operation` exceeds the range of the scalar.
  case overflow(operation: String)
  /// The matrix has no real principal square root, because of this negative eigenvalue.
  case noRealSquareRoot(eigenvalue: Double)
  /// The two products of a ``LinearOperator`` do not belong to one matrix and its transpose, or its
  /// norm is not theirs: they differ by this much, relative to the norm.
  case inconsistentOperator(relativeDeviation: Double)
  /// The caller asked for the computation to end.
  case interrupted
  /// The matrix has no real principal logarithm, because of this eigenvalue, which is zero or
  /// negative.
  case noRealLogarithm(eigenvalue: Double)
  /// The problem is singular to working precision, so that rounding alone could make up its solution:
  /// the reciprocal of its condition number is about this, which is no more than rounding explains.
  case illConditioned(problem: String, reciprocalCondition: Double)
  /// A Riccati equation has no stabilizing solution, or is so close to having none that rounding hides
  /// which it is.
  case noStabilizingSolution
  /// What was computed does not satisfy its equation: the residual is this much of the sizes of the
  /// terms, which is more than rounding explains.
  case inaccurate(problem: String, relativeResidual: Double)
}

extension LinearAlgebraError: CustomStringConvertible {
  /// A sentence that says what was wrong.
  public var description: String {
    switch self {
    case .nonFinite(let row, let column):
      "the matrix holds NaN or infinity at row \(row), column \(column) (counted from zero)"
    case .noConvergence(let routine, let info):
      "\(routine) did not converge (info \(info))"
    case .notPositiveDefinite(let pivot):
      "the matrix is not positive definite (pivot \(pivot), counted from zero)"
    case .singular(let pivot):
      "the matrix is singular (pivot \(pivot), counted from zero)"
    case .dimensionTooLarge(let name, let value):
      "\(name) = \(value) exceeds the 32-bit integers of LAPACK (\(Int32.max))"
    case .overflow(let operation):
      "\(operation) exceeds the range of the scalar"
    case .noRealSquareRoot(let eigenvalue):
      "the matrix has the negative eigenvalue \(eigenvalue), hence no real principal square root"
    case .inconsistentOperator(let deviation):
      "the operator's products with A and A', and its norm, do not belong to one matrix "
        + "(relative deviation \(deviation)): check multiplyTransposed"
    case .interrupted:
      "the computation was interrupted"
    case .noRealLogarithm(let eigenvalue):
      "the matrix has the eigenvalue \(eigenvalue), hence no real principal logarithm"
    case .illConditioned(let problem, let reciprocalCondition):
      "\(problem) is singular to working precision (reciprocal condition \(reciprocalCondition))"
    case .noStabilizingSolution:
      "the Riccati equation has no stabilizing solution, or none that rounding does not hide: are the "
        + "unstable modes controllable, and do those on the boundary of stability show in Q?"
    case .inaccurate(let problem, let relativeResidual):
      "the solution of \(problem) misses it by \(relativeResidual) of its terms: scale the variables "
        + "to comparable sizes"
    }
  }
}

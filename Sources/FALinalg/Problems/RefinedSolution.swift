/// The solution of A X = B after iterative refinement, with bounds of its errors.
///
/// Refinement repeats: compute the residual B - A X with the original A, solve for the correction
/// with the decomposition at hand, add it. In one precision, as here, that does not gain digits
/// where A is badly conditioned; it makes the solution exact for a matrix and right-hand side each
/// entry of which differs from the given one by rounding only. A plain solution can miss that by
/// far where the entries of A or B differ in size.
///
/// ```swift
/// let refined = try a.lu().solve(b, refiningWith: a)
/// print(refined.solution, refined.forwardErrors)
/// ```
///
/// Source: LAPACK's `gerfs` family; N. Higham, "Accuracy and Stability of Numerical Algorithms"
/// (2002), chapter 12.
public struct RefinedSolution<Scalar: BLASScalar>: Sendable {
  /// X, n x the number of right-hand sides.
  public private(set) var solution: Matrix<Scalar>
  /// For each column x of X, an estimated bound of max |x - exact| / max |x|. The estimate is
  /// seldom too small, and rarely by much too large.
  public private(set) var forwardErrors: [Scalar]
  /// For each column of X the componentwise relative backward error: the smallest change of the
  /// entries of A and B, relative to each of them, that makes the column exact.
  public private(set) var backwardErrors: [Scalar]

  /// Refines a solution by a routine of LAPACK's.
  fileprivate init(
    refining solution: Matrix<Scalar>, scaledBy exponent: Int, _ name: String,
    _ routine: (
      _ n: Int32, _ columns: Int32, _ x: UnsafeMutablePointer<Scalar>?,
      _ forward: UnsafeMutablePointer<Scalar>?, _ backward: UnsafeMutablePointer<Scalar>?,
      _ work: UnsafeMutablePointer<Scalar>?, _ integers: UnsafeMutablePointer<Int32>?
    ) -> Int32
  ) {
    let order = solution.rows
    self.solution = solution
    forwardErrors = Array(repeating: 0, count: solution.columns)
    backwardErrors = forwardErrors
    guard !solution.isEmpty else { return }
    var workspace = Workspace<Scalar>()
    let scratch = unsafe workspace.reserve(scalars: 3 * order, integers: order)
    let info = unsafe routine(
      blasInt(order), blasInt(solution.columns), &self.solution.storage, &forwardErrors,
      &backwardErrors, scratch.scalars, scratch.integers)
    precondition(info == 0, "\(name) rejected argument \(-info)")
    self.solution.scale(byPowerOfTwo: exponent)
  }
}

extension LU {
  /// The solution X of A X = B, or of A' X = B, after iterative refinement.
  ///
  /// - Parameters:
  ///   - b: n x any number of right-hand sides.
  ///   - a: The matrix A that this is the decomposition of.
  ///   - transposed: Whether to solve with A' instead of A.
  /// - Precondition: A is square.
  /// - Throws: `singular` if a diagonal entry of U is zero; `nonFinite`, for A or B;
  ///   `dimensionTooLarge`.
  /// - Complexity: O(n^2) for each column, about six times that of ``solve(_:transposed:)``.
  public func solve(
    _ b: some MatrixProtocol<Scalar>, refiningWith a: some MatrixProtocol<Scalar>,
    transposed: Bool = false
  ) throws(LinearAlgebraError) -> RefinedSolution<Scalar> {
    checkOriginal(a, order: factors.rows)
    try a.checkFinite()
    try b.checkFinite()
    _ = try lapackInt(b.columns, "right-hand sides")
    let right = Matrix(b)
    var (original, solution) = (Matrix(a), right)
    original.scale(byPowerOfTwo: -exponent)
    try substitute(into: &solution, transposed: transposed)
    return unsafe RefinedSolution(
      refining: solution, scaledBy: -exponent, "gerfs"
    ) { n, columns, x, forward, backward, work, integers in
      unsafe Scalar._gerfs(
        option(transposed ? "T" : "N"), n, columns, original.storage, n, factors.storage, n,
        pivots, right.storage, n, x, n, forward, backward, work, integers)
    }
  }
}

extension LDL {
  /// The solution X of A X = B after iterative refinement.
  ///
  /// - Parameters:
  ///   - b: n x any number of right-hand sides.
  ///   - a: The matrix A that this is the decomposition of, read like there.
  /// - Throws: `singular` if a diagonal entry of D is zero; `nonFinite`, for A or B;
  ///   `dimensionTooLarge`.
  /// - Complexity: O(n^2) for each column, about six times that of ``solve(_:)``.
  public func solve(
    _ b: some MatrixProtocol<Scalar>, refiningWith a: some MatrixProtocol<Scalar>
  ) throws(LinearAlgebraError) -> RefinedSolution<Scalar> {
    checkOriginal(a, order: factors.rows)
    try a.checkLowerTriangleFinite()
    try b.checkFinite()
    _ = try lapackInt(b.columns, "right-hand sides")
    let right = Matrix(b)
    var (original, solution) = (Matrix(a), right)
    original.scale(byPowerOfTwo: -exponent)
    try substitute(into: &solution)
    return unsafe RefinedSolution(
      refining: solution, scaledBy: -exponent, "syrfs"
    ) { n, columns, x, forward, backward, work, integers in
      unsafe Scalar._syrfs(
        option("L"), n, columns, original.storage, n, factors.storage, n, pivots, right.storage, n,
        x, n, forward, backward, work, integers)
    }
  }
}

extension Cholesky {
  /// The solution X of A X = B after iterative refinement.
  ///
  /// - Parameters:
  ///   - b: n x any number of right-hand sides.
  ///   - a: The matrix A that this is the decomposition of, read like there.
  /// - Throws: `nonFinite`, for A or B; `dimensionTooLarge`.
  /// - Complexity: O(n^2) for each column, about six times that of ``solve(_:)``.
  public func solve(
    _ b: some MatrixProtocol<Scalar>, refiningWith a: some MatrixProtocol<Scalar>
  ) throws(LinearAlgebraError) -> RefinedSolution<Scalar> {
    checkOriginal(a, order: l.rows)
    try a.checkLowerTriangleFinite()
    try b.checkFinite()
    _ = try lapackInt(b.columns, "right-hand sides")
    let (right, original) = (Matrix(b), Matrix(a))
    return unsafe RefinedSolution(
      refining: solve(right), scaledBy: 0, "porfs"
    ) { n, columns, x, forward, backward, work, integers in
      unsafe Scalar._porfs(
        option("L"), n, columns, original.storage, n, l.storage, n, right.storage, n, x, n, forward,
        backward, work, integers)
    }
  }
}

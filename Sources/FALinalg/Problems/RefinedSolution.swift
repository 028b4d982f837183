internal import CBLAS

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

  /// Solves A X = B by what a decomposition of `a` times two to the power of `-exponent` offers, and
  /// refines the solution by a routine of LAPACK's.
  fileprivate init(
    of a: some MatrixProtocol<Scalar>, _ b: MatrixView<Scalar>, exponent: Int,
    _ name: String, solve: (inout Matrix<Scalar>) throws(LinearAlgebraError) -> Void,
    refine: (
      _ n: Int32, _ columns: Int32, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
      _ x: UnsafeMutablePointer<Scalar>, _ forward: UnsafeMutablePointer<Scalar>,
      _ backward: UnsafeMutablePointer<Scalar>, _ scratch: Scratch<Scalar>
    ) -> Int32
  ) throws(LinearAlgebraError) {
    try b.checkFinite()
    let columns = try lapackInt(b.columns, "right-hand sides")
    let right = Matrix(b)
    var original = Matrix(a)
    original.scale(byPowerOfTwo: -exponent)
    solution = right
    try solve(&solution)
    forwardErrors = Array(repeating: 0, count: b.columns)
    backwardErrors = forwardErrors
    guard !solution.isEmpty else { return }
    var workspace = Workspace<Scalar>()
    let (work, integers) = unsafe workspace.reserve(scalars: 3 * a.rows, integers: a.rows)
    let scratch = unsafe Scratch(scalars: work, integers: integers, work: work, length: 0)
    let info = BLAS.decomposing(order: max(blasInt(a.rows), columns)) {
      unsafe refine(
        blasInt(a.rows), columns, original.storage, right.storage, &solution.storage,
        &forwardErrors, &backwardErrors, scratch)
    }
    require(info == 0, "\(name) rejected argument \(-info)")
    solution.scale(byPowerOfTwo: -exponent)
  }
}

extension LU {
  /// The solution X of A X = B, or of A' X = B, after iterative refinement.
  ///
  /// - Parameters:
  ///   - b: n x any number of right-hand sides, or an array of n entries.
  ///   - a: The matrix A that this is the decomposition of.
  ///   - transposed: Whether to solve with A' instead of A.
  /// - Precondition: A is square.
  /// - Throws: `singular` if a diagonal entry of U is zero; `nonFinite`, for A or B;
  ///   `dimensionTooLarge`.
  /// - Complexity: O(n^2) for each column, about six times that of `solve(b)`.
  public func solve(
    _ b: some ColumnVectors<Scalar>, refiningWith a: some MatrixProtocol<Scalar>,
    transposed: Bool = false
  ) throws(LinearAlgebraError) -> RefinedSolution<Scalar> {
    checkOriginal(a, order: factors.rows)
    try a.checkFinite()
    return try unsafe RefinedSolution(
      of: a, b._columns, exponent: exponent, "gerfs",
      solve: { (x) throws(LinearAlgebraError) in try substitute(into: &x, transposed: transposed) },
      refine: { n, columns, a, b, x, forward, backward, scratch in
        unsafe lapack_gerfs(
          Scalar.letter, option(transposed ? "T" : "N"), n, columns, a, n, factors.storage, n,
          pivots, b, n, x, n,
          forward, backward, scratch.work, scratch.integers)
      })
  }
}

extension LDL {
  /// The solution X of A X = B after iterative refinement.
  ///
  /// - Parameters:
  ///   - b: n x any number of right-hand sides, or an array of n entries.
  ///   - a: The matrix A that this is the decomposition of, read like there.
  /// - Throws: `singular` if a diagonal entry of D is zero; `nonFinite`, for A or B;
  ///   `dimensionTooLarge`.
  /// - Complexity: O(n^2) for each column, about six times that of `solve(b)`.
  public func solve(
    _ b: some ColumnVectors<Scalar>, refiningWith a: some MatrixProtocol<Scalar>
  ) throws(LinearAlgebraError) -> RefinedSolution<Scalar> {
    checkOriginal(a, order: factors.rows)
    try a.checkLowerTriangleFinite()
    return try unsafe RefinedSolution(
      of: a, b._columns, exponent: exponent, "syrfs",
      solve: { (x) throws(LinearAlgebraError) in try substitute(into: &x) },
      refine: { n, columns, a, b, x, forward, backward, scratch in
        unsafe lapack_syrfs(
          Scalar.letter, option("L"), n, columns, a, n, factors.storage, n, pivots, b, n, x, n,
          forward, backward,
          scratch.work, scratch.integers)
      })
  }
}

extension Cholesky {
  /// The solution X of A X = B after iterative refinement.
  ///
  /// - Parameters:
  ///   - b: n x any number of right-hand sides, or an array of n entries.
  ///   - a: The matrix A that this is the decomposition of, read like there.
  /// - Throws: `nonFinite`, for A or B; `dimensionTooLarge`.
  /// - Complexity: O(n^2) for each column, about six times that of `solve(b)`.
  public func solve(
    _ b: some ColumnVectors<Scalar>, refiningWith a: some MatrixProtocol<Scalar>
  ) throws(LinearAlgebraError) -> RefinedSolution<Scalar> {
    checkOriginal(a, order: l.rows)
    try a.checkLowerTriangleFinite()
    return try unsafe RefinedSolution(
      of: a, b._columns, exponent: 0, "porfs", solve: { solve(&$0) },
      refine: { n, columns, a, b, x, forward, backward, scratch in
        unsafe lapack_porfs(
          Scalar.letter, option("L"), n, columns, a, n, l.storage, n, b, n, x, n, forward, backward,
          scratch.work,
          scratch.integers)
      })
  }
}

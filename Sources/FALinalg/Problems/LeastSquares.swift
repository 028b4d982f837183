/// The least-squares solutions of A X ~ B of smallest norm, for an m x n matrix A of any rank and q
/// right-hand sides.
///
/// Source: LAPACK's `gelsd`, by the singular values of A.
public struct LeastSquares<Scalar: BLASScalar>: Sendable {
  /// The minimizer X of ||A X - B||_F that has the smallest Frobenius norm, n x q.
  public private(set) var solution: Matrix<Scalar>
  /// The Euclidean norm of each column of A X - B.
  public private(set) var residualNorms: [Scalar]
  /// The numerical rank of A.
  public private(set) var rank = 0
  /// The singular values of A, from the largest to the smallest.
  public private(set) var singularValues: [Scalar]
  private var padded: Matrix<Scalar>
  private var residual: Matrix<Scalar>

  /// Makes room for `rows` x `columns` matrices with so many right-hand sides.
  public init(rows: Int, columns: Int, rightHandSides: Int = 1) {
    solution = .zeros(columns, rightHandSides)
    residualNorms = Array(repeating: 0, count: rightHandSides)
    singularValues = Array(repeating: 0, count: min(rows, columns))
    // LAPACK wants one right-hand side at least.
    padded =
      rows == 0 || columns == 0
      ? .zeros(0, 0) : .zeros(max(rows, columns), max(1, rightHandSides))
    residual = .zeros(rows, rightHandSides)
  }

  /// Solves a problem in the storage that this value holds.
  ///
  /// - Parameters:
  ///   - a: m x n. It is left alone.
  ///   - b: m x q. It is left alone.
  ///   - relativeCutoff: Singular values at or below this fraction of the largest count as zero. By
  ///     default, the larger dimension times the rounding unit.
  ///   - workspace: Scratch memory; nothing is allocated if it has served this shape before.
  /// - Throws: `nonFinite`, for A or B; `noConvergence`; `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)), and O(m n) for each right-hand side.
  public mutating func solve(
    _ a: some MatrixProtocol<Scalar>, _ b: some MatrixProtocol<Scalar>,
    relativeCutoff: Scalar? = nil, workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    precondition(
      a.rows == b.rows,
      "no least squares of a \(a.rows) x \(a.columns) matrix with \(b.rows) x \(b.columns)")
    try a.checkFinite()
    try b.checkFinite()
    let (m, n) = (try lapackInt(a.rows, "rows"), try lapackInt(a.columns, "columns"))
    let q = try lapackInt(max(1, b.columns), "right-hand sides")
    let k = min(a.rows, a.columns)
    if residual.rows != a.rows || solution.rows != a.columns || residual.columns != b.columns {
      self = Self(rows: a.rows, columns: a.columns, rightHandSides: b.columns)
    }
    rank = 0
    if k > 0 {
      padded.setBlock(0..<a.rows, 0..<b.columns, to: b)
      var found: Int32 = 0
      // The integers are 3 k levels + 11 k, with at most 32 levels of divide and conquer.
      let info = try unsafe workspace.run(
        WorkspaceQuery("gelsd", m, n, q), copying: a.view, integers: 107 * k,
        bound: 318 * k + k * b.columns
      ) { scratch in
        unsafe Scalar._gelsd(
          m, n, q, scratch.scalars, m, &padded.storage, max(m, n), &singularValues,
          relativeCutoff ?? a.defaultRelativeCutoff, &found, scratch.work, scratch.length,
          scratch.integers)
      }
      guard info == 0 else { throw .noConvergence(routine: "gelsd", info: Int(info)) }
      rank = Int(found)
      solution.assign(padded[0..<a.columns, 0..<b.columns])
    }
    residual.assign(b)
    multiply(a, solution, into: &residual, alpha: 1, beta: -1)
    for column in residualNorms.indices {
      residualNorms[column] = residual.column(column).frobeniusNorm
    }
  }
}

extension MatrixProtocol {
  /// The minimizer X of ||A X - B||_F that has the smallest Frobenius norm.
  ///
  /// A may have any rank. Where it is known to have full column rank, ``QR/leastSquares(_:)`` costs
  /// a fraction of this.
  ///
  /// - Parameters:
  ///   - b: m x any number of right-hand sides.
  ///   - relativeCutoff: Singular values at or below this fraction of the largest count as zero. By
  ///     default, the larger dimension times the rounding unit.
  /// - Returns: n x the number of right-hand sides.
  /// - Precondition: A and `b` have the same number of rows.
  /// - Throws: `nonFinite`, for A or B; `noConvergence`; `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)), and O(m n) for each right-hand side.
  public func leastSquares(
    _ b: some MatrixProtocol<Scalar>, relativeCutoff: Scalar? = nil
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    var workspace = Workspace<Scalar>()
    var problem = LeastSquares<Scalar>(rows: rows, columns: columns, rightHandSides: b.columns)
    try problem.solve(self, b, relativeCutoff: relativeCutoff, workspace: &workspace)
    return problem.solution
  }
}

internal import CBLAS

/// The least-squares solutions of A X ~ B of smallest norm, for an m x n matrix A of any rank and q
/// right-hand sides.
///
/// By the singular values of A: those of ``SVD`` for small matrices, and LAPACK's `gelsd` for others.
public struct LeastSquares<Scalar: BLASScalar>: Sendable {
  /// The minimizer X of ||A X - B||_F that has the smallest Frobenius norm, n x q.
  public private(set) var solution: Matrix<Scalar>
  /// The Euclidean norm of each column of A X - B.
  public private(set) var residualNorms: [Scalar]
  /// The numerical rank of A.
  public private(set) var rank = 0
  /// The singular values of A, from the largest to the smallest.
  public private(set) var singularValues: [Scalar]
  /// For `gelsd`, which replaces the right-hand sides by the solution.
  private var padded: Matrix<Scalar>
  /// For small matrices.
  private var svd: SVD<Scalar>
  private var coordinates: Matrix<Scalar>
  private var residual: Matrix<Scalar>

  /// Makes room for `rows` x `columns` matrices with so many right-hand sides.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(rows: Int, columns: Int, rightHandSides: Int = 1) {
    solution = .zeros(columns, rightHandSides)
    residualNorms = Array(repeating: 0, count: rightHandSides)
    singularValues = Array(repeating: 0, count: min(rows, columns))
    let isSmall = Self.isSmall(rows, columns)
    // LAPACK wants one right-hand side at least.
    padded = isSmall ? .zeros(0, 0) : .zeros(max(rows, columns), max(1, rightHandSides))
    svd = isSmall ? SVD(rows: rows, columns: columns) : SVD(rows: 0, columns: 0)
    coordinates = .zeros(svd.singularValues.count, rightHandSides)
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
  @inlinable
  public mutating func solve(
    _ a: some MatrixProtocol<Scalar>, _ b: some MatrixProtocol<Scalar>,
    relativeCutoff: Scalar? = nil, workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    try solve(a.view, b.view, relativeCutoff, &workspace)
  }

  @usableFromInline
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func solve(
    _ a: MatrixView<Scalar>, _ b: MatrixView<Scalar>, _ relativeCutoff: Scalar?,
    _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    require(
      a.rows == b.rows,
      "no least squares of a \(a.rows) x \(a.columns) matrix with \(b.rows) x \(b.columns)")
    try a.checkFinite()
    try b.checkFinite()
    let (m, n) = (try lapackInt(a.rows, "rows"), try lapackInt(a.columns, "columns"))
    let q = try lapackInt(max(1, b.columns), "right-hand sides")
    if residual.rows != a.rows || solution.rows != a.columns || residual.columns != b.columns {
      self = Self(rows: a.rows, columns: a.columns, rightHandSides: b.columns)
    }
    let relativeCutoff = relativeCutoff ?? a.defaultRelativeCutoff
    if Self.isSmall(a.rows, a.columns) {
      try solveSmall(a, b, relativeCutoff, &workspace)
    } else {
      try solveLarge(a, b, (m, n, q), relativeCutoff, &workspace)
    }
    residual.assign(b)
    multiply(a, solution, into: &residual, alpha: 1, beta: -1)
    for column in residualNorms.indices {
      residualNorms[column] = residual.column(column).frobeniusNorm
    }
  }

  /// Whether the matrix is decomposed rather than given to `gelsd`, which takes no empty one.
  private static func isSmall(_ rows: Int, _ columns: Int) -> Bool {
    min(rows, columns) == 0 || isSmallSVD(rows, columns)
  }

  @inline(__always)
  private mutating func solveSmall(
    _ a: MatrixView<Scalar>, _ b: MatrixView<Scalar>, _ relativeCutoff: Scalar,
    _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    try svd.factor(a, workspace: &workspace)
    rank = svd.rank(relativeCutoff: relativeCutoff)
    // Sums of entries near overflow may be beyond it.
    let exponent = max(0, scalingExponent(b.maximumMagnitude))
    residual.assign(b)
    residual.scale(byPowerOfTwo: -exponent)
    multiply(svd.u.transposed, residual, into: &coordinates)
    for (row, value) in svd.singularValues.enumerated() {
      singularValues[row] = value
      for place in stride(from: row, to: coordinates.count, by: coordinates.rows) {
        coordinates.storage[place] = row < rank ? coordinates.storage[place] / value : 0
      }
    }
    multiply(svd.vTransposed.transposed, coordinates, into: &solution)
    solution.scale(byPowerOfTwo: exponent)
  }

  private mutating func solveLarge(
    _ a: MatrixView<Scalar>, _ b: MatrixView<Scalar>, _ dimensions: (m: Int32, n: Int32, q: Int32),
    _ relativeCutoff: Scalar, _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    let (m, n, q) = dimensions
    let k = min(a.rows, a.columns)
    padded.setBlock(0..<a.rows, 0..<b.columns, to: b)
    var found: Int32 = 0
    // The integers are 3 k levels + 11 k, with at most 32 levels of divide and conquer.
    let info = try unsafe workspace.run(
      WorkspaceQuery("gelsd", m, n, q), copying: a, integers: 107 * k,
      bound: 318 * k + k * b.columns
    ) { scratch in
      unsafe lapack_gelsd(
        Scalar.letter, m, n, q, scratch.scalars, m, &padded.storage, max(m, n), &singularValues,
        Double(relativeCutoff),
        &found, scratch.work, scratch.length, scratch.integers)
    }
    guard info == 0 else { throw .noConvergence(routine: "gelsd", info: Int(info)) }
    rank = Int(found)
    solution.assign(padded[0..<a.columns, 0..<b.columns])
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
  @inlinable
  public func leastSquares(
    _ b: some MatrixProtocol<Scalar>, relativeCutoff: Scalar? = nil
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    var workspace = Workspace<Scalar>()
    var problem = LeastSquares<Scalar>(rows: rows, columns: columns, rightHandSides: b.columns)
    try problem.solve(self, b, relativeCutoff: relativeCutoff, workspace: &workspace)
    return problem.solution
  }
}

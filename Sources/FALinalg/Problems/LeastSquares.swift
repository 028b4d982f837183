/// The least-squares solutions of A X ~ B of smallest norm, for an m x n matrix A of any rank and q
/// right-hand sides.
///
/// By the singular values of A, in double precision for either scalar: those of ``SVD`` for small
/// matrices, and LAPACK's `gelsd` for others. Those that rounding of the entries could have made of a
/// zero count as zero: ``rank`` says how many were left, and `print` says so. The article
/// <doc:NumericalRank> has the reasons for the cut-off.
public struct LeastSquares<Scalar: BLASScalar>: Sendable {
  /// The minimizer X of ||A X - B||_F that has the smallest Frobenius norm, n x q.
  public private(set) var solution: Matrix<Scalar>
  /// The Euclidean norm of each column of A X - B.
  public private(set) var residualNorms: [Scalar]
  /// The numerical rank of A: how many singular values were used.
  public private(set) var rank = 0
  /// The singular values of A, from the largest to the smallest.
  public private(set) var singularValues: [Scalar]
  /// The fraction of the largest up to which singular values counted as zero.
  public private(set) var relativeCutoff: Scalar = 0
  private var solver: MinimumNormSolver
  /// A and B in double precision, where they are not.
  private var converted: (a: Matrix<Double>, b: Matrix<Double>)

  /// Whether singular values counted as zero: X is then the smallest of many solutions, and another
  /// ``relativeCutoff`` may give another.
  public var isRankDeficient: Bool { rank < singularValues.count }

  /// Makes room for `rows` x `columns` matrices with so many right-hand sides.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(rows: Int, columns: Int, rightHandSides: Int = 1) {
    solver = MinimumNormSolver(rows: rows, columns: columns, rightHandSides: rightHandSides)
    solution = .zeros(columns, rightHandSides)
    residualNorms = Array(repeating: 0, count: rightHandSides)
    singularValues = Array(repeating: 0, count: min(rows, columns))
    let isConverted = Scalar.self != Double.self
    converted = (
      .zeros(isConverted ? rows : 0, isConverted ? columns : 0),
      .zeros(isConverted ? rows : 0, isConverted ? rightHandSides : 0)
    )
  }

  /// Solves a problem in the storage that this value holds.
  ///
  /// - Parameters:
  ///   - a: m x n. It is left alone.
  ///   - b: m x q, or an array of m entries. It is left alone.
  ///   - relativeCutoff: Singular values at or below this fraction of the largest count as zero. By
  ///     default what rounding of the entries may make of a zero: see <doc:NumericalRank>.
  ///   - workspace: Scratch memory; nothing is allocated if it has served this shape before.
  /// - Throws: `nonFinite`, for A or B; `noConvergence`; `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)), and O(m n) for each right-hand side.
  @inlinable
  public mutating func solve(
    _ a: some MatrixProtocol<Scalar>, _ b: some ColumnVectors<Scalar>,
    relativeCutoff: Scalar? = nil, workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    try solve(a.view, b._columns, relativeCutoff, &workspace)
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
      "cannot solve least squares of a \(a.rows) x \(a.columns) matrix with \(b.rows) x \(b.columns)"
    )
    try a.checkFinite()
    try b.checkFinite()
    let cutoff = relativeCutoff.map { Double($0) } ?? a.entryCutoff
    self.relativeCutoff = Scalar(cutoff)
    try workspace.inDouble { (workspace) throws(LinearAlgebraError) in
      try solver.solve(
        inDouble(a, &converted.a), inDouble(b, &converted.b), relativeCutoff: cutoff,
        workspace: &workspace)
    }
    rank = solver.rank
    solution.assign(converting: solver.solution)
    assign(solver.residualNorms, to: &residualNorms)
    assign(solver.singularValues, to: &singularValues)
  }

  private func assign(_ source: [Double], to target: inout [Scalar]) {
    if target.count != source.count { target = Array(repeating: 0, count: source.count) }
    for index in source.indices { target[index] = Scalar(source[index]) }
  }
}

/// Stands for its solution wherever a matrix is read.
extension LeastSquares: MatrixProtocol {
  /// n.
  public var rows: Int { solution.rows }
  /// q.
  public var columns: Int { solution.columns }
  /// A view of the solution.
  public var view: MatrixView<Scalar> { solution.view }

  /// Calls `body` with the place of the solution in memory. The pointer is valid only inside.
  public func _withUnsafeMatrix<Result, Failure: Error>(
    _ body: (UnsafeMatrix<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe solution._withUnsafeMatrix(body)
  }
}

extension LeastSquares: CustomStringConvertible {
  /// The solution, preceded by what counted as zero.
  public var description: String {
    let left = singularValues.count - rank
    let (number, verb) =
      left == 1 ? ("1 singular value", "counts") : ("\(left) singular values", "count")
    return isRankDeficient
      ? "rank \(rank): \(number) of \(singularValues.count), at most \(relativeCutoff) of the largest, "
        + "\(verb) as zero\n\(solution)"
      : "full rank, \(rank)\n\(solution)"
  }
}

/// The matrix itself if it is in double precision, and otherwise one that is held, which takes its
/// entries.
private func inDouble<Scalar>(
  _ source: MatrixView<Scalar>, _ target: inout Matrix<Double>
) -> MatrixView<Double> {
  if Scalar.self == Double.self { return unsafe unsafeBitCast(source, to: MatrixView<Double>.self) }
  target.assign(converting: source)
  return target.view
}

extension MatrixProtocol {
  /// The minimizer X of ||A X - B||_F that has the smallest Frobenius norm, as the `solution` of the
  /// result, which also says what rank of A it rests on.
  ///
  /// A may have any rank. Where it is known to have full column rank, ``QR/leastSquares(_:)`` costs
  /// a fraction of this.
  ///
  /// - Parameters:
  ///   - b: m x q, any number of right-hand sides, or an array of m entries. The solution for an
  ///     array is `Array(fit.solution)`, or ``QR/leastSquares(_:)``, which gives an array itself.
  ///   - relativeCutoff: Singular values at or below this fraction of the largest count as zero. By
  ///     default what rounding of the entries may make of a zero: see <doc:NumericalRank>.
  /// - Returns: The solution, n x q, the residuals, the rank and the singular values.
  /// - Precondition: A and `b` have the same number of rows.
  /// - Throws: `nonFinite`, for A or B; `noConvergence`; `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)), and O(m n) for each right-hand side.
  @inlinable
  public func leastSquares(
    _ b: some ColumnVectors<Scalar>, relativeCutoff: Scalar? = nil
  ) throws(LinearAlgebraError) -> LeastSquares<Scalar> {
    var workspace = Workspace<Scalar>()
    let b = b._columns
    var problem = LeastSquares<Scalar>(rows: rows, columns: columns, rightHandSides: b.columns)
    try problem.solve(self, b, relativeCutoff: relativeCutoff, workspace: &workspace)
    return problem
  }
}

/// The LQ decomposition A = L Q of an m x n matrix, with k = min(m, n): that of rows, as QR is that
/// of columns.
///
/// It is the transpose of the QR decomposition of A'. The diagonal of L may be negative.
public struct LQ<Scalar: BLASScalar>: Decomposition {
  /// m x k (m x n in the full form), lower triangular (trapezoidal if m > n).
  public private(set) var l: Matrix<Scalar>
  /// k x n (n x n in the full form), with orthonormal rows.
  public private(set) var q: Matrix<Scalar>
  private var transposed: QR<Scalar>

  /// Makes room for the decomposition of `rows` x `columns` matrices.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(rows: Int, columns: Int, form: DecompositionForm = .thin) {
    let k = form == .full ? columns : min(rows, columns)
    l = .zeros(rows, k)
    q = .zeros(k, columns)
    transposed = QR(rows: columns, columns: rows, form: form)
  }

  /// Decomposes the matrix that lies at a place in memory.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func _factor(
    _ a: UnsafeMatrix<Scalar>, _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    do {
      try unsafe transposed._factor(a.transposed, &workspace)
    } catch {
      // Names the first such entry of A, which need not be that of A'.
      try unsafe a.checkFinite()
      throw error
    }
    let k = transposed.r.rows
    unsafe l.resize(a.rows, k)
    l.assign(transposed.r.transposed)
    unsafe q.resize(k, a.columns)
    q.assign(transposed.q.transposed)
  }

  /// A, multiplied out of its factors.
  ///
  /// - Complexity: O(m n k).
  public func reconstruct() -> Matrix<Scalar> { l * q }

  /// The solution X of A X = B with the smallest Frobenius norm, for A of full row rank.
  ///
  /// - Parameter b: m x any number of right-hand sides, or an array of m entries.
  /// - Returns: n x the number of right-hand sides, or an array for an array.
  /// - Precondition: `m <= n`.
  /// - Throws: `singular` if a diagonal entry of L is zero.
  /// - Complexity: O(m n) for each column.
  public func minimumNormSolution<B: ColumnVectors<Scalar>>(
    _ b: B
  ) throws(LinearAlgebraError) -> B.Owned {
    let b = b._columns
    let (m, n) = (l.rows, q.columns)
    checkRightHandSides(b, order: m)
    require(m <= n, "a \(m) x \(n) matrix cannot have full row rank")
    try l.checkDiagonal(count: m)
    var coordinates = Matrix(b)
    coordinates.solveTriangular(.lower, of: l[..., 0..<m])
    return B._owned(q[0..<m, ...].transposed * coordinates)
  }
}

extension MatrixProtocol {
  /// The LQ decomposition: thin, unless the full form is asked for.
  ///
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)) thin, O(n max(m, n) min(m, n)) full.
  @inlinable
  public func lq(
    _ form: DecompositionForm = .thin
  ) throws(LinearAlgebraError) -> LQ<Scalar> {
    var result = LQ<Scalar>(rows: rows, columns: columns, form: form)
    try result.factor(self)
    return result
  }
}

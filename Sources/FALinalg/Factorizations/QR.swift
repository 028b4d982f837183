internal import CBLAS

/// The QR decomposition A = Q R of an m x n matrix, with k = min(m, n), by Householder
/// reflections: thin, or with a complete orthogonal Q.
///
/// The diagonal of R may be negative: the signs are LAPACK's. ``HouseholderQR`` serves where Q need
/// not be formed, or where columns are to be exchanged.
public struct QR<Scalar: BLASScalar>: LAPACKFactorization {
  /// m x k (m x m in the full form), with orthonormal columns.
  public internal(set) var q: Matrix<Scalar>
  /// k x n (m x n in the full form), upper triangular (trapezoidal if m < n).
  public internal(set) var r: Matrix<Scalar>
  /// Of the reflections that Q is the product of; zero for one that leaves everything as it is.
  private(set) var scales: [Scalar]
  /// Whether rows or columns came or went, so that Q is no longer the product of these.
  var isUpdated = false
  let form: DecompositionForm

  /// Makes room for the decomposition of `rows` x `columns` matrices.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(rows: Int, columns: Int, form: DecompositionForm = .thin) {
    self.form = form
    let k = form == .full ? rows : min(rows, columns)
    q = .zeros(rows, k)
    r = .zeros(k, columns)
    scales = Array(repeating: 0, count: min(rows, columns))
  }

  /// Decomposes the matrix that lies at a place in memory.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func _factor(
    _ a: UnsafeMatrix<Scalar>, _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    let (m, n) = unsafe (try lapackInt(a.rows, "rows"), try lapackInt(a.columns, "columns"))
    let (count, isTall) = (min(m, n), m >= n)
    isUpdated = false
    let k = form == .full ? m : count
    if scales.count != count { scales = Array(repeating: 0, count: Int(count)) }
    q.resize(Int(m), Int(k))
    // Nothing but zeros stays below the diagonal of `r`.
    r.resize(Int(k), Int(n))
    guard count > 0 else {
      if form == .full { q = .identity(Int(m)) }
      return
    }
    try unsafe q.withUnsafeMutableElements { (q) throws(LinearAlgebraError) in
      try unsafe r.withUnsafeMutableElements { (r) throws(LinearAlgebraError) in
        guard let q = q.baseAddress, let r = r.baseAddress else { return }
        // The factor that A fits in takes the reflections.
        let reflectors = unsafe isTall ? q : r
        _ = unsafe try a.copyFinite(to: reflectors)
        _ = try unsafe workspace.run(
          WorkspaceQuery("geqrf", m, n), blocksOf: Int(max(k, n)), width: Int(count),
          sharing: .byItself
        ) { scratch in
          _ = unsafe Scalar.geqrf(m, n, reflectors, m, &scales, scratch)
          if isTall {
            _ = unsafe lapack_lacpy(Scalar.letter, option("U"), k, n, q, m, r, k)
          } else {
            unsafe moveReflectors(of: Int(m), from: r, to: q)
          }
          return unsafe Scalar.orgqr(m, k, count, q, m, scales, scratch)
        }
      }
    }
  }

  /// A, multiplied out of its factors.
  ///
  /// - Complexity: O(m n k).
  public func reconstruct() -> Matrix<Scalar> { q * r }

  /// The minimizer X of ||A X - B||_F, for A of full column rank.
  ///
  /// - Parameter b: m x any number of right-hand sides, or an array of m entries.
  /// - Returns: n x the number of right-hand sides, or an array for an array.
  /// - Precondition: `m >= n`.
  /// - Throws: `singular` if a diagonal entry of R is zero.
  /// - Complexity: O(m n) for each column.
  public func leastSquares<B: ColumnVectors<Scalar>>(
    _ b: B
  ) throws(LinearAlgebraError) -> B.Owned {
    let b = b._columns
    let (m, n) = (q.rows, r.columns)
    require(
      b.rows == m,
      "cannot solve least squares of a \(m) x \(n) matrix with \(b.rows) x \(b.columns)")
    require(m >= n, "a \(m) x \(n) matrix cannot have full column rank")
    try r.checkDiagonal(count: n)
    var result = q[..., 0..<n].transposed * b
    result.solveTriangular(.upper, of: r[0..<n, ...])
    return B._owned(result)
  }
}

/// Copies the leading columns of a matrix with so many rows, all of which have reflections below the
/// diagonal, and leaves zeros in place of these.
@inline(__always)
private func moveReflectors<Scalar: BLASScalar>(
  of rows: Int, from source: UnsafeMutablePointer<Scalar>, to target: UnsafeMutablePointer<Scalar>
) {
  unsafe target.update(from: source, count: rows * rows)
  for column in 0..<rows {
    unsafe (source + (column * rows + column + 1)).update(repeating: 0, count: rows - column - 1)
  }
}

extension MatrixProtocol {
  /// The QR decomposition: thin, unless the full form is asked for.
  ///
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)) thin, O(m max(m, n) min(m, n)) full.
  @inlinable
  public func qr(
    _ form: DecompositionForm = .thin
  ) throws(LinearAlgebraError) -> QR<Scalar> {
    var result = QR<Scalar>(rows: rows, columns: columns, form: form)
    try result.factor(self)
    return result
  }
}

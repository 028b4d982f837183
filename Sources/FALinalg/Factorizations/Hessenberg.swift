internal import CBLAS

/// The Hessenberg form A = Q H Q' of a square matrix: what eigenvalue algorithms start from, and
/// tridiagonal (up to rounding) if A is symmetric.
public struct Hessenberg<Scalar: BLASScalar>: Decomposition {
  /// n x n, orthogonal.
  public private(set) var q: Matrix<Scalar>
  /// n x n, zero below the first subdiagonal.
  public private(set) var h: Matrix<Scalar>
  private var scales: [Scalar]

  /// Makes room for the decomposition of matrices of the given order.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(order: Int) {
    q = .zeros(order, order)
    h = .zeros(order, order)
    scales = Array(repeating: 0, count: max(1, order))
  }

  /// Decomposes the matrix that lies at a place in memory.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func _factor(
    _ a: UnsafeMatrix<Scalar>, _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    unsafe a.checkSquare()
    let n = try unsafe lapackInt(a.rows, "order")
    try unsafe q.assignFinite(a)
    // Nothing ever writes below the first subdiagonal: it stays zero.
    let order = Int(n)
    h.resize(order, order)
    if scales.count != max(1, order) { scales = Array(repeating: 0, count: max(1, order)) }
    guard n > 0 else { return }
    _ = try unsafe workspace.run(WorkspaceQuery("gehrd", n)) { scratch in
      unsafe lapack_gehrd(
        Scalar.letter, n, 1, n, &q.storage, n, &scales, scratch.work, scratch.length)
    }
    h.assignTriangle(.upper, of: q)
    for index in 1..<max(1, order) { h[index, index - 1] = q[index, index - 1] }
    _ = try unsafe workspace.run(WorkspaceQuery("orghr", n), blocksOf: order) { scratch in
      unsafe lapack_orghr(
        Scalar.letter, n, 1, n, &q.storage, n, scales, scratch.work, scratch.length)
    }
  }

  /// A, multiplied out of its factors.
  ///
  /// - Complexity: O(n^3).
  public func reconstruct() -> Matrix<Scalar> { q * h * q.transposed }
}

extension MatrixProtocol {
  /// The Hessenberg form of a square matrix.
  ///
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  @inlinable
  public func hessenberg() throws(LinearAlgebraError) -> Hessenberg<Scalar> {
    var result = Hessenberg<Scalar>(order: rows)
    try result.factor(self)
    return result
  }
}

internal import CBLAS

/// The bidiagonal form A = Q B P' of an m x n matrix, with k = min(m, n): what algorithms for
/// singular values start from.
///
/// B is upper bidiagonal if m >= n and lower bidiagonal otherwise.
public struct Bidiagonal<Scalar: BLASScalar>: Decomposition {
  /// m x k, with orthonormal columns.
  public private(set) var q: Matrix<Scalar>
  /// The k entries on the diagonal of B.
  public private(set) var diagonal: [Scalar]
  /// The k - 1 entries beside the diagonal of B.
  public private(set) var offDiagonal: [Scalar]
  /// k x n, with orthonormal rows.
  public private(set) var pTransposed: Matrix<Scalar>
  private var reflectors: Matrix<Scalar>
  private var scales: (q: [Scalar], p: [Scalar])

  /// Makes room for the decomposition of `rows` x `columns` matrices.
  public init(rows: Int, columns: Int) {
    let k = min(rows, columns)
    q = .zeros(rows, k)
    pTransposed = .zeros(k, columns)
    reflectors = .zeros(rows, columns)
    diagonal = Array(repeating: 0, count: k)
    offDiagonal = Array(repeating: 0, count: max(0, k - 1))
    scales = (diagonal, diagonal)
  }

  /// Decomposes the matrix that lies at a place in memory.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func _factor(
    _ a: UnsafeMatrix<Scalar>, _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    let (m, n) = unsafe (try lapackInt(a.rows, "rows"), try lapackInt(a.columns, "columns"))
    if reflectors.rows != Int(m) || reflectors.columns != Int(n) {
      self = Self(rows: Int(m), columns: Int(n))
    }
    try unsafe reflectors.assignFinite(a)
    let k = min(m, n)
    guard k > 0 else { return }
    _ = try unsafe workspace.run(
      WorkspaceQuery("gebrd", m, n), blocksOf: Int(m + n), width: Int(k)
    ) { scratch in
      unsafe lapack_gebrd(
        Scalar.letter, m, n, &reflectors.storage, m, &diagonal, &offDiagonal, &scales.q, &scales.p,
        scratch.work,
        scratch.length)
    }
    _ = unsafe lapack_lacpy(Scalar.letter, option("A"), m, k, reflectors.storage, m, &q.storage, m)
    _ = unsafe lapack_lacpy(
      Scalar.letter, option("A"), k, n, reflectors.storage, m, &pTransposed.storage, k)
    _ = try unsafe workspace.run(WorkspaceQuery("orgbr", m, n), blocksOf: Int(k)) { scratch in
      unsafe lapack_orgbr(
        Scalar.letter, option("Q"), m, k, n, &q.storage, m, scales.q, scratch.work, scratch.length)
    }
    _ = try unsafe workspace.run(WorkspaceQuery("orgbr", m, n), blocksOf: Int(k)) { scratch in
      unsafe lapack_orgbr(
        Scalar.letter, option("P"), k, n, m, &pTransposed.storage, k, scales.p, scratch.work,
        scratch.length)
    }
  }

  /// B, k x k.
  ///
  /// - Complexity: O(k^2).
  public var b: Matrix<Scalar> {
    var result = Matrix(diagonal: diagonal)
    let isUpper = q.rows >= pTransposed.columns
    for (index, entry) in offDiagonal.enumerated() {
      result[isUpper ? index : index + 1, isUpper ? index + 1 : index] = entry
    }
    return result
  }

  /// A, multiplied out of its factors.
  ///
  /// - Complexity: O(m n k).
  public func reconstruct() -> Matrix<Scalar> { q * b * pTransposed }
}

extension MatrixProtocol {
  /// The bidiagonal form.
  ///
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)).
  public func bidiagonal() throws(LinearAlgebraError) -> Bidiagonal<Scalar> {
    var result = Bidiagonal<Scalar>(rows: rows, columns: columns)
    try result.factor(self)
    return result
  }
}

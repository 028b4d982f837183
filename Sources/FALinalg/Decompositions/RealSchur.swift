/// The real Schur decomposition A = Q T Q' of a square matrix.
///
/// T is upper triangular but for blocks of order 2 on its diagonal, one for each pair of complex
/// eigenvalues; each has equal diagonal entries and off-diagonal ones of opposite sign.
///
/// Source: LAPACK's `gees`.
public struct RealSchur<Scalar: BLASScalar>: Sendable {
  /// n x n, orthogonal.
  public private(set) var q: Matrix<Scalar>
  /// n x n, upper quasi-triangular.
  public private(set) var t: Matrix<Scalar>
  private var eigenvalues: SplitEigenvalues<Scalar>

  /// Makes room for the decomposition of matrices of the given order.
  public init(order: Int) {
    q = .zeros(order, order)
    t = .zeros(order, order)
    eigenvalues = SplitEigenvalues(count: order)
  }

  /// The eigenvalues of A, in the order in which they stand on the diagonal of T.
  ///
  /// - Complexity: O(n).
  public var values: [Eigenvalue<Scalar>] { eigenvalues.joined }

  /// Decomposes `a` into the storage that this value holds.
  ///
  /// - Parameters:
  ///   - a: The matrix, n x n. It is left alone.
  ///   - workspace: Scratch memory; nothing is allocated if it has served this shape before.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  public mutating func factor(
    _ a: some MatrixProtocol<Scalar>, workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    a.checkSquare()
    try a.checkFinite()
    let n = try lapackInt(a.rows, "order")
    q.reshapeDiscardingEntries(a.rows, a.rows)
    t.reshapeDiscardingEntries(a.rows, a.rows)
    t.assign(a)
    eigenvalues.resize(a.rows)
    guard n > 0 else { return }
    let info = try unsafe workspace.run("gees") { scratch in
      unsafe Scalar._gees(
        option("V"), n, &t.storage, n, &eigenvalues.real, &eigenvalues.imaginary, &q.storage, n,
        scratch.work, scratch.length)
    }
    guard info == 0 else { throw .noConvergence(routine: "gees", info: Int(info)) }
  }

  /// A, multiplied out of its factors.
  ///
  /// - Complexity: O(n^3).
  public func reconstruct() -> Matrix<Scalar> { q * t * q.transposed }
}

extension MatrixProtocol {
  /// The real Schur decomposition of a square matrix.
  ///
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  public func realSchur() throws(LinearAlgebraError) -> RealSchur<Scalar> {
    var workspace = Workspace<Scalar>()
    var result = RealSchur<Scalar>(order: rows)
    try result.factor(self, workspace: &workspace)
    return result
  }
}

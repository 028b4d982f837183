internal import CBLAS

/// The real Schur decomposition A = Q T Q' of a square matrix.
///
/// T is upper triangular but for blocks of order 2 on its diagonal, one for each pair of complex
/// eigenvalues; each has equal diagonal entries and off-diagonal ones of opposite sign.
///
/// Source: LAPACK's `gees`.
public struct RealSchur<Scalar: BLASScalar>: Decomposition {
  /// n x n, orthogonal.
  public private(set) var q: Matrix<Scalar>
  /// n x n, upper quasi-triangular.
  public private(set) var t: Matrix<Scalar>
  private var eigenvalues: SplitEigenvalues<Scalar>

  /// Makes room for the decomposition of matrices of the given order.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(order: Int) {
    q = .zeros(order, order)
    t = .zeros(order, order)
    eigenvalues = SplitEigenvalues(count: order)
  }

  /// The eigenvalues of A, in the order in which they stand on the diagonal of T.
  ///
  /// - Complexity: O(n).
  public var values: [Eigenvalue<Scalar>] { eigenvalues.joined }

  /// Decomposes the matrix that lies at a place in memory.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func _factor(
    _ a: UnsafeMatrix<Scalar>, _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    unsafe a.checkSquare()
    let n = try unsafe lapackInt(a.rows, "order")
    try unsafe t.assignFinite(a)
    q.resize(Int(n), Int(n))
    eigenvalues.resize(Int(n))
    guard n > 0 else { return }
    let info = try unsafe workspace.run(WorkspaceQuery("gees", n)) { scratch in
      unsafe lapack_gees(
        Scalar.letter, option("V"), n, &t.storage, n, &eigenvalues.real, &eigenvalues.imaginary,
        &q.storage, n,
        scratch.work, scratch.length)
    }
    guard info == 0 else { throw .noConvergence(routine: "gees", info: Int(info)) }
  }

  /// Moves the eigenvalues that satisfy a condition to the top of the diagonal of T, in the order
  /// in which they stand, and keeps A = Q T Q'.
  ///
  /// The leading columns of Q, as many as there are such eigenvalues, then are an orthonormal basis
  /// of the invariant subspace that belongs to them. A pair of complex eigenvalues moves as one, if
  /// either satisfies the condition.
  ///
  /// ```swift
  /// var schur = try a.realSchur()
  /// let count = try schur.reorder { $0.real < 0 }
  /// let stableSubspace = schur.q[..., 0..<count]
  /// ```
  ///
  /// Source: LAPACK's `trsen`; Z. Bai, J. Demmel, "On swapping diagonal blocks in real Schur form",
  /// Linear Algebra Appl. 186 (1993).
  ///
  /// - Parameter isLeading: The condition, asked of every eigenvalue.
  /// - Returns: How many eigenvalues were moved to the top.
  /// - Throws: `noConvergence` if two eigenvalues are too close to be exchanged. The form still is
  ///   one of A then, partly reordered.
  /// - Complexity: O(n^2) for each eigenvalue that moves.
  @discardableResult
  public mutating func reorder(
    where isLeading: (Eigenvalue<Scalar>) -> Bool
  ) throws(LinearAlgebraError) -> Int {
    guard t.rows > 0 else { return 0 }
    let n = blasInt(t.rows)
    let selection = values.map { isLeading($0) ? 1 as Int32 : 0 }
    var workspace = Workspace<Scalar>()
    var count: Int32 = 0
    // LAPACK loses T where its entries are near underflow.
    let exponent = scalingExponent(t.maximumMagnitude)
    t.scale(byPowerOfTwo: -exponent)
    defer {
      t.scale(byPowerOfTwo: exponent)
      eigenvalues.scale(byPowerOfTwo: exponent)
    }
    let info = try unsafe workspace.run(WorkspaceQuery("trsen", n)) { scratch in
      unsafe lapack_trsen(
        Scalar.letter, selection, n, &t.storage, n, &q.storage, n, &eigenvalues.real,
        &eigenvalues.imaginary,
        &count, scratch.work, scratch.length)
    }
    guard info == 0 else { throw .noConvergence(routine: "trsen", info: Int(info)) }
    return Int(count)
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
  @inlinable
  public func realSchur() throws(LinearAlgebraError) -> RealSchur<Scalar> {
    var result = RealSchur<Scalar>(order: rows)
    try result.factor(self)
    return result
  }
}

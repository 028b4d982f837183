internal import CBLAS

/// The QR decomposition A P = Q R of an m x n matrix, with k = min(m, n), where Q is kept as the k
/// Householder reflections that it is the product of: to apply Q costs less than to form it.
///
/// Without pivoting, P is the identity. With it, the magnitudes on the diagonal of R descend, which
/// reveals the rank.
public struct HouseholderQR<Scalar: BLASScalar>: Sendable {
  private var reflectors: Matrix<Scalar>
  private var scales: [Scalar]
  private var pivots: [Int32] = []

  /// Makes room for the decomposition of `rows` x `columns` matrices.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(rows: Int, columns: Int) {
    reflectors = .zeros(rows, columns)
    scales = Array(repeating: 0, count: min(rows, columns))
  }

  /// Decomposes `a` into the storage that this value holds.
  ///
  /// - Parameters:
  ///   - a: The matrix, m x n. It is left alone.
  ///   - pivoting: Whether to exchange columns so that the largest that remains comes next.
  ///   - workspace: Scratch memory; nothing is allocated if it has served this shape before.
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(m n k).
  @inlinable
  public mutating func factor(
    _ a: some MatrixProtocol<Scalar>, pivoting: Bool = false, workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    try unsafe a._withUnsafeMatrix { (a) throws(LinearAlgebraError) in
      try unsafe factor(a, pivoting, &workspace)
    }
  }

  /// Decomposes `a` into the storage that this value holds, with scratch memory of its own.
  ///
  /// - Parameters:
  ///   - a: The matrix, m x n. It is left alone.
  ///   - pivoting: Whether to exchange columns so that the largest that remains comes next.
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(m n k).
  @inlinable
  public mutating func factor(
    _ a: some MatrixProtocol<Scalar>, pivoting: Bool = false
  ) throws(LinearAlgebraError) {
    var workspace = Workspace<Scalar>()
    try factor(a, pivoting: pivoting, workspace: &workspace)
  }

  @usableFromInline
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func factor(
    _ a: UnsafeMatrix<Scalar>, _ pivoting: Bool, _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    let (m, n) = unsafe (try lapackInt(a.rows, "rows"), try lapackInt(a.columns, "columns"))
    let k = Int(min(m, n))
    if scales.count != k { scales = Array(repeating: 0, count: k) }
    let pivotCount = pivoting ? Int(n) : 0
    if pivots.count != pivotCount { pivots = Array(repeating: 0, count: pivotCount) }
    // Zero lets a column move.
    for index in pivots.indices { pivots[index] = k == 0 ? Int32(index + 1) : 0 }
    _ = try unsafe reflectors.assignFinite(a) {
      (entries, _) throws(LinearAlgebraError) -> Int32 in
      if k == 0 { return 0 }
      if pivoting {
        // That needs room for three vectors in any case.
        return try unsafe workspace.run(
          WorkspaceQuery("geqp3", m, n), blocksOf: Int(n) + 1, width: max(3, k), sharing: .byItself
        ) { scratch in
          unsafe lapack_geqp3(
            Scalar.letter, m, n, entries, m, &pivots, &scales, scratch.work, scratch.length)
        }
      }
      return try unsafe workspace.run(
        WorkspaceQuery("geqrf", m, n), blocksOf: Int(n), width: k, sharing: .byItself
      ) { scratch in
        unsafe Scalar.geqrf(m, n, entries, m, &scales, scratch)
      }
    }
  }

  /// k x n, upper triangular (trapezoidal if m < n). The diagonal may be negative.
  ///
  /// - Complexity: O(k n).
  public var r: Matrix<Scalar> {
    var result = Matrix<Scalar>.zeros(scales.count, reflectors.columns)
    result.assignTriangle(.upper, of: reflectors)
    return result
  }

  /// Which column of A each column of A P is: column j of Q R is column `permutation[j]` of A.
  ///
  /// - Complexity: O(n).
  public var permutation: [Int] {
    pivots.isEmpty ? Array(0..<reflectors.columns) : pivots.map { Int($0) - 1 }
  }

  /// Q: its first k columns, or, in the full form, all m.
  ///
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(m k^2) thin, O(m^2 k) full.
  public func q(
    _ form: DecompositionForm = .thin
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    let (rows, count) = (reflectors.rows, scales.count)
    guard count > 0 else { return form == .full ? .identity(rows) : .zeros(rows, 0) }
    let columns = form == .full ? rows : count
    var result = Matrix<Scalar>.zeros(rows, columns)
    var workspace = Workspace<Scalar>()
    try unsafe result.withUnsafeMutableElements { (result) throws(LinearAlgebraError) in
      unsafe reflectors.storage.withUnsafeBufferPointer {
        guard let target = result.baseAddress, let source = $0.baseAddress else { return }
        unsafe target.update(from: source, count: rows * count)
      }
      let (m, n) = (blasInt(rows), blasInt(columns))
      _ = try unsafe workspace.run(
        WorkspaceQuery("orgqr", m, n), blocksOf: columns, width: count, sharing: .byItself
      ) { scratch in
        unsafe Scalar.orgqr(m, n, blasInt(count), result.baseAddress, m, scales, scratch)
      }
    }
    return result
  }

  /// Replaces C by Q C or Q' C (on the left), or by C Q or C Q' (on the right), without forming Q,
  /// which here is m x m.
  ///
  /// - Parameters:
  ///   - c: m x any number on the left, any number x m on the right; on the left also an array of m
  ///     entries.
  ///   - side: The side of C on which Q stands.
  ///   - transposed: Whether to apply Q' instead of Q.
  ///   - workspace: Scratch memory; nothing is allocated if it has served this shape before.
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(m k) for each column (row) of C.
  public func applyQ<C: ColumnVectors<Scalar>>(
    to c: inout C, on side: BLASSide = .left, transposed: Bool = false,
    workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) where C.Owned == C {
    try C._withColumns(of: &c) { (c) throws(LinearAlgebraError) in
      try applyQ(&c, side, transposed, &workspace)
    }
  }

  private func applyQ(
    _ c: inout Matrix<Scalar>, _ side: BLASSide, _ transposed: Bool,
    _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    let order = reflectors.rows
    require(
      (side == .left ? c.rows : c.columns) == order,
      "cannot apply a \(order) x \(order) matrix to \(c.rows) x \(c.columns)")
    guard !scales.isEmpty, !c.isEmpty else { return }
    let (m, n, k) = (
      try lapackInt(c.rows, "rows"), try lapackInt(c.columns, "columns"), blasInt(scales.count)
    )
    // A little more than the vectors: LAPACK keeps the triangular factors of a block there.
    _ = try unsafe workspace.run(
      WorkspaceQuery("ormqr", m, n, k), blocksOf: Int(side == .left ? n : m) + 65, width: Int(k),
      sharing: .byItself
    ) { scratch in
      unsafe lapack_ormqr(
        Scalar.letter, option(side == .left ? "L" : "R"), option(transposed ? "T" : "N"), m, n, k,
        reflectors.storage, blasInt(order), scales, &c.storage, m, scratch.work, scratch.length)
    }
  }

  /// A, multiplied out of its factors.
  ///
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(m n k).
  public func reconstruct() throws(LinearAlgebraError) -> Matrix<Scalar> {
    var product = Matrix<Scalar>.zeros(reflectors.rows, reflectors.columns)
    product.assignTriangle(.upper, of: reflectors)
    var workspace = Workspace<Scalar>()
    try applyQ(to: &product, workspace: &workspace)
    var result = product
    for (column, target) in permutation.enumerated() {
      result[..., target...target] = product.column(column)
    }
    return result
  }

  /// The numerical rank: how many leading entries on the diagonal of R exceed a fraction of the
  /// first in magnitude. Meaningful after a factorization with pivoting.
  ///
  /// - Parameter relativeCutoff: By default what rounding may make of a zero,
  ///   ``rankCutoff(rows:columns:)``.
  /// - Complexity: O(k).
  public func rank(relativeCutoff: Scalar? = nil) -> Int {
    numericalRank(
      ofSingularValues: scales.indices.map { reflectors[$0, $0].magnitude },
      relativeCutoff: relativeCutoff
        ?? rankCutoff(rows: reflectors.rows, columns: reflectors.columns))
  }

  /// A minimizer X of ||A X - B||_F.
  ///
  /// Without pivoting A must have full column rank. With pivoting it need not: X is then the basic
  /// solution, in which as many rows as the rank are other than zero.
  ///
  /// - Parameters:
  ///   - b: m x any number of right-hand sides, or an array of m entries.
  ///   - relativeCutoff: Decides the rank as in ``rank(relativeCutoff:)``; only with pivoting.
  /// - Returns: n x the number of right-hand sides, or an array for an array.
  /// - Precondition: `m >= n` without pivoting.
  /// - Throws: `singular` if, without pivoting, a diagonal entry of R is zero;
  ///   `dimensionTooLarge`.
  /// - Complexity: O(m n) for each column.
  public func leastSquares<B: ColumnVectors<Scalar>>(
    _ b: B, relativeCutoff: Scalar? = nil
  ) throws(LinearAlgebraError) -> B.Owned {
    let b = b._columns
    let (m, n) = (reflectors.rows, reflectors.columns)
    require(
      b.rows == m,
      "cannot solve least squares of a \(m) x \(n) matrix with \(b.rows) x \(b.columns)")
    let order: Int
    if pivots.isEmpty {
      require(m >= n, "a \(m) x \(n) matrix cannot have full column rank")
      try reflectors.checkDiagonal(count: n)
      order = n
    } else {
      order = rank(relativeCutoff: relativeCutoff)
    }
    var product = Matrix(b)
    var workspace = Workspace<Scalar>()
    try applyQ(to: &product, transposed: true, workspace: &workspace)
    product[0..<order, ...].solveTriangular(
      .upper, of: reflectors[0..<order, 0..<order])
    var result = Matrix<Scalar>.zeros(n, b.columns)
    for (row, target) in permutation.prefix(order).enumerated() {
      result[target...target, ...] = product.row(row)
    }
    return B._owned(result)
  }
}

extension MatrixProtocol {
  /// The QR decomposition with Q as a product of reflections.
  ///
  /// - Parameter pivoting: Whether to exchange columns so that the rank shows.
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)).
  @inlinable
  public func householderQR(
    pivoting: Bool = false
  ) throws(LinearAlgebraError) -> HouseholderQR<Scalar> {
    var result = HouseholderQR<Scalar>(rows: rows, columns: columns)
    try result.factor(self, pivoting: pivoting)
    return result
  }
}

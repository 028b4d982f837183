/// The QR decomposition A = Q R of an m x n matrix, with k = min(m, n), by Householder
/// reflections: thin, or with a complete orthogonal Q.
///
/// The diagonal of R may be negative: the signs are LAPACK's. ``HouseholderQR`` serves where Q need
/// not be formed, or where columns are to be exchanged.
public struct QR<Scalar: BLASScalar>: Sendable {
  /// m x k (m x m in the full form), with orthonormal columns.
  public internal(set) var q: Matrix<Scalar>
  /// k x n (m x n in the full form), upper triangular (trapezoidal if m < n).
  public internal(set) var r: Matrix<Scalar>
  @usableFromInline var reflections: HouseholderQR<Scalar>
  private let form: DecompositionForm

  /// Makes room for the decomposition of `rows` x `columns` matrices.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(rows: Int, columns: Int, form: DecompositionForm = .thin) {
    self.form = form
    let k = form == .full ? rows : min(rows, columns)
    q = .zeros(rows, k)
    r = .zeros(k, columns)
    reflections = HouseholderQR(rows: rows, columns: columns)
  }

  /// Decomposes `a` into the storage that this value holds.
  ///
  /// - Parameters:
  ///   - a: The matrix, m x n. It is left alone.
  ///   - workspace: Scratch memory; nothing is allocated if it has served this shape before.
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(m n k) thin, O(m max(m, n) k) full.
  @inlinable
  public mutating func factor(
    _ a: some MatrixProtocol<Scalar>, workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    try reflections.factor(a, workspace: &workspace)
    try formFactors(rows: a.rows, columns: a.columns, &workspace)
  }

  @usableFromInline
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func formFactors(
    rows: Int, columns: Int, _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    let k = form == .full ? rows : min(rows, columns)
    q.resize(rows, k)
    // Nothing ever writes below the diagonal of `r`: it stays zero.
    r.resize(k, columns)
    reflections.formR(into: &r)
    try reflections.formQ(into: &q, workspace: &workspace)
  }

  /// A, multiplied out of its factors.
  ///
  /// - Complexity: O(m n k).
  public func reconstruct() -> Matrix<Scalar> { q * r }

  /// The minimizer X of ||A X - B||_F, for A of full column rank.
  ///
  /// - Parameter b: m x any number of right-hand sides.
  /// - Returns: n x the number of right-hand sides.
  /// - Precondition: `m >= n`.
  /// - Throws: `singular` if a diagonal entry of R is zero; `dimensionTooLarge`.
  /// - Complexity: O(m n) for each column.
  public func leastSquares(
    _ b: some MatrixProtocol<Scalar>
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    try reflections.leastSquares(b)
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
    var workspace = Workspace<Scalar>()
    var result = QR<Scalar>(rows: rows, columns: columns, form: form)
    try result.factor(self, workspace: &workspace)
    return result
  }
}

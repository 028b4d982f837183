/// The thin QR decomposition A = Q R of an m x n matrix, with k = min(m, n), by Householder
/// reflections.
///
/// The diagonal of R may be negative: the signs are LAPACK's.
public struct QR<Scalar: BLASScalar>: Sendable {
  /// m x k, with orthonormal columns.
  public internal(set) var q: Matrix<Scalar>
  /// k x n, upper triangular (trapezoidal if m < n).
  public internal(set) var r: Matrix<Scalar>

  /// Makes room for the decomposition of `rows` x `columns` matrices.
  public init(rows: Int, columns: Int) {
    let k = min(rows, columns)
    q = .zeros(rows, k)
    r = .zeros(k, columns)
  }

  /// Decomposes `a` into the storage that this value holds.
  ///
  /// - Parameters:
  ///   - a: The matrix, m x n. It is left alone.
  ///   - workspace: Scratch memory; nothing is allocated if it has served this shape before.
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(m n k).
  public mutating func factor(
    _ a: some MatrixProtocol<Scalar>, workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    try a.checkFinite()
    let (m, n) = (try lapackInt(a.rows, "rows"), try lapackInt(a.columns, "columns"))
    let k = min(a.rows, a.columns)
    let (rows, columns) = (a.rows, a.columns)
    q.reshapeDiscardingEntries(rows, k)
    r.reshapeDiscardingEntries(k, columns)
    guard k > 0 else { return }

    let factorLength = try unsafe queriedLength("geqrf") { (answer: UnsafeMutablePointer<Scalar>) in
      unsafe Scalar._geqrf(m, n, nil, m, nil, answer, -1)
    }
    let formLength = try unsafe queriedLength("orgqr") { (answer: UnsafeMutablePointer<Scalar>) in
      unsafe Scalar._orgqr(m, Int32(k), Int32(k), nil, m, nil, answer, -1)
    }
    let length = max(factorLength, formLength)
    let scratch = unsafe workspace.reserve(scalars: a.count + k + Int(length)).scalars
    let (tau, work) = unsafe (scratch + a.count, scratch + a.count + k)
    unsafe copy(a, to: scratch)
    let info = unsafe Scalar._geqrf(m, n, scratch, m, tau, work, length)
    precondition(info == 0, "geqrf rejected argument \(-info)")
    unsafe r.withUnsafeMutableElements { r in
      for column in 0..<columns {
        for row in 0..<k {
          unsafe r[row + column * k] = row <= column ? scratch[row + column * rows] : 0
        }
      }
    }
    unsafe q.withUnsafeMutableElements { q in
      unsafe q.baseAddress.unsafelyUnwrapped.update(from: scratch, count: rows * k)
      let info = unsafe Scalar._orgqr(
        m, Int32(k), Int32(k), q.baseAddress, m, tau, work, length)
      precondition(info == 0, "orgqr rejected argument \(-info)")
    }
  }
}

extension MatrixProtocol {
  /// The thin QR decomposition.
  ///
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)).
  public func qr() throws(LinearAlgebraError) -> QR<Scalar> {
    var workspace = Workspace<Scalar>()
    var result = QR<Scalar>(rows: rows, columns: columns)
    try result.factor(self, workspace: &workspace)
    return result
  }
}

/// The Cholesky decomposition A = L L' of a symmetric positive definite n x n matrix.
public struct Cholesky<Scalar: BLASScalar>: Sendable {
  /// n x n, lower triangular, with a positive diagonal.
  public internal(set) var l: Matrix<Scalar>
  /// The 1-norm of A, which the condition estimate needs.
  private var norm: Scalar = 0
  private var columnSums: [Scalar]

  /// Makes room for the decomposition of matrices of the given order.
  public init(order: Int) {
    l = .zeros(order, order)
    columnSums = Array(repeating: 0, count: order)
  }

  /// Decomposes `a` into the storage that this value holds.
  ///
  /// - Parameter a: Symmetric, n x n; the entries above the diagonal may be anything.
  /// - Throws: `notPositiveDefinite`; `nonFinite`; `dimensionTooLarge`. The value is then
  ///   unspecified until the next successful call.
  /// - Complexity: O(n^3). Allocates only if the order changes.
  public mutating func factor(_ a: some MatrixProtocol<Scalar>) throws(LinearAlgebraError) {
    precondition(a.rows == a.columns, "a \(a.rows) x \(a.columns) matrix is not square")
    let order = a.rows
    let n = try lapackInt(order, "order")
    l.reshapeDiscardingEntries(order, order)
    l.assign(a)
    unsafe l.withUnsafeMutableElements { l in
      for column in 0..<order {
        for row in 0..<column { unsafe l[row + column * order] = 0 }
      }
    }
    try l.checkFinite()
    norm = symmetricOneNorm()
    let info = unsafe l.withUnsafeMutableElements { l in
      unsafe Scalar._potrf(BLASTriangle.lower.lapackCode, n, l.baseAddress, max(1, n))
    }
    guard info == 0 else { throw .notPositiveDefinite(pivot: Int(info) - 1) }
  }

  /// Replaces `b` by the solution X of A X = B.
  ///
  /// - Parameter b: n x any number of right-hand sides.
  /// - Complexity: O(n^2) for each column, without allocation.
  public func solveInPlace(_ b: inout Matrix<Scalar>) {
    precondition(
      b.rows == l.rows, "cannot solve a system of order \(l.rows) for \(b.rows) x \(b.columns)")
    triangularSolve(.left, .none, &b)
    triangularSolve(.left, .transpose, &b)
  }

  /// Replaces `b` by the solution X of X A = B.
  ///
  /// - Parameter b: Any number of rows x n.
  /// - Complexity: O(n^2) for each row, without allocation.
  public func solveRightInPlace(_ b: inout Matrix<Scalar>) {
    precondition(
      b.columns == l.rows, "cannot solve a system of order \(l.rows) for \(b.rows) x \(b.columns)")
    triangularSolve(.right, .transpose, &b)
    triangularSolve(.right, .none, &b)
  }

  /// The solution X of A X = B.
  ///
  /// - Parameter b: n x any number of right-hand sides.
  /// - Complexity: O(n^2) for each column.
  public func solve(_ b: some MatrixProtocol<Scalar>) -> Matrix<Scalar> {
    var result = Matrix(b)
    solveInPlace(&result)
    return result
  }

  /// An estimate of the reciprocal of the condition number of A in the 1-norm: near one for a
  /// well-conditioned matrix, near the rounding unit for one that is singular to working
  /// precision.
  ///
  /// - Parameter workspace: Scratch memory for 3 n numbers.
  /// - Complexity: O(n^2).
  public func reciprocalCondition(workspace: inout Workspace<Scalar>) -> Scalar {
    let order = l.rows
    let n = Int32(order)
    guard order > 0 else { return 1 }
    let scratch = unsafe workspace.reserve(scalars: 3 * order, integers: order)
    var result: Scalar = 0
    let info = unsafe l._withUnsafeMatrix { l in
      unsafe Scalar._pocon(
        BLASTriangle.lower.lapackCode, n, l.base, n, norm, &result, scratch.scalars,
        scratch.integers)
    }
    precondition(info == 0, "pocon rejected argument \(-info)")
    return result
  }

  /// The 1-norm of the symmetric matrix whose lower triangle is in ``l``, with zeros above it.
  private mutating func symmetricOneNorm() -> Scalar {
    let order = l.rows
    if columnSums.count != order { columnSums = Array(repeating: 0, count: order) }
    return unsafe l._withUnsafeMatrix { l in
      unsafe columnSums.withUnsafeMutableBufferPointer { sums in
        unsafe sums.update(repeating: 0)
        for column in 0..<order {
          unsafe sums[column] += l[column, column].magnitude
          for row in (column + 1)..<order {
            let magnitude = unsafe l[row, column].magnitude
            unsafe sums[row] += magnitude
            unsafe sums[column] += magnitude
          }
        }
        return unsafe sums.max() ?? 0
      }
    }
  }

  private func triangularSolve(
    _ side: BLASSide, _ transpose: BLASTranspose, _ b: inout Matrix<Scalar>
  ) {
    unsafe l._withUnsafeMatrix { l in
      unsafe b.withUnsafeMutableMatrix { b in
        guard unsafe b.rows > 0, unsafe b.columns > 0 else { return }
        unsafe Scalar._trsm(
          side, .lower, transpose, blasInt(b.rows), blasInt(b.columns), 1, l.base,
          blasInt(l.rows), b.base, b.leadingDimension)
      }
    }
  }
}

extension MatrixProtocol {
  /// The Cholesky decomposition of a symmetric positive definite matrix, of which only the lower
  /// triangle is read.
  ///
  /// - Throws: `notPositiveDefinite`, `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  public func cholesky() throws(LinearAlgebraError) -> Cholesky<Scalar> {
    var result = Cholesky<Scalar>(order: rows)
    try result.factor(self)
    return result
  }
}

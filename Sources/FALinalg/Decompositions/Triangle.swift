extension Matrix {
  /// Fills the matrix with a triangle (the diagonal included) of the leading block of `source`,
  /// and with zeros elsewhere.
  mutating func assignTriangle(_ triangle: BLASTriangle, of source: Matrix) {
    guard !isEmpty else { return }
    let (m, n, ld) = (blasInt(rows), blasInt(columns), blasInt(source.rows))
    _ = unsafe Scalar._laset(option("A"), m, n, 0, 0, &storage, m)
    _ = unsafe Scalar._lacpy(triangle.lapackCode, m, n, source.storage, ld, &storage, m)
  }

  /// Replaces what is above the diagonal by the mirror image of what is below it.
  mutating func mirrorLowerTriangle() {
    guard !isEmpty else { return }
    let (mirrored, n) = (Matrix(transposed), blasInt(rows))
    _ = unsafe Scalar._lacpy(BLASTriangle.upper.lapackCode, n, n, mirrored.storage, n, &storage, n)
  }

  /// Multiplies each column by its own factor.
  mutating func scaleColumns(by factor: (Int) -> Scalar) {
    let rows = self.rows
    guard !isEmpty else { return }
    unsafe storage.withUnsafeMutableBufferPointer { storage in
      for column in 0..<columns {
        unsafe Scalar._scal(
          blasInt(rows), factor(column), storage.baseAddress.unsafelyUnwrapped + column * rows, 1)
      }
    }
  }

  /// Makes the entry of largest magnitude in each column (the first such entry) positive.
  ///
  /// - Parameter flipped: Is told of each column that changed its sign.
  mutating func fixColumnSigns(_ flipped: (Int) -> Void = { _ in }) {
    let rows = self.rows
    guard !isEmpty else { return }
    unsafe storage.withUnsafeMutableBufferPointer { storage in
      for column in 0..<columns {
        let entries = unsafe storage.baseAddress.unsafelyUnwrapped + column * rows
        guard unsafe entries[Scalar._iamax(blasInt(rows), entries, 1)] < 0 else { continue }
        unsafe Scalar._scal(blasInt(rows), -1, entries, 1)
        flipped(column)
      }
    }
  }
}

extension MatrixProtocol {
  /// Replaces the leading rows (columns, if `side` is right) of `b` by the solution of a system
  /// with a triangle of the leading block of the given order.
  func triangularSolve(
    _ side: BLASSide, _ triangle: BLASTriangle, _ transpose: BLASTranspose = .none, order: Int,
    _ b: inout Matrix<Scalar>
  ) {
    let (m, n) = side == .left ? (order, b.columns) : (b.rows, order)
    guard m > 0, n > 0 else { return }
    let ld = blasInt(b.rows)
    unsafe withUnsafeBLASMatrix { a in
      guard let layout = unsafe a.blasLayout else {
        preconditionFailure("BLAS cannot read a matrix with gaps along rows and columns")
      }
      // What is stored by rows is the transpose of what BLAS sees.
      let isFlipped = layout.transpose == .transpose
      let stored: BLASTriangle = (triangle == .upper) != isFlipped ? .upper : .lower
      let operation: BLASTranspose = (transpose == .transpose) != isFlipped ? .transpose : .none
      unsafe Scalar._trsm(
        side, stored, operation, .stored, blasInt(m), blasInt(n), 1, a.base,
        blasInt(layout.leadingDimension), &b.storage, ld)
    }
  }

  /// Throws if one of the leading diagonal entries is zero.
  func checkDiagonal(count: Int) throws(LinearAlgebraError) {
    if let zero = (0..<count).first(where: { self[$0, $0] == 0 }) { throw .singular(pivot: zero) }
  }

  /// Calls `body` with the columns of the lower triangle in order, each from the diagonal down.
  private func forEachLowerColumn(_ body: (UnsafeMatrix<Scalar>) -> Void) {
    unsafe _withUnsafeMatrix { matrix in
      guard let base = unsafe matrix.base else { return }
      for index in 0..<columns {
        unsafe body(
          UnsafeMatrix(
            base: base + index * (matrix.rowStride + matrix.columnStride), rows: rows - index,
            columns: 1, rowStride: matrix.rowStride, columnStride: matrix.columnStride))
      }
    }
  }

  /// The largest magnitude of an entry on or below the diagonal.
  var lowerTriangleMagnitude: Scalar {
    var largest: Scalar = 0
    unsafe forEachLowerColumn { unsafe largest = max(largest, largestMagnitude(in: $0)) }
    return largest
  }

  /// Throws if an entry on or below the diagonal is NaN or infinite.
  func checkLowerTriangleFinite() throws(LinearAlgebraError) {
    var column = 0
    var place: (row: Int, column: Int)?
    unsafe forEachLowerColumn {
      if place == nil, let row = unsafe firstNonFinite(in: $0)?.row {
        place = (column + row, column)
      }
      column += 1
    }
    if let place { throw .nonFinite(row: place.row, column: place.column) }
  }

  @inlinable
  func checkSquare() {
    precondition(rows == columns, "a \(rows) x \(columns) matrix is not square")
  }
}

extension UnsafeMatrix {
  /// Copies what is on and below the diagonal of a symmetric matrix into `target`, reusing its
  /// storage.
  ///
  /// - Parameters:
  ///   - target: Takes the order of this matrix. Above the diagonal it keeps what it has, which is
  ///     zero where the order changes.
  ///   - sums: Room for as many numbers as there are rows.
  /// - Returns: The 1-norm of the symmetric matrix, as the condition estimators take it: finite for
  ///   every finite matrix.
  /// - Throws: `nonFinite`.
  func copyLowerTriangle(
    to target: inout Matrix<Scalar>, sums: UnsafeMutablePointer<Scalar>
  ) throws(LinearAlgebraError) -> Scalar {
    unsafe target.reshapeDiscardingEntries(rows, rows)
    let norm = unsafe target.withUnsafeMutableElements { target in
      guard let target = target.baseAddress else { return Scalar(0) }
      return unsafe copyLowerTriangle(to: target, sums: sums)
    }
    if norm.isFinite { return norm }
    // An entry is not finite, or a sum overflowed.
    try target.checkLowerTriangleFinite()
    return .greatestFiniteMagnitude
  }

  /// The same, with the sums in an array of as many numbers as there are rows, which is made if it
  /// has another length.
  func copyLowerTriangle(
    to target: inout Matrix<Scalar>, sums: inout [Scalar]
  ) throws(LinearAlgebraError) -> Scalar {
    if unsafe sums.count != rows { unsafe sums = Array(repeating: 0, count: rows) }
    return try unsafe sums.withUnsafeMutableBufferPointer { (sums) throws(LinearAlgebraError) in
      guard let sums = sums.baseAddress else { return 0 }
      return try unsafe copyLowerTriangle(to: &target, sums: sums)
    }
  }
}

/// Stops the program unless `b` has a row for each row of a system of the given order.
@inlinable
func checkRightHandSides<Scalar>(_ b: some MatrixProtocol<Scalar>, order: Int) {
  precondition(
    b.rows == order,
    "cannot solve a system of order \(order) (\(order) x \(order)) for \(b.rows) x \(b.columns)")
}

/// How much of the orthogonal factors a decomposition holds.
public enum DecompositionForm: Sendable {
  /// As many vectors as the smaller dimension: all that is needed to multiply the factors out.
  case thin
  /// Complete orthogonal matrices, square.
  case full
}

internal import CBLAS

extension Matrix {
  /// Copies a triangle (the diagonal included) of the leading block of `source`, and leaves alone
  /// what lies outside it.
  mutating func assignTriangle(_ triangle: BLASTriangle, of source: Matrix) {
    guard !isEmpty else { return }
    let (m, n, ld) = (blasInt(rows), blasInt(columns), blasInt(source.rows))
    _ = unsafe lapack_lacpy(
      Scalar.letter, triangle.lapackCode, m, n, source.storage, ld, &storage, m)
  }

  /// Replaces what is above the diagonal by the mirror image of what is below it.
  mutating func mirrorLowerTriangle() {
    unsafe _withUnsafeMutableMatrix { unsafe FALinalg.mirrorLowerTriangle(of: $0) }
  }

  /// Multiplies each column by its own factor.
  mutating func scaleColumns(by factor: (Int) -> Scalar) {
    let rows = self.rows
    guard !isEmpty else { return }
    unsafe storage.withUnsafeMutableBufferPointer { storage in
      for column in 0..<columns {
        unsafe blas_scal(
          Scalar.letter, blasInt(rows), Double(factor(column)),
          storage.baseAddress.unsafelyUnwrapped + column * rows, 1)
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
        guard unsafe entries[firstLargest(of: entries, rows)] < 0 else { continue }
        unsafe blas_scal(Scalar.letter, blasInt(rows), -1, entries, 1)
        flipped(column)
      }
    }
  }
}

extension MatrixProtocol {
  /// Throws if one of the leading diagonal entries is zero.
  func checkDiagonal(count: Int) throws(LinearAlgebraError) {
    if let zero = (0..<count).first(where: { self[$0, $0] == 0 }) { throw .singular(pivot: zero) }
  }

  /// The 1-norm of a symmetric matrix, whose upper triangle counts as the mirror image of the lower
  /// one, or the largest finite number if it overflows.
  ///
  /// - Parameter sums: Room for as many numbers as there are rows.
  func symmetricOneNorm(sums: UnsafeMutablePointer<Scalar>) -> Scalar {
    unsafe withUnsafeBLASMatrix { a in
      let layout = unsafe a.requiredLayout
      let norm = unsafe lapack_lansy(
        Scalar.letter, option("1"), option(layout.transpose == .transpose ? "U" : "L"),
        blasInt(a.rows), a.base,
        layout.leadingDimension, sums)
      return min(Scalar(norm), .greatestFiniteMagnitude)
    }
  }

  /// The sum of the magnitudes on and below the diagonal, or the largest finite number if it
  /// overflows.
  ///
  /// - Throws: `nonFinite`.
  func finiteLowerTriangleSize() throws(LinearAlgebraError) -> Scalar {
    let sum = unsafe _withUnsafeMatrix { unsafe sumLowerTriangleMagnitudes(of: $0) }
    if sum.isFinite { return sum }
    try checkLowerTriangleFinite()
    return .greatestFiniteMagnitude
  }

  /// Throws if an entry on or below the diagonal is NaN or infinite.
  func checkLowerTriangleFinite() throws(LinearAlgebraError) {
    try unsafe _withUnsafeMatrix { (matrix) throws(LinearAlgebraError) in
      try unsafe matrix.checkLowerTriangleFinite()
    }
  }

  @inlinable
  func checkSquare() {
    require(rows == columns, "a \(rows) x \(columns) matrix is not square")
  }
}

extension UnsafeMatrix {
  /// Calls `body` with the columns of the lower triangle in order, each from the diagonal down.
  fileprivate func forEachLowerColumn(_ body: (UnsafeMatrix) -> Void) {
    guard let base = unsafe base else { return }
    for index in unsafe 0..<columns {
      unsafe body(
        UnsafeMatrix(
          base: base + index * (rowStride + columnStride), rows: rows - index, columns: 1,
          rowStride: rowStride, columnStride: columnStride))
    }
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
}

/// Stops the program unless `a` has the order of a decomposition of it.
func checkOriginal<Scalar>(_ a: some MatrixProtocol<Scalar>, order: Int) {
  require(
    a.rows == order && a.columns == order,
    "a decomposition of \(order) x \(order) is not that of \(a.rows) x \(a.columns)")
}

/// Stops the program unless `b` has a row for each row of a system of the given order.
@inlinable
func checkRightHandSides<Scalar>(_ b: some MatrixProtocol<Scalar>, order: Int) {
  require(
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

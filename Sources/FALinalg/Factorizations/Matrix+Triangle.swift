internal import CBLAS

// The triangles that LAPACK keeps in one matrix, and the lower one that stands for a symmetric matrix.

extension Matrix {
  /// Copies a triangle (the diagonal included) of the leading block of `source`, and leaves alone
  /// what lies outside it.
  mutating func assignTriangle(_ triangle: BLASTriangle, of source: Matrix) {
    guard !isEmpty else { return }
    let (m, n, ld) = (blasInt(rows), blasInt(columns), blasInt(source.rows))
    _ = unsafe lapack_lacpy(
      Scalar.letter, triangle.lapackCode, m, n, source.storage, ld, &storage, m)
  }

  /// Whether everything on the other side of the diagonal is zero.
  func isTriangular(_ triangle: BLASTriangle) -> Bool {
    (0..<columns).allSatisfy { column in
      let outside =
        triangle == .upper ? (column + 1)..<max(column + 1, rows) : 0..<min(column, rows)
      return storage[(column * rows + outside.lowerBound)..<(column * rows + outside.upperBound)]
        .allSatisfy { $0 == 0 }
    }
  }

  /// Replaces what is above the diagonal by the mirror image of what is below it.
  mutating func mirrorLowerTriangle() {
    unsafe _withUnsafeMutableMatrix { unsafe FALinalg.mirrorLowerTriangle(of: $0) }
  }
}

extension MatrixProtocol {
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

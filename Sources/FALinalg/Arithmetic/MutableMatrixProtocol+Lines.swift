// Rows and columns against vectors. What is called after rows changes every row by one vector, or each
// row by its entry of one.

extension MutableMatrixProtocol where Self: ~Copyable & ~Escapable {
  /// Adds `scale * x` to every row.
  ///
  /// - Parameters:
  ///   - x: `columns` entries.
  ///   - scale: The factor of the vector.
  /// - Precondition: There are `columns` entries.
  /// - Complexity: O(`count`); allocates only if the storage is shared.
  public mutating func addToRows(_ x: [Scalar], scaledBy scale: Scalar = 1) {
    require(
      x.count == columns, "cannot add \(x.count) entries to the rows of \(rows) x \(columns)")
    unsafe _withUnsafeMutableMatrix { unsafe addToEveryRow(of: $0, x, scaledBy: scale) }
  }

  /// Adds `scale * x` to every column.
  ///
  /// - Parameters:
  ///   - x: `rows` entries.
  ///   - scale: The factor of the vector.
  /// - Precondition: There are `rows` entries.
  /// - Complexity: O(`count`); allocates only if the storage is shared.
  public mutating func addToColumns(_ x: [Scalar], scaledBy scale: Scalar = 1) {
    require(
      x.count == rows, "cannot add \(x.count) entries to the columns of \(rows) x \(columns)")
    unsafe _withUnsafeMutableMatrix { unsafe addToEveryColumn(of: $0, x, scaledBy: scale) }
  }

  /// Multiplies each row by its factor: diag(d) A.
  ///
  /// - Parameter factors: `rows` of them.
  /// - Precondition: There are `rows` factors.
  /// - Complexity: O(`count`); allocates only if the storage is shared.
  public mutating func scaleRows(by factors: [Scalar]) {
    require(
      factors.count == rows,
      "cannot scale the rows of \(rows) x \(columns) by \(factors.count) factors")
    unsafe _withUnsafeMutableMatrix { unsafe scaleEachRow(of: $0, by: factors) }
  }

  /// Multiplies each column by its factor: A diag(d).
  ///
  /// - Parameter factors: `columns` of them.
  /// - Precondition: There are `columns` factors.
  /// - Complexity: O(`count`); allocates only if the storage is shared.
  public mutating func scaleColumns(by factors: [Scalar]) {
    require(
      factors.count == columns,
      "cannot scale the columns of \(rows) x \(columns) by \(factors.count) factors")
    unsafe _withUnsafeMutableMatrix { unsafe scaleEachColumn(of: $0, by: factors) }
  }
}

extension Matrix {
  /// Subtracts from each column its mean, so that it sums to zero up to rounding.
  ///
  /// - Returns: The means.
  /// - Complexity: O(`count`).
  @discardableResult
  public mutating func centerColumns() -> [Scalar] {
    let means = columnMeans
    addToRows(means, scaledBy: -1)
    return means
  }

  /// Subtracts from each row its mean, so that it sums to zero up to rounding.
  ///
  /// - Returns: The means.
  /// - Complexity: O(`count`).
  @discardableResult
  public mutating func centerRows() -> [Scalar] {
    let means = rowMeans
    addToColumns(means, scaledBy: -1)
    return means
  }
}

@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func addToEveryRow<Scalar: BLASScalar>(
  of matrix: UnsafeMutableMatrix<Scalar>, _ x: [Scalar], scaledBy scale: Scalar
) {
  unsafe x.withUnsafeBufferPointer { x in
    unsafe updateEntries(of: matrix) { unsafe $0 + scale * x[$2] }
  }
}

@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func addToEveryColumn<Scalar: BLASScalar>(
  of matrix: UnsafeMutableMatrix<Scalar>, _ x: [Scalar], scaledBy scale: Scalar
) {
  unsafe x.withUnsafeBufferPointer { x in
    unsafe updateEntries(of: matrix) { entry, row, _ in unsafe entry + scale * x[row] }
  }
}

@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func scaleEachRow<Scalar: BLASScalar>(
  of matrix: UnsafeMutableMatrix<Scalar>, by factors: [Scalar]
) {
  unsafe factors.withUnsafeBufferPointer { factors in
    unsafe updateEntries(of: matrix) { entry, row, _ in unsafe entry * factors[row] }
  }
}

@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func scaleEachColumn<Scalar: BLASScalar>(
  of matrix: UnsafeMutableMatrix<Scalar>, by factors: [Scalar]
) {
  unsafe factors.withUnsafeBufferPointer { factors in
    unsafe updateEntries(of: matrix) { unsafe $0 * factors[$2] }
  }
}

// Rows, columns and diagonals.

extension MatrixProtocol {
  /// The entries in column-major order.
  ///
  /// - Complexity: O(`count`); O(1) for a whole matrix.
  public var elements: [Scalar] { Matrix(self).storage }

  /// Every `rowStep`-th row and every `columnStep`-th column from the first on, as a view. Other
  /// starts and ends come from slicing first: `a[1..<9, ...].strided(rows: 2)`.
  ///
  /// BLAS reads it in place if the entries are still adjacent along one dimension: with every
  /// column of a transposed matrix, or every row of any other. A product with anything else makes
  /// a copy.
  ///
  /// - Precondition: Both steps are positive.
  /// - Complexity: O(1), without a copy.
  @inlinable
  public func strided(rows rowStep: Int = 1, columns columnStep: Int = 1) -> MatrixView<Scalar> {
    require(
      rowStep > 0 && columnStep > 0,
      "cannot take every \(rowStep)-th row and every \(columnStep)-th column of "
        + "\(rows) x \(columns)")
    let view = self.view
    return MatrixView(
      storage: view.storage, offset: view.offset, rows: (rows + rowStep - 1) / rowStep,
      columns: (columns + columnStep - 1) / columnStep, rowStride: view.rowStride * rowStep,
      columnStride: view.columnStride * columnStep)
  }

  /// The diagonal, as a column of min(`rows`, `columns`) entries and a view.
  ///
  /// - Complexity: O(1), without a copy.
  @inlinable
  public var diagonal: MatrixView<Scalar> {
    let view = self.view
    let count = min(rows, columns)
    return MatrixView(
      storage: view.storage, offset: view.offset, rows: count, columns: 1,
      rowStride: view.rowStride + view.columnStride, columnStride: max(1, count))
  }

  /// The sum of the diagonal.
  ///
  /// - Precondition: The matrix is square.
  /// - Complexity: O(n).
  public var trace: Scalar {
    require(rows == columns, "a \(rows) x \(columns) matrix has no trace")
    return diagonal.sum
  }
}

extension MutableMatrixProtocol where Self: ~Copyable & ~Escapable {
  /// Replaces row `index`.
  ///
  /// - Precondition: There are `columns` entries.
  /// - Complexity: O(`columns`); O(`count`) if the storage is shared.
  public mutating func setRow(_ index: Int, to entries: [Scalar]) {
    require(
      entries.count == columns, "\(entries.count) entries do not fit a row of \(rows) x \(columns)")
    setBlock(
      index..<(index + 1), 0..<columns,
      to: Matrix(uncheckedRows: 1, columns: entries.count, elements: entries))
  }

  /// Replaces column `index`.
  ///
  /// - Precondition: There are `rows` entries.
  /// - Complexity: O(`rows`); O(`count`) if the storage is shared.
  public mutating func setColumn(_ index: Int, to entries: [Scalar]) {
    require(
      entries.count == rows, "\(entries.count) entries do not fit a column of \(rows) x \(columns)")
    setBlock(
      0..<rows, index..<(index + 1),
      to: Matrix(uncheckedRows: entries.count, columns: 1, elements: entries))
  }

  /// Replaces the diagonal.
  ///
  /// - Precondition: There are min(`rows`, `columns`) entries.
  /// - Complexity: O(n); O(`count`) if the storage is shared.
  public mutating func setDiagonal(_ entries: [Scalar]) {
    require(
      entries.count == min(rows, columns),
      "\(entries.count) entries do not fit the diagonal of \(rows) x \(columns)")
    unsafe _withUnsafeMutableMatrix { matrix in
      for index in entries.indices {
        unsafe matrix.base?[index * (matrix.columnStride + 1)] = entries[index]
      }
    }
  }

  /// Adds `value` to every entry of the diagonal: A + `value` I.
  ///
  /// - Complexity: O(n); O(`count`) if the storage is shared.
  public mutating func addToDiagonal(_ value: Scalar) {
    let count = min(rows, columns)
    unsafe _withUnsafeMutableMatrix { matrix in
      for index in 0..<count { unsafe matrix.base?[index * (matrix.columnStride + 1)] += value }
    }
  }
}

import FALinalg

/// The shape of a sparse matrix in a file, and the way from what a file holds to the matrix, or to some
/// of its rows.
struct SparseSize {
  let rows: Int
  let columns: Int
  /// The rows that the matrix is to have.
  let kept: Range<Int>

  /// Checks that the shape is one that a sparse matrix can have and that the machine can hold it.
  ///
  /// - Parameter kept: The rows that are kept; nil for all.
  init(
    rows: Int, columns: Int, storedCount: Int, keeping kept: Range<Int>? = nil,
    in file: borrowing some ByteSource & ~Copyable
  ) throws(MatrixFileError) {
    guard rows >= 0, columns >= 0 else {
      throw file.invalid("its shape, \(rows) x \(columns), is negative")
    }
    guard max(rows, columns) <= Int(Int32.max) else {
      throw file.invalid(
        "its shape, \(rows) x \(columns), exceeds \(Int32.max), the largest a sparse matrix takes")
    }
    // A few bytes may claim any shape, and each row and column takes memory even if it is empty.
    guard rows + columns <= max(1 << 20, 64 * storedCount) || file.growthLimit == .max else {
      throw file.invalid(
        "its shape, \(rows) x \(columns), is far larger than its \(storedCount) entries can fill: "
          + "leave out rows and columns that are empty, or set the option allow-growth")
    }
    self.rows = rows
    self.columns = columns
    self.kept = kept ?? 0..<rows
    guard self.kept.lowerBound >= 0, self.kept.upperBound <= rows else {
      throw file.invalid("it has \(rows) rows, and rows \(self.kept) were asked for")
    }
    let share = rows == 0 ? 1 : Double(self.kept.count) / Double(rows)
    try file.checkMemory(
      forBytes: Int(64 * Double(storedCount) * share) + 16 * (self.kept.count + columns))
  }

  /// The matrix of the entries in the rows that are kept, in any order.
  ///
  /// - Parameter entries: All of them; those in other rows may be missing.
  func matrix<Scalar: BLASScalar>(
    _ entries: [SparseMatrix<Scalar>.Entry], in file: borrowing some ByteSource & ~Copyable
  ) throws(MatrixFileError) -> SparseMatrix<Scalar> {
    if let place = entries.firstIndex(where: {
      $0.row < 0 || $0.row >= rows || $0.column < 0 || $0.column >= columns
    }) {
      throw file.invalid(
        "entry \(place) (counted from zero) stands at [\(entries[place].row), \(entries[place].column)], "
          + "outside a \(rows) x \(columns) matrix")
    }
    let matrix =
      kept == 0..<rows
      ? SparseMatrix(rows: rows, columns: columns, entries: entries)
      : SparseMatrix(
        rows: kept.count, columns: columns,
        entries: entries.lazy.filter { kept.contains($0.row) }.map {
          (row: $0.row - kept.lowerBound, column: $0.column, value: $0.value)
        })
    return try finite(matrix, file)
  }

  /// The matrix of compressed columns.
  func matrix<Scalar: BLASScalar>(
    columnStarts: [Int], rowIndices: [Int], _ values: [Scalar],
    in file: borrowing some ByteSource & ~Copyable
  ) throws(MatrixFileError) -> SparseMatrix<Scalar> {
    let indices = rowIndices.map { Int32(exactly: $0) ?? -1 }
    if let defect = SparseMatrix<Scalar>.defectOfLines(
      count: columns, length: rows, starts: columnStarts, indices: indices,
      valueCount: values.count)
    {
      throw file.invalid("its columns are damaged: \(defect)")
    }
    let matrix = SparseMatrix(
      rows: rows, columns: columns, columnStarts: columnStarts, rowIndices: indices, values: values)
    return try finite(kept == 0..<rows ? matrix : matrix[kept, ...], file)
  }

  /// The matrix of compressed rows, those that are kept.
  ///
  /// - Parameters:
  ///   - starts: Where the rows begin in the other arrays, and where the last one ends.
  func matrix<Scalar: BLASScalar>(
    rowStarts starts: [Int], columnIndices: [Int], _ values: [Scalar],
    in file: borrowing some ByteSource & ~Copyable
  ) throws(MatrixFileError) -> SparseMatrix<Scalar> {
    let indices = columnIndices.map { Int32(exactly: $0) ?? -1 }
    if let defect = SparseMatrix<Scalar>.defectOfLines(
      count: kept.count, length: columns, starts: starts, indices: indices,
      valueCount: values.count)
    {
      throw file.invalid("its rows are damaged: \(defect)")
    }
    return try finite(
      SparseMatrix(
        rows: kept.count, columns: columns, rowStarts: starts, columnIndices: indices,
        values: values), file)
  }

  /// Finite entries of one place may add up to infinity.
  private func finite<Scalar: BLASScalar>(
    _ matrix: SparseMatrix<Scalar>, _ file: borrowing some ByteSource & ~Copyable
  ) throws(MatrixFileError) -> SparseMatrix<Scalar> {
    guard matrix.values.allSatisfy(\.isFinite) else {
      throw file.invalid("entries of one place add up to more than \(Scalar.self) holds")
    }
    return matrix
  }
}

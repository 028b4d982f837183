import FALinalg

/// The shape of a sparse matrix in a file, and the way from what a file holds to the matrix.
struct SparseSize {
  let rows: Int
  let columns: Int

  /// Checks that the shape is one that a sparse matrix can have and that the machine can hold it.
  init(
    rows: Int, columns: Int, storedCount: Int, in file: borrowing some ByteSource & ~Copyable
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
    try file.checkMemory(forBytes: 64 * storedCount + 16 * (rows + columns))
    self.rows = rows
    self.columns = columns
  }

  /// The matrix of entries in any order.
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
    return try finite(SparseMatrix(rows: rows, columns: columns, entries: entries), file)
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
    return try finite(
      SparseMatrix(
        rows: rows, columns: columns, columnStarts: columnStarts, rowIndices: indices,
        values: values), file)
  }

  /// The matrix of compressed rows.
  func matrix<Scalar: BLASScalar>(
    rowStarts: [Int], columnIndices: [Int], _ values: [Scalar],
    in file: borrowing some ByteSource & ~Copyable
  ) throws(MatrixFileError) -> SparseMatrix<Scalar> {
    let indices = columnIndices.map { Int32(exactly: $0) ?? -1 }
    if let defect = SparseMatrix<Scalar>.defectOfLines(
      count: rows, length: columns, starts: rowStarts, indices: indices, valueCount: values.count)
    {
      throw file.invalid("its rows are damaged: \(defect)")
    }
    return try finite(
      SparseMatrix(
        rows: rows, columns: columns, rowStarts: rowStarts, columnIndices: indices, values: values),
      file)
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

import FALinalg

/// Reads Matrix Market files (`.mtx`).
///
/// Source: R. Boisvert, R. Pozo, K. Remington, "The Matrix Market Exchange Formats: Initial
/// Design", NISTIR 5935 (1996).
enum MatrixMarketReader {
  /// Reads the matrix in a file: sparse from `coordinate`, dense from `array`.
  static func read<Scalar: BLASScalar>(
    _ file: borrowing InputFile
  ) throws(MatrixFileError) -> MatrixContents<Scalar> {
    var text = MatrixMarketText(try file.bytes(at: 0, count: file.size))
    let (header, size) = try file.naming { () throws(Refusal) in
      let header = try MatrixMarketHeader(&text)
      return (header, try header.size(&text))
    }
    switch header.layout {
    case .array:
      let (bytes, overflow) = (size.rows * size.columns).multipliedReportingOverflow(
        by: MemoryLayout<Scalar>.size)
      try file.checkMemory(forBytes: overflow ? .max : bytes)
      return .dense(
        try file.naming { () throws(Refusal) in
          try array(&text, header, size.rows, size.columns)
        })
    case .coordinate:
      let stored = header.symmetry == .general ? size.stored : 2 * size.stored
      let shape = try SparseSize(
        rows: size.rows, columns: size.columns, storedCount: stored, in: file)
      let entries: [SparseMatrix<Scalar>.Entry] = try file.naming { () throws(Refusal) in
        try coordinates(&text, header, size)
      }
      return .sparse(try shape.matrix(entries, in: file))
    }
  }

  /// The entries of an `array`: all of them column after column, or those on and below the
  /// diagonal, or below it.
  private static func array<Scalar: BLASScalar>(
    _ text: inout MatrixMarketText, _ header: MatrixMarketHeader, _ rows: Int, _ columns: Int
  ) throws(Refusal) -> Matrix<Scalar> {
    var elements = [Scalar](repeating: 0, count: rows * columns)
    for column in 0..<columns {
      let first =
        switch header.symmetry {
        case .general: 0
        case .symmetric: column
        case .skewSymmetric: column + 1
        }
      for row in stride(from: first, to: rows, by: 1) {
        guard try text.readLine() else {
          throw Refusal("the file ends before entry (\(row + 1), \(column + 1)): it is cut off")
        }
        try text.expect(fields: 1, "the value of one entry")
        let value: Scalar = try text.value(0, header.field)
        elements[row + column * rows] = value
        switch header.symmetry {
        case .general: break
        case .symmetric: elements[column + row * rows] = value
        case .skewSymmetric: elements[column + row * rows] = -value
        }
      }
    }
    try text.expectEnd()
    return Matrix(rows: rows, columns: columns, columnMajor: elements)
  }

  /// The entries of a `coordinate` file, those above the diagonal of a symmetric matrix included.
  private static func coordinates<Scalar: BLASScalar>(
    _ text: inout MatrixMarketText, _ header: MatrixMarketHeader, _ size: MatrixMarketHeader.Size
  ) throws(Refusal) -> [SparseMatrix<Scalar>.Entry] {
    var entries: [SparseMatrix<Scalar>.Entry] = []
    entries.reserveCapacity(header.symmetry == .general ? size.stored : 2 * size.stored)
    let fieldCount = header.field == .pattern ? 2 : 3
    let meaning = header.field == .pattern ? "row and column" : "row, column and value"
    for number in 0..<size.stored {
      guard try text.readLine() else {
        throw Refusal("the file ends after \(number) of \(size.stored) entries: it is cut off")
      }
      try text.expect(fields: fieldCount, meaning)
      let row = try text.index(0, upTo: size.rows, "row")
      let column = try text.index(1, upTo: size.columns, "column")
      let value: Scalar = header.field == .pattern ? 1 : try text.value(2, header.field)
      entries.append(.init(row: row, column: column, value: value))
      guard header.symmetry != .general else { continue }
      guard row >= column else {
        throw text.refusal(
          "the entry is above the diagonal, and only those below it are stored of a "
            + "\(header.symmetry.rawValue) matrix: write it as general")
      }
      if row > column {
        entries.append(
          .init(
            row: column, column: row, value: header.symmetry == .symmetric ? value : -value))
      } else if header.symmetry == .skewSymmetric, value != 0 {
        throw text.refusal("the diagonal of a skew-symmetric matrix is zero, this entry is not")
      }
    }
    try text.expectEnd()
    return entries
  }
}

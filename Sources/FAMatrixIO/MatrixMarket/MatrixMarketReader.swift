import FALinalg

/// Reads Matrix Market files (`.mtx`).
///
/// Source: R. Boisvert, R. Pozo, K. Remington, "The Matrix Market Exchange Formats: Initial
/// Design", NISTIR 5935 (1996).
enum MatrixMarketReader {
  /// Reads the matrix in a file: sparse from `coordinate`, dense from `array`.
  static func read<Scalar: BLASScalar>(
    _ file: consuming InputFile
  ) throws(MatrixFileError) -> LoadedMatrix<Scalar> {
    var text = try MatrixMarketText(file)
    let header = try MatrixMarketHeader(&text)
    let size = try header.size(&text)
    return LoadedMatrix(
      contents: header.layout == .array
        ? .dense(try array(&text, header, size.rows, size.columns))
        : .sparse(try coordinates(&text, header, size)),
      notes: header.field == .complex ? ["without imaginary parts, all of which are zero"] : [])
  }

  /// The shape of the matrix in a `coordinate` file, from its first lines alone; nil for an `array`.
  static func sparseShape(
    of file: consuming InputFile
  ) throws(MatrixFileError) -> (rows: Int, columns: Int)? {
    var text = try MatrixMarketText(file)
    let header = try MatrixMarketHeader(&text)
    let size = try header.size(&text)
    return header.layout == .array ? nil : (size.rows, size.columns)
  }

  /// Reads some rows of the matrix in a `coordinate` file, and holds no others.
  static func readSparse<Scalar: BLASScalar>(
    _ file: consuming InputFile, keeping rows: Range<Int>
  ) throws(MatrixFileError) -> SparseMatrix<Scalar> {
    var text = try MatrixMarketText(file)
    let header = try MatrixMarketHeader(&text)
    let size = try header.size(&text)
    guard header.layout == .coordinate else { throw text.file.invalid("it holds a dense matrix") }
    return try coordinates(&text, header, size, keeping: rows)
  }

  /// The entries of an `array`: all of them column after column, or those on and below the
  /// diagonal, or below it.
  private static func array<Scalar: BLASScalar>(
    _ text: inout MatrixMarketText, _ header: MatrixMarketHeader, _ rows: Int, _ columns: Int
  ) throws(MatrixFileError) -> Matrix<Scalar> {
    let (bytes, overflow) = (rows * columns).multipliedReportingOverflow(
      by: MemoryLayout<Scalar>.size)
    try text.file.checkMemory(forBytes: overflow ? .max : bytes)
    var elements = [Scalar](repeating: 0, count: rows * columns)
    // Where there are no rows there may be any number of columns.
    for column in 0..<(elements.isEmpty ? 0 : columns) {
      let first =
        switch header.symmetry {
        case .general: 0
        case .symmetric, .hermitian: column
        case .skewSymmetric: column + 1
        }
      for row in stride(from: first, to: rows, by: 1) {
        guard try text.readLine() else {
          throw text.file.invalid(
            "the file ends before entry (\(row + 1), \(column + 1)): it is cut off")
        }
        try text.expect(
          fields: header.valueCount,
          header.field == .complex ? "the parts of one entry" : "the value of one entry")
        let value: Scalar = try self.value(text, 0, header)
        elements[row + column * rows] = value
        switch header.symmetry {
        case .general: break
        case .symmetric, .hermitian: elements[column + row * rows] = value
        case .skewSymmetric: elements[column + row * rows] = -value
        }
      }
    }
    let advice =
      switch header.symmetry {
      case .general: ""
      case .symmetric, .hermitian:
        ": of a symmetric array only the entries on and below the diagonal are stored"
      case .skewSymmetric:
        ": of a skew-symmetric array only the entries below the diagonal are stored, the zeros on it "
          + "are not"
      }
    try text.expectEnd(advice)
    return Matrix(rows: rows, columns: columns, columnMajor: elements)
  }

  /// The matrix in a `coordinate` file, which of a symmetric one has the entries on one side of the
  /// diagonal, or some rows of it.
  private static func coordinates<Scalar: BLASScalar>(
    _ text: inout MatrixMarketText, _ header: MatrixMarketHeader, _ size: MatrixMarketHeader.Size,
    keeping kept: Range<Int>? = nil
  ) throws(MatrixFileError) -> SparseMatrix<Scalar> {
    let stored = header.symmetry == .general ? size.stored : 2 * size.stored
    let shape = try SparseSize(
      rows: size.rows, columns: size.columns, storedCount: stored, keeping: kept, in: text.file)
    var entries: [SparseMatrix<Scalar>.Entry] = []
    if kept == nil { entries.reserveCapacity(stored) }
    let meaning =
      switch header.valueCount {
      case 0: "row and column"
      case 1: "row, column and value"
      default: "row, column and the parts of the value"
      }
    var mirrored = Mirrored()
    for number in 0..<size.stored {
      guard try text.readLine() else {
        throw text.file.invalid(
          "the file ends after \(number) of \(size.stored) entries: it is cut off")
      }
      guard text.fieldCount != 2 || header.field == .pattern else {
        throw text.refusal(
          "the value of the entry is missing; the field of a matrix without values is pattern")
      }
      try text.expect(fields: 2 + header.valueCount, meaning)
      let row = try text.index(0, upTo: size.rows, "row")
      let column = try text.index(1, upTo: size.columns, "column")
      let value: Scalar = header.field == .pattern ? 1 : try self.value(text, 2, header)
      if shape.kept.contains(row) { entries.append((row: row, column: column, value: value)) }
      guard header.symmetry != .general else { continue }
      if row != column {
        // Both of two that exclude each other are in the same row, for one side or the other.
        if shape.kept.contains(max(row, column)) { mirrored.insert(row, column) }
        if shape.kept.contains(column) {
          entries.append(
            (
              row: column, column: row, value: header.symmetry == .skewSymmetric ? -value : value
            ))
        }
      } else if header.symmetry == .skewSymmetric, value != 0 {
        throw text.refusal("the diagonal of a skew-symmetric matrix is zero, this entry is not")
      }
    }
    try text.expectEnd()
    if let (row, column) = mirrored.both {
      throw text.file.invalid(
        "it has entries at (\(row + 1), \(column + 1)) and (\(column + 1), \(row + 1)), and of a "
          + "\(header.symmetry.rawValue) matrix one of them is to be stored: write it as general")
    }
    return try shape.matrix(entries, in: text.file)
  }

  /// The value that starts at a field, whose imaginary part, if it has one, must be zero.
  private static func value<Scalar: BLASScalar>(
    _ text: borrowing MatrixMarketText, _ field: Int, _ header: MatrixMarketHeader
  ) throws(MatrixFileError) -> Scalar {
    if header.field == .complex {
      let imaginary: Scalar = try text.value(field + 1, header.field)
      guard imaginary == 0 else {
        throw text.refusal(
          "the entry is not real: save the real and the imaginary part separately (a.real, a.imag)")
      }
    }
    return try text.value(field, header.field)
  }
}

/// The places of entries on each side of the diagonal, whose indices fit 32 bits.
private struct Mirrored {
  private var below: [UInt64] = []
  private var above: [UInt64] = []

  mutating func insert(_ row: Int, _ column: Int) {
    let place = UInt64(max(row, column)) << 32 | UInt64(min(row, column))
    if row > column { below.append(place) } else { above.append(place) }
  }

  /// A place above the diagonal which has an entry as that below has.
  var both: (row: Int, column: Int)? {
    // Almost always one side is empty.
    guard !below.isEmpty, !above.isEmpty else { return nil }
    let places = Set(below)
    return above.first(where: places.contains).map {
      (row: Int($0 & 0xFFFF_FFFF), column: Int($0 >> 32))
    }
  }
}

import FALinalg

/// Reads Matrix Market files (`.mtx`).
///
/// Source: R. Boisvert, R. Pozo, K. Remington, "The Matrix Market Exchange Formats: Initial
/// Design", NISTIR 5935 (1996).
enum MatrixMarketReader {
  /// Reads the matrix in a file: sparse from `coordinate`, dense from `array`.
  static func read<Scalar: BLASScalar>(
    _ file: borrowing InputFile
  ) throws(MatrixFileError) -> LoadedMatrix<Scalar> {
    var text = MatrixMarketText(try Gunzip.text(of: file))
    let (header, size) = try file.naming { () throws(Refusal) in
      let header = try MatrixMarketHeader(&text)
      return (header, try header.size(&text))
    }
    let contents: MatrixContents<Scalar>
    switch header.layout {
    case .array:
      let (bytes, overflow) = (size.rows * size.columns).multipliedReportingOverflow(
        by: MemoryLayout<Scalar>.size)
      try file.checkMemory(forBytes: overflow ? .max : bytes)
      contents = .dense(
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
      contents = .sparse(try shape.matrix(entries, in: file))
    }
    return LoadedMatrix(
      contents: contents,
      notes: header.field == .complex ? ["without imaginary parts, all of which are zero"] : [])
  }

  /// The entries of an `array`: all of them column after column, or those on and below the
  /// diagonal, or below it.
  private static func array<Scalar: BLASScalar>(
    _ text: inout MatrixMarketText, _ header: MatrixMarketHeader, _ rows: Int, _ columns: Int
  ) throws(Refusal) -> Matrix<Scalar> {
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
          throw Refusal("the file ends before entry (\(row + 1), \(column + 1)): it is cut off")
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

  /// The entries of a `coordinate` file, and of a symmetric matrix those on the other side of the
  /// diagonal.
  private static func coordinates<Scalar: BLASScalar>(
    _ text: inout MatrixMarketText, _ header: MatrixMarketHeader, _ size: MatrixMarketHeader.Size
  ) throws(Refusal) -> [SparseMatrix<Scalar>.Entry] {
    var entries: [SparseMatrix<Scalar>.Entry] = []
    entries.reserveCapacity(header.symmetry == .general ? size.stored : 2 * size.stored)
    let meaning =
      switch header.valueCount {
      case 0: "row and column"
      case 1: "row, column and value"
      default: "row, column and the parts of the value"
      }
    var mirrored = Mirrored()
    for number in 0..<size.stored {
      guard try text.readLine() else {
        throw Refusal("the file ends after \(number) of \(size.stored) entries: it is cut off")
      }
      guard text.fieldCount != 2 || header.field == .pattern else {
        throw text.refusal(
          "the value of the entry is missing; the field of a matrix without values is pattern")
      }
      try text.expect(fields: 2 + header.valueCount, meaning)
      let row = try text.index(0, upTo: size.rows, "row")
      let column = try text.index(1, upTo: size.columns, "column")
      let value: Scalar = header.field == .pattern ? 1 : try self.value(text, 2, header)
      entries.append((row: row, column: column, value: value))
      guard header.symmetry != .general else { continue }
      if row != column {
        mirrored.insert(row, column)
        entries.append(
          (
            row: column, column: row, value: header.symmetry == .skewSymmetric ? -value : value
          ))
      } else if header.symmetry == .skewSymmetric, value != 0 {
        throw text.refusal("the diagonal of a skew-symmetric matrix is zero, this entry is not")
      }
    }
    try text.expectEnd()
    if let (row, column) = mirrored.both {
      throw Refusal(
        "it has entries at (\(row + 1), \(column + 1)) and (\(column + 1), \(row + 1)), and of a "
          + "\(header.symmetry.rawValue) matrix one of them is to be stored: write it as general")
    }
    return entries
  }

  /// The value that starts at a field, whose imaginary part, if it has one, must be zero.
  private static func value<Scalar: BLASScalar>(
    _ text: MatrixMarketText, _ field: Int, _ header: MatrixMarketHeader
  ) throws(Refusal) -> Scalar {
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

/// The places of entries on each side of the diagonal.
private struct Mirrored {
  private var below: Set<[Int]> = []
  private var above: [(row: Int, column: Int)] = []

  mutating func insert(_ row: Int, _ column: Int) {
    if row > column { below.insert([row, column]) } else { above.append((row, column)) }
  }

  /// A place above the diagonal which has an entry as that below has.
  var both: (row: Int, column: Int)? { above.first { below.contains([$0.column, $0.row]) } }
}

import FALinalg

extension NPZReader {
  /// The shape of what `scipy.sparse.save_npz` writes.
  func sparseShape() throws(MatrixFileError) -> (rows: Int, columns: Int) {
    let shape = try integers(required("shape"))
    guard shape.count == 2 else {
      throw archive.file.invalid(
        "it is a sparse array of \(shape.count) dimensions, a matrix has two: save a.reshape(1, -1)"
      )
    }
    return (shape[0], shape[1])
  }

  /// Reads what `scipy.sparse.save_npz` writes, or some of its rows.
  ///
  /// Of compressed rows only those are ever held that are kept.
  func readSparse<Scalar: BLASScalar>(
    keeping kept: Range<Int>? = nil
  ) throws(MatrixFileError) -> SparseMatrix<Scalar> {
    let format = try text(required("format"))
    let (rows, columns) = try sparseShape()
    // Before the arrays, which another format may lack.
    switch format {
    case "csr", "csc", "coo": break
    case "bsr": return try blocks(rows, columns, kept)
    case "dia": return try diagonals(rows, columns, kept)
    default:
      throw archive.file.invalid(
        "it is a sparse matrix in the format '\(format.printable)'; csr, csc, coo, bsr and dia are "
          + "supported: save a.tocsr()")
    }
    if format == "csr", let kept { return try readRows(kept, of: rows, columns) }
    let values: [Scalar] = try NPYReader.readArray(required("data"), dimensions: 1).elements
    let size = try SparseSize(
      rows: rows, columns: columns, storedCount: values.count, keeping: kept, in: archive.file)
    if format == "coo" { return try size.matrix(coordinates(values), in: archive.file) }
    let starts = try integers(required("indptr"))
    let indices = try integers(required("indices"))
    return format == "csr"
      ? try size.matrix(rowStarts: starts, columnIndices: indices, values, in: archive.file)
      : try size.matrix(columnStarts: starts, rowIndices: indices, values, in: archive.file)
  }

  /// Reads some of many compressed rows.
  private func readRows<Scalar: BLASScalar>(
    _ kept: Range<Int>, of rows: Int, _ columns: Int
  ) throws(MatrixFileError) -> SparseMatrix<Scalar> {
    let starts = try integers(required("indptr"))
    let size = try SparseSize(
      rows: rows, columns: columns, storedCount: starts.last ?? 0, keeping: kept, in: archive.file)
    guard starts.count == rows + 1, starts.first == 0,
      zip(starts, starts.dropFirst()).allSatisfy(<=)
    else {
      throw archive.file.invalid(
        "its rows are damaged: their \(starts.count) starts do not rise from zero, one for each row "
          + "and one for the end")
    }
    let range = starts[kept.lowerBound]..<starts[kept.upperBound]
    let values: [Scalar] = try entries(range, of: starts[rows], in: "data")
    let indices: [Double] = try entries(range, of: starts[rows], in: "indices")
    let columnIndices = try integers(indices, in: place(of: "indices").path)
    return try size.matrix(
      rowStarts: starts[kept.lowerBound...kept.upperBound].map { $0 - range.lowerBound },
      columnIndices: columnIndices, values, in: archive.file)
  }

  /// Some entries of an array, without the rest of them in memory.
  private func entries<Scalar: BLASScalar>(
    _ range: Range<Int>, of count: Int, in key: String
  ) throws(MatrixFileError) -> [Scalar] {
    let (member, path) = try place(of: key)
    let header = try NPYHeader(archive.header(of: member, as: path))
    guard header.shape == [count] else {
      throw archive.file.invalid(
        "its array '\(key)' has shape \(header.shapeText), and its rows have \(count) entries: it is "
          + "damaged")
    }
    let size = header.elementType.byteCount
    let bytes =
      (header.dataOffset + range.lowerBound * size)..<(header.dataOffset + range.upperBound * size)
    return try NPYReader.readEntries(
      range, of: archive.contents(of: member, keeping: bytes, as: path), header)
  }

  /// Rows of dense blocks, whose zeros are left out.
  private func blocks<Scalar: BLASScalar>(
    _ rows: Int, _ columns: Int, _ kept: Range<Int>?
  ) throws(MatrixFileError) -> SparseMatrix<Scalar> {
    let data: NPYReader.Values<Scalar> = try NPYReader.readArray(required("data"), dimensions: 3)
    let (count, height, width) = (data.shape[0], data.shape[1], data.shape[2])
    let size = try SparseSize(
      rows: rows, columns: columns, storedCount: data.elements.count, keeping: kept,
      in: archive.file)
    guard height > 0, width > 0, rows % height == 0, columns % width == 0 else {
      throw archive.file.invalid(
        "its blocks, \(height) x \(width), do not fill a \(rows) x \(columns) matrix: it is damaged"
      )
    }
    let starts = try integers(required("indptr"))
    let indices = try integers(required("indices"))
    if let defect = SparseMatrix<Scalar>.defectOfLines(
      count: rows / height, length: columns / width, starts: starts,
      indices: indices.map { Int32(exactly: $0) ?? -1 }, valueCount: count)
    {
      throw archive.file.invalid("its rows of blocks are damaged: \(defect)")
    }
    var entries: [SparseMatrix<Scalar>.Entry] = []
    for line in 0..<(rows / height) {
      for block in starts[line]..<starts[line + 1] {
        for row in 0..<height {
          for column in 0..<width {
            let value = data[block, row, column]
            guard value != 0 else { continue }
            entries.append(
              (
                row: line * height + row, column: indices[block] * width + column, value: value
              ))
          }
        }
      }
    }
    return try size.matrix(entries, in: archive.file)
  }

  /// Diagonals, whose zeros and what they have outside the matrix are left out.
  private func diagonals<Scalar: BLASScalar>(
    _ rows: Int, _ columns: Int, _ kept: Range<Int>?
  ) throws(MatrixFileError) -> SparseMatrix<Scalar> {
    let data: NPYReader.Values<Scalar> = try NPYReader.readArray(required("data"), dimensions: 2)
    let offsets = try integers(required("offsets"))
    let size = try SparseSize(
      rows: rows, columns: columns, storedCount: data.elements.count, keeping: kept,
      in: archive.file)
    guard offsets.count == data.shape[0], Set(offsets).count == offsets.count else {
      throw archive.file.invalid(
        "it has \(data.shape[0]) diagonals and \(Set(offsets).count) places of them: it is damaged")
    }
    var entries: [SparseMatrix<Scalar>.Entry] = []
    for (diagonal, offset) in offsets.enumerated() where offset > -rows && offset < columns {
      for column in max(0, offset)..<max(0, offset, min(columns, data.shape[1], rows + offset)) {
        let value = data[diagonal, column]
        guard value != 0 else { continue }
        entries.append((row: column - offset, column: column, value: value))
      }
    }
    return try size.matrix(entries, in: archive.file)
  }

  private func coordinates<Scalar: BLASScalar>(
    _ values: [Scalar]
  ) throws(MatrixFileError) -> [SparseMatrix<Scalar>.Entry] {
    var (rows, columns): ([Int], [Int])
    if let array = try contents("coords") {
      // As SciPy announces to write them: a row of rows and a row of columns.
      let coordinates: NPYReader.Values<Double> = try NPYReader.readArray(array, dimensions: 2)
      guard coordinates.shape[0] == 2 else {
        throw array.invalid("it has \(coordinates.shape[0]) rows, not 2: it is damaged")
      }
      let count = 0..<coordinates.shape[1]
      rows = try integers(count.map { coordinates[0, $0] }, in: array.path)
      columns = try integers(count.map { coordinates[1, $0] }, in: array.path)
    } else {
      rows = try integers(required("row"))
      columns = try integers(required("col"))
    }
    guard rows.count == values.count, columns.count == values.count else {
      throw archive.file.invalid(
        "it has \(values.count) values, \(rows.count) rows and \(columns.count) columns of them: "
          + "it is damaged")
    }
    return values.indices.map { (row: rows[$0], column: columns[$0], value: values[$0]) }
  }

  /// An array of whole numbers; a double holds any index exactly.
  private func integers(_ array: UnpackedBytes) throws(MatrixFileError) -> [Int] {
    try integers(NPYReader.readArray(array, dimensions: 1).elements, in: array.path)
  }

  private func integers(
    _ numbers: [Double], in path: String
  ) throws(MatrixFileError) -> [Int] {
    let integers = numbers.compactMap { Int(exactly: $0) }
    guard integers.count == numbers.count else {
      throw .invalid(path: path, reason: "it holds numbers that are not whole: it is damaged")
    }
    return integers
  }

  /// A short text: what follows the header, of one byte or of four for each character.
  private func text(_ array: UnpackedBytes) throws(MatrixFileError) -> String {
    let (header, offset) = try NPYHeader.text(of: array)
    return String(quoting: array.contents[(offset + header.count)...].filter { $0 != 0 })
  }
}

import FALinalg

/// Reads `.npz` files: the archives of `.npy` files that NumPy's `savez` and SciPy's `save_npz`
/// write.
struct NPZReader: ~Copyable {
  private let archive: ZipArchive
  /// The arrays by their keys: the names of the members without `.npy`.
  private let arrays: [(key: String, member: ZipArchive.Member)]

  init(_ file: consuming InputFile) throws(MatrixFileError) {
    let archive = try ZipArchive(file)
    arrays = try Self.arrays(in: archive)
    self.archive = archive
  }

  private static func arrays(
    in archive: borrowing ZipArchive
  ) throws(MatrixFileError) -> [(key: String, member: ZipArchive.Member)] {
    let suffix = ".npy"
    var arrays: [(key: String, member: ZipArchive.Member)] = []
    for member in archive.members {
      if member.name.hasSuffix(suffix) {
        arrays.append((String(member.name.dropLast(suffix.count)), member))
      } else if try archive.start(of: member, count: NPYHeader.magic.count) == NPYHeader.magic {
        arrays.append((member.name, member))
      }
    }
    return arrays
  }

  /// Reads the array of a key; without one, the only array or the sparse matrix.
  func load<Scalar: BLASScalar>(
    key: String?, _ vector: ReadingOptions.Vector?
  ) throws(MatrixFileError) -> LoadedMatrix<Scalar> {
    if let key {
      guard let array = try contents(key) else {
        throw archive.file.invalid("it has no array '\(key.printable)'; \(listing)")
      }
      return try NPYReader.load(array, vector)
    }
    if has("format"), has("shape"), has("data") {
      return LoadedMatrix(contents: .sparse(try readSparse()), notes: [])
    }
    guard arrays.count == 1, let (key, _) = arrays.first, let array = try contents(key) else {
      throw archive.file.invalid(
        arrays.isEmpty
          ? "it holds no array"
          : "it holds several arrays: choose one as FILE:key; \(listing)")
    }
    return try NPYReader.load(array, vector)
  }

  private var listing: String {
    let shown = 16
    let keys = arrays.prefix(shown).map { "'\($0.key.printable)'" }.joined(separator: ", ")
    return arrays.isEmpty
      ? "it holds none" : "its keys are \(keys)\(arrays.count > shown ? ", …" : "")"
  }

  private func has(_ key: String) -> Bool { arrays.contains { $0.key == key } }

  private func contents(_ key: String) throws(MatrixFileError) -> UnpackedBytes? {
    // As NumPy, which looks for the very name first.
    guard
      let (_, member) = arrays.first(where: { $0.member.name == key })
        ?? arrays.first(where: { $0.key == key })
    else { return nil }
    return try archive.contents(of: member, as: "\(archive.file.path):\(key)")
  }

  private func required(_ key: String) throws(MatrixFileError) -> UnpackedBytes {
    guard let array = try contents(key) else {
      throw archive.file.invalid("it is a sparse matrix without the array '\(key)': it is damaged")
    }
    return array
  }

  /// Reads what `scipy.sparse.save_npz` writes.
  private func readSparse<Scalar: BLASScalar>() throws(MatrixFileError) -> SparseMatrix<Scalar> {
    let format = try text(required("format"))
    let shape = try integers(required("shape"))
    guard shape.count == 2 else {
      throw archive.file.invalid(
        "it is a sparse array of \(shape.count) dimensions, a matrix has two: save a.reshape(1, -1)"
      )
    }
    let (rows, columns) = (shape[0], shape[1])
    // Before the arrays, which another format may lack.
    switch format {
    case "csr", "csc", "coo": break
    case "bsr": return try blocks(rows, columns)
    case "dia": return try diagonals(rows, columns)
    default:
      throw archive.file.invalid(
        "it is a sparse matrix in the format '\(format.printable)'; csr, csc, coo, bsr and dia are "
          + "supported: save a.tocsr()")
    }
    let values: [Scalar] = try NPYReader.readArray(required("data"), dimensions: 1).elements
    let size = try SparseSize(
      rows: rows, columns: columns, storedCount: values.count, in: archive.file)
    if format == "coo" { return try size.matrix(coordinates(values), in: archive.file) }
    let starts = try integers(required("indptr"))
    let indices = try integers(required("indices"))
    return format == "csr"
      ? try size.matrix(rowStarts: starts, columnIndices: indices, values, in: archive.file)
      : try size.matrix(columnStarts: starts, rowIndices: indices, values, in: archive.file)
  }

  /// Rows of dense blocks, whose zeros are left out.
  private func blocks<Scalar: BLASScalar>(
    _ rows: Int, _ columns: Int
  ) throws(MatrixFileError) -> SparseMatrix<Scalar> {
    let data: NPYReader.Values<Scalar> = try NPYReader.readArray(required("data"), dimensions: 3)
    let (count, height, width) = (data.shape[0], data.shape[1], data.shape[2])
    let size = try SparseSize(
      rows: rows, columns: columns, storedCount: data.elements.count, in: archive.file)
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
    _ rows: Int, _ columns: Int
  ) throws(MatrixFileError) -> SparseMatrix<Scalar> {
    let data: NPYReader.Values<Scalar> = try NPYReader.readArray(required("data"), dimensions: 2)
    let offsets = try integers(required("offsets"))
    let size = try SparseSize(
      rows: rows, columns: columns, storedCount: data.elements.count, in: archive.file)
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
      rows = try integers(count.map { coordinates[0, $0] }, array)
      columns = try integers(count.map { coordinates[1, $0] }, array)
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
    try integers(NPYReader.readArray(array, dimensions: 1).elements, array)
  }

  private func integers(
    _ numbers: [Double], _ array: UnpackedBytes
  ) throws(MatrixFileError) -> [Int] {
    let integers = numbers.compactMap { Int(exactly: $0) }
    guard integers.count == numbers.count else {
      throw array.invalid("it holds numbers that are not whole: it is damaged")
    }
    return integers
  }

  /// A short text: what follows the header, of one byte or of four for each character.
  private func text(_ array: UnpackedBytes) throws(MatrixFileError) -> String {
    let (header, offset) = try NPYHeader.text(of: array)
    return String(quoting: array.contents[(offset + header.count)...].filter { $0 != 0 })
  }
}

import FALinalg

/// Reads `.npz` files: the archives of `.npy` files that NumPy's `savez` and SciPy's `save_npz`
/// write.
struct NPZReader: ~Copyable {
  private let archive: ZipArchive
  /// The arrays by their keys: the names of the members without `.npy`.
  private let arrays: [(key: String, member: ZipArchive.Member)]

  init(_ file: consuming InputFile) throws(MatrixFileError) {
    archive = try ZipArchive(file)
    let suffix = ".npy"
    arrays = archive.members.filter { $0.name.hasSuffix(suffix) }.map {
      (String($0.name.dropLast(suffix.count)), $0)
    }
  }

  /// Reads the array of a key; without one, the only array or the sparse matrix.
  func read<Scalar: BLASScalar>(key: String?) throws(MatrixFileError) -> MatrixContents<Scalar> {
    if let key {
      guard let array = try contents(key) else {
        throw archive.file.invalid("it has no array '\(key.printable)'; \(listing)")
      }
      return .dense(try NPYReader.read(array))
    }
    if has("format"), has("shape"), has("data") { return .sparse(try readSparse()) }
    guard arrays.count == 1, let (key, _) = arrays.first, let array = try contents(key) else {
      throw archive.file.invalid(
        arrays.isEmpty
          ? "it holds no array"
          : "it holds several arrays: choose one as FILE:key; \(listing)")
    }
    return .dense(try NPYReader.read(array))
  }

  private var listing: String {
    let shown = 16
    let keys = arrays.prefix(shown).map { "'\($0.key.printable)'" }.joined(separator: ", ")
    return arrays.isEmpty
      ? "it holds none" : "its keys are \(keys)\(arrays.count > shown ? ", …" : "")"
  }

  private func has(_ key: String) -> Bool { arrays.contains { $0.key == key } }

  private func contents(_ key: String) throws(MatrixFileError) -> UnpackedBytes? {
    guard let (_, member) = arrays.first(where: { $0.key == key }) else { return nil }
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
    // Before the arrays, which another format may lack.
    guard ["csr", "csc", "coo"].contains(format) else {
      throw archive.file.invalid(
        "it is a sparse matrix in the format '\(format.printable)'; csr, csc and coo are supported: "
          + "save a.tocsr()")
    }
    let values: [Scalar] = try NPYReader.readVector(required("data"))
    let size = try SparseSize(
      rows: shape[0], columns: shape[1], storedCount: values.count, in: archive.file)
    if format == "coo" { return try size.matrix(coordinates(values), in: archive.file) }
    let starts = try integers(required("indptr"))
    let indices = try integers(required("indices"))
    return format == "csr"
      ? try size.matrix(rowStarts: starts, columnIndices: indices, values, in: archive.file)
      : try size.matrix(columnStarts: starts, rowIndices: indices, values, in: archive.file)
  }

  private func coordinates<Scalar: BLASScalar>(
    _ values: [Scalar]
  ) throws(MatrixFileError) -> [SparseMatrix<Scalar>.Entry] {
    var (rows, columns): ([Int], [Int])
    if let array = try contents("coords") {
      // As SciPy announces to write them: a row of rows and a row of columns.
      let coordinates: Matrix<Double> = try NPYReader.read(array)
      guard coordinates.rows == 2 else {
        throw array.invalid("it has \(coordinates.rows) rows, not 2: it is damaged")
      }
      rows = try integers(Matrix(coordinates.row(0)).elements, array)
      columns = try integers(Matrix(coordinates.row(1)).elements, array)
    } else {
      rows = try integers(required("row"))
      columns = try integers(required("col"))
    }
    guard rows.count == values.count, columns.count == values.count else {
      throw archive.file.invalid(
        "it has \(values.count) values, \(rows.count) rows and \(columns.count) columns of them: "
          + "it is damaged")
    }
    return values.indices.map { .init(row: rows[$0], column: columns[$0], value: values[$0]) }
  }

  /// An array of whole numbers; a double holds any index exactly.
  private func integers(_ array: UnpackedBytes) throws(MatrixFileError) -> [Int] {
    try integers(NPYReader.readVector(array), array)
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

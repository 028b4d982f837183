public import FALinalg

/// Some rows of a sparse matrix, as each process of a job takes its own.
extension MatrixFile {
  /// The shape of the sparse matrix in a file, without its entries.
  ///
  /// - Parameters:
  ///   - path: As in ``load(_:as:options:)``.
  ///   - options: As in ``load(_:as:options:)``.
  /// - Returns: The numbers of rows and columns; nil if the file holds a dense matrix.
  /// - Throws: `notFound`, `unreadable` and `invalid`.
  /// - Complexity: O(1) in the number of entries; a compressed text is unpacked as a whole.
  public static func sparseShape(
    of path: String, options: ReadingOptions = .init()
  ) throws(MatrixFileError) -> (rows: Int, columns: Int)? {
    let place = MatrixPath(path)
    let file = try InputFile(place.file, allowsGrowth: options.allowsGrowth)
    switch try MatrixFormat(of: file) {
    case .mtx: return try MatrixMarketReader.sparseShape(of: file)
    case .npz where place.key == nil:
      let archive = try NPZReader(file)
      return archive.isSparse ? try archive.sparseShape() : nil
    default: return nil
    }
  }

  /// Reads some rows of the sparse matrix in a file.
  ///
  /// ```swift
  /// let second = try MatrixFile.readSparse(
  ///   "graph.mtx", rows: 500_000..<1_000_000, as: Double.self)
  /// ```
  ///
  /// - Parameters:
  ///   - path: As in ``load(_:as:options:)``.
  ///   - rows: The rows, which become the first ones of the result.
  ///   - scalar: The type of the entries of the result.
  ///   - options: As in ``load(_:as:options:)``.
  /// - Throws: As ``load(_:as:options:)``, for what is in those rows; `invalid` for a dense matrix and
  ///   for rows that it does not have.
  /// - Complexity: O(size of the file), all of which is read. Of Matrix Market without compression, and
  ///   of the format csr of `.npz`, no other rows are held in memory; other formats are cut when they
  ///   have been read.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func readSparse<Scalar: BLASScalar>(
    _ path: String, rows: Range<Int>, as scalar: Scalar.Type = Scalar.self,
    options: ReadingOptions = .init()
  ) throws(MatrixFileError) -> SparseMatrix<Scalar> {
    let place = MatrixPath(path)
    let file = try InputFile(place.file, allowsGrowth: options.allowsGrowth)
    switch try MatrixFormat(of: file) {
    case .mtx: return try MatrixMarketReader.readSparse(file, keeping: rows)
    case .npz where place.key == nil: return try NPZReader(file).readSparse(keeping: rows)
    default: throw file.invalid("it holds a dense matrix")
    }
  }
}

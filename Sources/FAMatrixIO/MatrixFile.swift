public import FALinalg

/// Matrices in files.
///
/// The format follows from the file's extension: `.npy` and `.npz` (NumPy and SciPy), `.mtx`
/// (Matrix Market), with the trait `MAT` `.mat` (MATLAB), `.csv`, `.tsv`, `.txt` and `.dat`; texts may be compressed, as in `.csv.gz`.
/// Nothing in a file is trusted: whatever its bytes are, it is either read or refused with a reason.
public enum MatrixFile {
  /// Reads a matrix in the form in which the file holds it; every entry of it is finite.
  ///
  /// - `.npy`: versions 1.0 to 3.0, two dimensions, either order of the entries and of their
  ///   bytes, any boolean, integer or real type, bfloat16 among them, and complex ones whose
  ///   imaginary parts are zero; one dimension, if the options say what becomes of it.
  /// - `.npz`: what `numpy.savez` and `savez_compressed` write, of several arrays the one that the
  ///   path names, as in `factors.npz:Z`; what `scipy.sparse.save_npz` writes, in the formats csr,
  ///   csc, coo, bsr and dia.
  /// - `.mtx`: `coordinate` and `array`; `real`, `integer`, `pattern`, and `complex` with imaginary
  ///   parts of zero; `general`, `symmetric`, `skew-symmetric` and, which is symmetric then,
  ///   `hermitian`.
  /// - `.mat`, where the package was built with the trait `MAT`: the variable that the path names, as in
  ///   `session.mat:rates`, or the only matrix of numbers; full or sparse, of levels 4, 5 and 7.3, by way of libmatio.
  /// - `.csv`, `.tsv`, `.txt`, `.dat`: numbers separated by commas, tabs, semicolons or blanks, one
  ///   row a line, after an optional line of column names. Blank lines, and `#` and what follows it,
  ///   are left out. Where the text can be read in two ways it is refused with the option that
  ///   decides; what was decided by evidence is in the notes.
  ///
  /// Entries that `Scalar` cannot hold exactly are rounded to the nearest value it has. Entries of
  /// a sparse matrix that share a place are added up.
  ///
  /// - Parameters:
  ///   - path: The file, or a symbolic link to it; for an array in an `.npz` file, with a colon and
  ///     the key of the array behind it.
  ///   - scalar: The type of the entries of the result.
  ///   - options: What decides where the file can be read in more than one way.
  /// - Returns: The matrix and what was decided. Only `.npy`, `.npz` and `.mtx` files can hold one
  ///   without entries.
  /// - Throws: `notFound` or `unreadable` if there are no bytes to be had, `invalid` if they are
  ///   not such a matrix, hold NaN or infinity, a number too large for `Scalar`, or one that is not
  ///   zero and too small for `Scalar` to hold to its last digit; also if a small file would take
  ///   over 256 MiB and the options do not allow it.
  /// - Complexity: O(size of the file). An `.npy` file is read piece by piece into the storage of
  ///   the result; a text file, and an array of an `.npz` file, is held in memory as a whole.
  public static func load<Scalar: BLASScalar>(
    _ path: String, as scalar: Scalar.Type = Scalar.self, options: ReadingOptions = .init()
  ) throws(MatrixFileError) -> LoadedMatrix<Scalar> {
    // There are two scalars. Naming them lets the loops below be compiled for each of them.
    let loaded: Any =
      if scalar == Float.self {
        try contents(path, as: Float.self, options)
      } else {
        try contents(path, as: Double.self, options)
      }
    guard let loaded = loaded as? LoadedMatrix<Scalar> else {
      stop("\(scalar) is neither Float nor Double")
    }
    return loaded
  }

  /// Reads a matrix with all its entries, also those that a sparse one does not store.
  ///
  /// - Parameters:
  ///   - path: As in ``load(_:as:options:)``.
  ///   - scalar: The type of the entries of the result.
  ///   - options: As in ``load(_:as:options:)``.
  /// - Throws: As ``load(_:as:options:)``, and `invalid` for a sparse matrix that would take over
  ///   1 GiB, most of it zeros, as a dense one: where more than 99 of 100 entries are not stored.
  /// - Complexity: As ``load(_:as:options:)``, and O(`count`).
  public static func read<Scalar: BLASScalar>(
    _ path: String, as scalar: Scalar.Type = Scalar.self, options: ReadingOptions = .init()
  ) throws(MatrixFileError) -> Matrix<Scalar> {
    switch try load(path, as: scalar, options: options).contents {
    case .dense(let matrix):
      return matrix
    case .sparse(let matrix):
      // Both dimensions fit 32 bits.
      let (count, entrySize) = (matrix.rows * matrix.columns, MemoryLayout<Scalar>.size)
      guard
        count <= (1 << 30) / entrySize || count / 100 <= matrix.storedCount || options.allowsGrowth
      else {
        throw .invalid(
          path: path,
          reason: "it is sparse, \(matrix.rows) x \(matrix.columns) with \(matrix.storedCount) "
            + "entries, and this needs all entries, which are too many")
      }
      try checkMemory(forBytes: count * entrySize, for: path)
      return matrix.dense()
    }
  }

  /// Writes a matrix, as `.npy` or `.mtx`, whichever the path says.
  ///
  /// - `.npy`: version 1.0, in the order in which a ``/FALinalg/Matrix`` holds its entries.
  /// - `.mtx`: an `array`, with as many digits as it takes to read the same numbers again.
  ///
  /// The file appears as a whole or not at all, see ``AtomicFile``.
  ///
  /// - Parameters:
  ///   - matrix: The matrix; NaN and infinity are written as they are.
  ///   - path: The file.
  /// - Throws: `unwritable`.
  /// - Complexity: O(`count`); without a copy of the entries, except of a view.
  public static func write<Scalar: BLASScalar>(
    _ matrix: some MatrixProtocol<Scalar>, to path: String
  ) throws(MatrixFileError) {
    switch MatrixFormat(path: path) {
    case .npy: try NPYWriter.write(Matrix(matrix), to: path)
    case .mtx: try MatrixMarketWriter.write(Matrix(matrix), to: path)
    default: throw noFormat(path)
    }
  }

  /// Throws what writing a matrix would throw as things stand; changes nothing.
  package static func checkWritable(_ path: String) throws(MatrixFileError) {
    guard [.npy, .mtx].contains(MatrixFormat(path: path)) else { throw noFormat(path) }
    try AtomicFile.checkWritable(path)
  }

  private static func noFormat(_ path: String) -> MatrixFileError {
    .unwritable(
      path: path, reason: "matrices are written as .npy or .mtx files: choose a name that ends so")
  }

  /// Writes a sparse matrix as an `.mtx` file: `coordinate`, with as many digits as it takes to read
  /// the same numbers again.
  ///
  /// The file appears as a whole or not at all, see ``AtomicFile``.
  ///
  /// - Parameters:
  ///   - matrix: The matrix, of which all stored entries are written; NaN and infinity as they are.
  ///   - path: The file, whose extension must be `.mtx`.
  /// - Throws: `unwritable`.
  /// - Complexity: O(number of stored entries).
  public static func write<Scalar: BLASScalar>(
    _ matrix: SparseMatrix<Scalar>, to path: String
  ) throws(MatrixFileError) {
    guard MatrixFormat(path: path) == .mtx else {
      throw .unwritable(
        path: path, reason: "sparse matrices are written as .mtx files: choose a name that ends so")
    }
    try MatrixMarketWriter.write(matrix, to: path)
  }

  private static func contents<Scalar: BLASScalar>(
    _ path: String, as _: Scalar.Type, _ options: ReadingOptions
  ) throws(MatrixFileError) -> LoadedMatrix<Scalar> {
    let place = MatrixPath(path)
    // First the file, then its name: a path that leads nowhere is the more basic mistake.
    let file = try InputFile(place.file, allowsGrowth: options.allowsGrowth)
    let format = try MatrixFormat(of: file)
    return switch format {
    case .npy: try NPYReader.load(file, options.vector)
    case .npz: try NPZReader(file).load(key: place.key, options.vector)
    case .mtx: try MatrixMarketReader.read(file)
    #if MAT
      case .mat: try MATReader.load(file, key: place.key)
    #endif
    case .csv: try DelimitedTextReader.read(file, usual: UInt8(ascii: ","), options)
    case .tsv: try DelimitedTextReader.read(file, usual: UInt8(ascii: "\t"), options)
    case .txt, .dat: try DelimitedTextReader.read(file, usual: UInt8(ascii: " "), options)
    }
  }
}

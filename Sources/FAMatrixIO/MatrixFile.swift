public import FALinalg

/// Matrices in files.
///
/// The format follows from the file's extension: `.npy` (NumPy), `.csv` and `.tsv`. Nothing in a
/// file is trusted: whatever its bytes are, it is either read or refused with a reason.
public enum MatrixFile {
  /// Reads a matrix; every entry of it is finite.
  ///
  /// - `.npy`: versions 1.0 to 3.0, two dimensions, either order of the entries and of their
  ///   bytes, any boolean, integer or real type.
  /// - `.csv`, `.tsv`: numbers separated by commas or tabs, one row a line, after an optional
  ///   line of column names. Lines that start with `#` are comments.
  ///
  /// Entries that `Scalar` cannot hold exactly are rounded to the nearest value it has.
  ///
  /// - Parameters:
  ///   - path: The file, or a symbolic link to it.
  ///   - scalar: The type of the entries of the result.
  /// - Returns: The matrix. Only a `.npy` file can hold one without entries.
  /// - Throws: `notFound` or `unreadable` if there are no bytes to be had, `invalid` if they are
  ///   not such a matrix, hold NaN or infinity, or a number too large for `Scalar`.
  /// - Complexity: O(size of the file). An `.npy` file is read piece by piece into the storage of
  ///   the result; a text file is held in memory as a whole.
  public static func read<Scalar: BLASScalar>(
    _ path: String, as scalar: Scalar.Type = Scalar.self
  ) throws(MatrixFileError) -> Matrix<Scalar> {
    // There are two scalars. Naming them lets the loops below be compiled for each of them.
    let matrix: any MatrixProtocol =
      if scalar == Float.self {
        try load(path, as: Float.self)
      } else {
        try load(path, as: Double.self)
      }
    guard let matrix = matrix as? Matrix<Scalar> else {
      preconditionFailure("\(scalar) is neither Float nor Double")
    }
    return matrix
  }

  /// Writes a matrix as an `.npy` file: version 1.0, in the order in which a
  /// ``/FALinalg/Matrix`` holds its entries.
  ///
  /// The file appears as a whole or not at all, see ``AtomicFile``.
  ///
  /// - Parameters:
  ///   - matrix: The matrix; NaN and infinity are written as they are.
  ///   - path: The file, whose extension must be `.npy`.
  /// - Throws: `unwritable`.
  /// - Complexity: O(`count`); without a copy of the entries, except of a view.
  public static func write<Scalar: BLASScalar>(
    _ matrix: some MatrixProtocol<Scalar>, to path: String
  ) throws(MatrixFileError) {
    guard Format(path: path) == .npy else {
      throw .unwritable(
        path: path, reason: "matrices are written as .npy files: choose a name that ends so")
    }
    try NPYWriter.write(Matrix(matrix), to: path)
  }

  private static func load<Scalar: BLASScalar>(
    _ path: String, as _: Scalar.Type
  ) throws(MatrixFileError) -> Matrix<Scalar> {
    // First the file, then its name: a path that leads nowhere is the more basic mistake.
    let file = try InputFile(path)
    guard let format = Format(path: path) else {
      let names = Format.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
      throw .invalid(
        path: path, reason: "the extension says no known format; supported are \(names)")
    }
    if file.size == 0 {
      throw .invalid(path: path, reason: "the file is empty")
    }
    return switch format {
    case .npy: try NPYReader.read(file)
    case .csv: try DelimitedTextReader.read(file, separator: UInt8(ascii: ","))
    case .tsv: try DelimitedTextReader.read(file, separator: UInt8(ascii: "\t"))
    }
  }
}

/// A format that matrices are read from; the raw value is the file's extension.
private enum Format: String, CaseIterable {
  case npy, csv, tsv

  init?(path: String) {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return nil }
    self.init(rawValue: name[name.index(after: dot)...].lowercased())
  }
}

import FALinalg

/// Reads `.npz` files: the archives of `.npy` files that NumPy's `savez` and SciPy's `save_npz`
/// write.
struct NPZReader: ~Copyable {
  let archive: ZipArchive
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
    if isSparse { return LoadedMatrix(contents: .sparse(try readSparse()), notes: []) }
    guard arrays.count == 1, let (key, _) = arrays.first, let array = try contents(key) else {
      throw archive.file.invalid(
        arrays.isEmpty
          ? "it holds no array"
          : "it holds several arrays: choose one as FILE:key; \(listing)")
    }
    return try NPYReader.load(array, vector)
  }

  /// Whether it holds what `scipy.sparse.save_npz` writes.
  var isSparse: Bool { has("format") && has("shape") && has("data") }

  private var listing: String {
    let shown = 16
    let keys = arrays.prefix(shown).map { "'\($0.key.printable)'" }.joined(separator: ", ")
    return arrays.isEmpty
      ? "it holds none" : "its keys are \(keys)\(arrays.count > shown ? ", …" : "")"
  }

  private func has(_ key: String) -> Bool { arrays.contains { $0.key == key } }

  /// The member that holds an array, and its name for messages.
  private func member(_ key: String) -> (ZipArchive.Member, path: String)? {
    // As NumPy, which looks for the very name first.
    let array =
      arrays.first { $0.member.name == key } ?? arrays.first { $0.key == key }
    return array.map { ($0.member, "\(archive.file.path):\(key)") }
  }

  /// An array, if it is there.
  func contents(_ key: String) throws(MatrixFileError) -> UnpackedBytes? {
    guard let (member, path) = member(key) else { return nil }
    return try archive.contents(of: member, as: path)
  }

  /// An array that a sparse matrix must have.
  func required(_ key: String) throws(MatrixFileError) -> UnpackedBytes {
    let (member, path) = try place(of: key)
    return try archive.contents(of: member, as: path)
  }

  /// Where an array is that a sparse matrix must have.
  func place(
    of key: String
  ) throws(MatrixFileError) -> (member: ZipArchive.Member, path: String) {
    guard let place = member(key) else {
      throw archive.file.invalid("it is a sparse matrix without the array '\(key)': it is damaged")
    }
    return place
  }
}

internal import Platform

/// Where a matrix is: a file, and the key of an array in it if there is one, as in `data.npz:A`.
package struct MatrixPath {
  /// The file.
  package let file: String
  /// The key, which only an `.npz` or a `.mat` file has.
  package let key: String?

  /// Takes a path apart. What leads to a file as it stands has no key.
  package init(_ path: String) {
    let marks = [".npz:", ".mat:"]
    let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
    let lowercased = path.utf8.map { capitals.contains($0) ? $0 | 0x20 : $0 }
    let start = lowercased.indices.first { place in
      marks.contains { lowercased[place...].starts(with: $0.utf8) }
    }
    if let start, unsafe path.withSystemPath({ unsafe access($0, F_OK) }) != 0 {
      let colon = path.utf8.index(path.startIndex, offsetBy: start + marks[0].utf8.count - 1)
      file = String(path[..<colon])
      key = String(path[path.utf8.index(after: colon)...])
    } else {
      file = path
      key = nil
    }
  }
}

/// A format that matrices are read from; the raw value is the file's extension.
enum MatrixFormat: String, CaseIterable {
  case npy, npz, mtx, csv, tsv, txt, dat
  #if MAT
    case mat
  #endif

  init?(path: String) {
    let extensions = (path.split(separator: "/").last ?? "").split(
      separator: ".", omittingEmptySubsequences: false
    ).dropFirst().map { $0.lowercased() }
    let isCompressed = extensions.last == "gz"
    guard let name = extensions.dropLast(isCompressed ? 1 : 0).last else { return nil }
    self.init(rawValue: name)
    // NumPy does not read its own formats through gzip either.
    if isCompressed, self == .npy || self == .npz { return nil }
  }

  /// The format of a file, which must have one and not be empty.
  init(of file: borrowing InputFile) throws(MatrixFileError) {
    guard let format = Self(path: file.path) else {
      if file.path.lowercased().hasSuffix(".mat") {
        throw file.invalid(
          "MATLAB files are read where the package was built with `--traits default,MAT`, which needs "
            + "libmatio (Debian, Ubuntu: apt-get install libmatio-dev)")
      }
      let names = Self.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
      throw file.invalid(
        "the extension is not one of a matrix file; supported are \(names), and texts with .gz")
    }
    guard file.size > 0 else { throw file.invalid("the file is empty") }
    self = format
  }
}

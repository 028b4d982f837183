import FAMatrixIO

/// Text files that fa-bench reads besides matrices.
enum TextFile {
  /// The text of a file.
  ///
  /// - Parameters:
  ///   - path: Where it is.
  ///   - limit: How many bytes it may have.
  static func read(_ path: String, limit: Int) throws -> String {
    guard let bytes = try FileContents.bytes(of: path, limit: limit) else {
      throw TextFileError(path: path, reason: "it has more than \(limit) bytes")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw TextFileError(path: path, reason: "it is not text in UTF-8")
    }
    return text
  }
}

/// Why the content of a text file is refused.
struct TextFileError: Error, CustomStringConvertible {
  let path: String
  let reason: String

  var description: String { "cannot use '\(path.printable)': \(reason.printable)" }
}

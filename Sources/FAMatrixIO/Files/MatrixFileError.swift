/// Why a matrix file could not be read or written.
public enum MatrixFileError: Error, Equatable, Sendable {
  /// There is no file at the path.
  case notFound(path: String)
  /// There is something at the path, but its bytes cannot be had: no permission, a directory, an
  /// error of the device.
  case unreadable(path: String, reason: String)
  /// The bytes are there and are not a matrix; the reason says what is wrong, where, and what to
  /// do about it.
  case invalid(path: String, reason: String)
  /// The file cannot be written.
  case unwritable(path: String, reason: String)
}

extension MatrixFileError: CustomStringConvertible {
  /// One sentence that names the file.
  public var description: String {
    switch self {
    case .notFound(let path):
      "'\(path.printable)' does not exist"
    case .unreadable(let path, let reason):
      "cannot read '\(path.printable)': \(reason)"
    case .invalid(let path, let reason):
      "'\(path.printable)' does not hold a usable matrix: \(reason)"
    case .unwritable(let path, let reason):
      "cannot write '\(path.printable)': \(reason)"
    }
  }
}

/// Why content is refused, where its path is not known.
struct Refusal: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}

extension String {
  /// The start of a text that comes from a file, fit to be quoted in a message.
  init(quoting bytes: some Collection<UInt8>) {
    let limit = 24
    // Four bytes make the longest character; a message needs no more of a long text than that.
    let start = String(decoding: bytes.prefix(4 * limit), as: UTF8.self)
    let isShortened = bytes.count > 4 * limit || start.count > limit
    self = start.prefix(limit).description.printable + (isShortened ? "…" : "")
  }
}

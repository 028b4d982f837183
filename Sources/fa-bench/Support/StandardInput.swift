import FAMatrixIO
import Foundation

/// Standard input as a matrix file, which `-` stands for.
enum StandardInput {
  /// What it is called in messages and results.
  static let name = "standard input"

  /// Runs `body` with a path at which all bytes of standard input are, and takes the file away.
  ///
  /// The bytes say what they are: `.npy`, `.npz` and Matrix Market files begin with words of their own, and whatever else comes
  /// is text.
  static func withFile<Result>(_ body: (String) throws -> Result) throws -> Result {
    guard Job.communicator == nil else {
      throw UsageError(
        "--input - is read by one process, and mpirun started more: save the matrix as a file")
    }
    guard !Terminal.standardInput.isTerminal else {
      throw UsageError("--input - reads standard input, which is a terminal: pipe a matrix into it")
    }
    var directory = Array((NSTemporaryDirectory() + "/fa-bench-XXXXXX").utf8CString)
    guard let path = unsafe mkdtemp(&directory).map({ unsafe String(cString: $0) }) else {
      throw MatrixFileError.unwritable(
        path: NSTemporaryDirectory(),
        reason: "no temporary directory for standard input: \(errorText(errno))")
    }
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try spooled(into: path)
    do {
      return try body(file)
    } catch let error as MatrixFileError {
      throw error.naming(file, as: name)
    }
  }

  private static func spooled(into directory: String) throws -> String {
    let plain = directory + "/input"
    let output = unsafe open(plain, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard output >= 0 else {
      throw MatrixFileError.unwritable(path: plain, reason: errorText(errno))
    }
    defer { close(output) }
    var (start, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 20))
    while true {
      let count = unsafe read(0, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw MatrixFileError.unreadable(path: name, reason: errorText(errno))
      }
      if count == 0 { break }
      if start.count < 16 { start += buffer[..<min(count, 16)] }
      let code = unsafe buffer.withUnsafeBytes {
        unsafe writeAll(UnsafeRawBufferPointer(rebasing: $0[..<count]), to: output)
      }
      guard code == 0 else {
        throw MatrixFileError.unwritable(path: plain, reason: errorText(code))
      }
    }
    let named = plain + "." + ending(of: start)
    guard unsafe rename(plain, named) == 0 else {
      throw MatrixFileError.unwritable(path: named, reason: errorText(errno))
    }
    return named
  }

  private static func ending(of start: [UInt8]) -> String {
    if start.starts(with: [0x93] + "NUMPY".utf8) { return "npy" }
    if start.starts(with: "PK\u{3}\u{4}".utf8) { return "npz" }
    if start.starts(with: "%%MatrixMarket".utf8) { return "mtx" }
    if start.starts(with: "MATLAB".utf8) { return "mat" }
    return "csv"
  }
}

extension MatrixFileError {
  /// The same error of what goes by another name.
  fileprivate func naming(_ path: String, as name: String) -> MatrixFileError {
    func shown(_ other: String) -> String { other.hasPrefix(path) ? name : other }
    return switch self {
    case .notFound(let path): .notFound(path: shown(path))
    case .unreadable(let path, let reason): .unreadable(path: shown(path), reason: reason)
    case .invalid(let path, let reason): .invalid(path: shown(path), reason: reason)
    case .unwritable(let path, let reason): .unwritable(path: shown(path), reason: reason)
    }
  }
}

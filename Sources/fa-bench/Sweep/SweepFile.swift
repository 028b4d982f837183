import FAMatrixIO
import FATrainers
import Foundation

/// The results of a sweep: a file with one line of JSON for each finished cell, schema
/// `fa-bench.sweep/1`, which only ever grows.
///
/// Each line is written by one call, so that a program that is killed leaves at most one line that is
/// torn, the last; what follows the last line break is cut off when the file is opened again.
final class SweepFile {
  /// The lines that were there and those that were added.
  private(set) var results: [SweepResult] = []
  private let path: String
  private let descriptor: Int32
  private let encoder = JSONEncoder()
  private let environment: Environment

  /// Opens the file, or creates it, and keeps other sweeps from it.
  ///
  /// - Throws: `MatrixFileError` if it cannot be written, ``TextFileError`` if it holds something else.
  init(_ path: String, environment: Environment) throws {
    self.path = path
    self.environment = environment
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    descriptor = unsafe path.withSystemPath {
      unsafe open($0, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    }
    guard descriptor >= 0 else { throw unwritable() }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw MatrixFileError.unwritable(
        path: path, reason: "the results of a sweep need a plain file")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw MatrixFileError.unwritable(path: path, reason: "another sweep is writing it")
    }
    try readResults()
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Adds a result.
  func append(_ result: SweepResult) throws {
    var line = try encoder.encode(Line(environment, result))
    line.append(UInt8(ascii: "\n"))
    let end = lseek(descriptor, 0, SEEK_END)
    let code = unsafe line.withUnsafeBytes { unsafe writeAll($0, to: descriptor) }
    guard code == 0 else {
      // What did not fit on the disk leaves no part behind.
      _ = ftruncate(descriptor, end)
      throw unwritable(code)
    }
    try checkPlace()
    results.append(result)
  }

  /// Throws if the file is no longer where it was: nobody would find the results.
  private func checkPlace() throws {
    var (own, found) = (stat(), stat())
    guard unsafe fstat(descriptor, &own) == 0 else { throw unwritable() }
    let code = unsafe path.withSystemPath { unsafe stat($0, &found) }
    guard code == 0, own.st_dev == found.st_dev, own.st_ino == found.st_ino else {
      throw MatrixFileError.unwritable(
        path: path,
        reason: "it was removed or replaced during the sweep: what was not saved elsewhere is lost")
    }
  }

  /// Waits until the results are on the disk.
  func synchronize() throws {
    guard fsync(descriptor) == 0 else { throw unwritable() }
    try checkPlace()
  }

  private func readResults() throws {
    let data: Data
    do {
      data = try FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).readToEnd() ?? Data()
    } catch {
      throw MatrixFileError.unreadable(path: path, reason: "it could not be read to its end")
    }
    let (found, end) = try Self.results(in: data, of: path)
    results = found
    guard end == data.count || ftruncate(descriptor, off_t(end)) == 0 else { throw unwritable() }
  }

  /// The results that a file holds, for those who do not write to it.
  ///
  /// - Throws: ``TextFileError`` if it holds something else.
  static func results(in data: Data, of path: String) throws -> (results: [SweepResult], end: Int) {
    func refusal(line: Int) -> TextFileError {
      TextFileError(
        path: path, reason: "line \(line) is not a result of a sweep (\(Line.Origin.schema))")
    }
    let end = data.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    // A torn line begins as every line does; anything else was written by somebody else.
    guard data[end...].isEmpty || data[end] == UInt8(ascii: "{") else { throw refusal(line: 1) }
    let decoder = JSONDecoder()
    let lines = data[..<end].dropLast().split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var results: [SweepResult] = []
    var seen: Set<String> = []
    for (index, line) in (end == 0 ? [] : lines).enumerated() {
      guard let line = try? decoder.decode(Line.self, from: line),
        line.origin.schema == Line.Origin.schema
      else { throw refusal(line: index + 1) }
      // Files that were joined may have a cell twice.
      if seen.insert(line.result.cell).inserted { results.append(line.result) }
    }
    return (results, end)
  }

  /// The schema of its lines.
  static var schema: String { Line.Origin.schema }

  private func unwritable(_ code: CInt = errno) -> MatrixFileError {
    .unwritable(path: path, reason: errorText(code))
  }
}

/// A line of the file: what was found, and what it was made on, side by side.
private struct Line: Codable {
  let origin: Origin
  let result: SweepResult

  struct Origin: Codable {
    var schema = Origin.schema
    let version: String
    let blas: String
    let blasCore: String

    static let schema = "fa-bench.sweep/1"
  }

  init(_ environment: Environment, _ result: SweepResult) {
    origin = Origin(
      version: environment.version, blas: environment.blas, blasCore: environment.blasCore)
    self.result = result
  }

  init(from decoder: any Decoder) throws {
    (origin, result) = (try Origin(from: decoder), try SweepResult(from: decoder))
  }

  func encode(to encoder: any Encoder) throws {
    try origin.encode(to: encoder)
    try result.encode(to: encoder)
  }
}

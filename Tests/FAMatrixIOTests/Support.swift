import FALinalg
import FAMatrixIO
import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

func contents(_ path: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}

func makeFIFO(_ path: String) throws {
  let code = unsafe mkfifo(path, 0o600)
  try #require(code == 0)
}

func setPermissions(_ mode: mode_t, of path: String) throws {
  let code = unsafe chmod(path, mode)
  try #require(code == 0)
}

func permissions(of path: String) throws -> mode_t {
  var status = stat()
  let code = unsafe lstat(path, &status)
  try #require(code == 0)
  return status.st_mode & 0o7777
}

/// Opens a file, to be closed by the caller.
func openFile(_ path: String, _ flags: CInt) throws -> CInt {
  let descriptor = unsafe open(path, flags, 0o666)
  try #require(descriptor >= 0)
  return descriptor
}

/// The path of a file that make_fixtures.py wrote.
func fixture(_ name: String) throws -> String {
  try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/\(name)").path
}

/// A `.npy` file with the given header text, which need not be right.
func npy(_ header: String, _ data: [UInt8] = [], version: UInt8 = 1) -> [UInt8] {
  let text = Array(header.utf8)
  let lengthBytes = (0..<(version == 1 ? 2 : 4)).map { UInt8(text.count >> (8 * $0) & 0xFF) }
  return [0x93] + "NUMPY".utf8 + [version, 0] + lengthBytes + text + data
}

func littleEndianBytes(_ values: some Sequence<Double>) -> [UInt8] {
  values.flatMap { value in (0..<8).map { UInt8(value.bitPattern >> (8 * UInt64($0)) & 0xFF) } }
}

/// The reason why content is refused, of a file or of an array in it; records an issue if it is not.
func refusal<Scalar: BLASScalar>(
  of path: String, as scalar: Scalar.Type, sourceLocation: SourceLocation = #_sourceLocation
) -> String {
  do {
    let matrix = try MatrixFile.read(path, as: scalar)
    Issue.record("read as \(matrix)", sourceLocation: sourceLocation)
  } catch .invalid(let place, let reason) where place == path || place.hasPrefix(path + ":") {
    return reason
  } catch {
    Issue.record(error, sourceLocation: sourceLocation)
  }
  return ""
}

extension Matrix {
  /// The entries row by row.
  var rowMajor: [Scalar] { transposed.view.columnMajor }
}

extension MatrixView {
  var columnMajor: [Scalar] { Matrix(self).elements }
}

#if canImport(Glibc)
  /// Runs `body` with another user's rights to files, which Linux gives to a single thread. For root only.
  func asUser(_ user: uid_t, _ group: gid_t, _ body: () throws -> Void) throws {
    typealias Setter = @convention(c) (CUnsignedInt) -> CInt
    func setter(_ name: String) throws -> Setter {
      unsafe unsafeBitCast(try #require(unsafe dlsym(nil, name)), to: Setter.self)
    }
    let (setGroup, setUser) = (try setter("setfsgid"), try setter("setfsuid"))
    defer {
      _ = setUser(geteuid())
      _ = setGroup(getegid())
    }
    _ = setGroup(group)
    _ = setUser(user)
    try body()
  }
#endif

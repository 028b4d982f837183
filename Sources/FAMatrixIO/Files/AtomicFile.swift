internal import Platform

/// Files that are written as a whole or not at all.
///
/// The bytes go to a temporary file in the same directory, which then takes the place of the file:
/// a reader sees the old content or the new, and after a failure the old is untouched. The new file
/// has the permissions of the old, a symbolic link keeps pointing to it, a hard link does not. On Linux
/// the temporary file has no name until it is whole, where the file system allows that, so that nothing is left of
/// it if the program is killed.
/// Devices, FIFOs and the open files of this process (`/dev/stdout`, `/dev/fd/3`) are written
/// straight through instead.
public enum AtomicFile {
  /// Writes bytes to a file.
  ///
  /// - Parameters:
  ///   - bytes: The whole content, for instance an array or `text.utf8`.
  ///   - path: Where it goes.
  /// - Throws: `unwritable`.
  /// - Complexity: O(number of bytes).
  public static func write(
    _ bytes: some Collection<UInt8>, to path: String
  ) throws(MatrixFileError) {
    let bytes = Array(bytes)
    try write(to: path) { (output) throws(MatrixFileError) in try output.write(bytes) }
  }

  /// Writes what `produce` hands to the output; if it throws, the file stays as it was.
  ///
  /// - Throws: `unwritable`, and what `produce` throws.
  package static func write(
    to path: String, _ produce: (borrowing OutputFile) throws(MatrixFileError) -> Void
  ) throws(MatrixFileError) {
    switch try Destination(path) {
    case .openFile(let number):
      let output = try OutputFile(path, "") { dup(number) }
      // What was printed before must come out before.
      fflush(nil)
      try produce(output)
    case .device(let device):
      let output = try OutputFile(path, "") {
        unsafe device.withSystemPath { unsafe open($0, O_WRONLY | O_CLOEXEC | O_NOCTTY) }
      }
      try produce(output)
    case .file(let target, let old):
      try replace(target, old, path, produce)
    }
  }

  /// Throws what ``write(_:to:)`` would throw as things stand; changes nothing.
  package static func checkWritable(_ path: String) throws(MatrixFileError) {
    guard case .file(let target, _) = try Destination(path) else { return }
    let prefix = target.directoryPrefix
    let directory = prefix.isEmpty ? "." : prefix
    let code = unsafe directory.withSystemPath {
      unsafe faccessat(AT_FDCWD, $0, W_OK | X_OK, AT_EACCESS)
    }
    guard code == 0 else {
      throw .unwritable(path: path, reason: "'\(directory.printable)': \(errorText(errno))")
    }
  }

  private static func replace(
    _ target: String, _ old: stat?, _ path: String,
    _ produce: (borrowing OutputFile) throws(MatrixFileError) -> Void
  ) throws(MatrixFileError) {
    let prefix = target.directoryPrefix
    let directory = prefix.isEmpty ? "." : prefix
    let temporary = prefix + ".fa-\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
    // The content of a file that others may not read must not be open to them even for a moment.
    let mode = mode_t(old == nil ? 0o666 : 0o600)
    var hasName = false
    let output = try OutputFile(path, "no temporary file in '\(directory.printable)': ") {
      let unnamed = unsafe directory.withSystemPath { unsafe fa_open_unnamed($0, mode) }
      guard unnamed < 0 else { return unnamed }
      hasName = true
      return unsafe temporary.withSystemPath {
        unsafe open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
      }
    }
    do throws(MatrixFileError) {
      try produce(output)
      if let old { try output.adoptPermissions(of: old) }
      try output.synchronize()
      if !hasName { try output.name(temporary) }
      hasName = true
      let code = unsafe temporary.withSystemPath { from in
        unsafe target.withSystemPath { unsafe rename(from, $0) }
      }
      guard code == 0 else { throw .unwritable(path: path, reason: errorText(errno)) }
    } catch {
      if hasName { unsafe temporary.withSystemPath { _ = unsafe unlink($0) } }
      throw error
    }
    // Whatever happens to the machine now, the name leads to the new file. Not every file system can say so.
    let place = FileDescriptor(
      number: unsafe directory.withSystemPath {
        unsafe open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      })
    if place.number >= 0 { fsync(place.number) }
  }
}

/// What a path leads to.
private enum Destination {
  /// A file that this process has open.
  case openFile(CInt)
  /// A device or a FIFO.
  case device(String)
  /// A regular file, or the place for one; the path is that of no symbolic link.
  case file(String, stat?)

  init(_ path: String) throws(MatrixFileError) {
    func unwritable(_ reason: String) -> MatrixFileError {
      .unwritable(path: path, reason: reason)
    }
    guard !path.utf8.contains(0) else { throw unwritable("a path cannot hold a NUL character") }
    var place = path
    for _ in 0..<40 {
      // Opening such a path anew would write from the start of a file that others append to.
      if let number = Self.openFileNumber(place) {
        self = .openFile(number)
        return
      }
      var status = stat()
      guard unsafe place.withSystemPath({ unsafe lstat($0, &status) }) == 0 else {
        guard errno == ENOENT, !place.isEmpty, !place.hasSuffix("/") else {
          throw unwritable(errorText(errno))
        }
        self = .file(place, nil)
        return
      }
      switch status.st_mode & S_IFMT {
      case S_IFLNK:
        let target = try Self.target(ofLink: place, path)
        place = target.hasPrefix("/") ? target : place.directoryPrefix + target
      case S_IFREG:
        // Renaming over a file asks only for rights to its directory.
        let code = unsafe place.withSystemPath { unsafe faccessat(AT_FDCWD, $0, W_OK, AT_EACCESS) }
        guard code == 0 else { throw unwritable(errorText(errno)) }
        self = .file(place, status)
        return
      case S_IFDIR:
        throw unwritable("it is a directory")
      default:
        self = .device(place)
        return
      }
    }
    throw unwritable(errorText(ELOOP))
  }

  private static func openFileNumber(_ path: String) -> CInt? {
    switch path {
    case "/dev/stdin": return 0
    case "/dev/stdout": return 1
    case "/dev/stderr": return 2
    default:
      let prefix = ["/dev/fd/", "/proc/self/fd/"].first { path.hasPrefix($0) }
      return prefix.flatMap { CInt(path.dropFirst($0.count)) }
    }
  }

  private static func target(
    ofLink link: String, _ path: String
  ) throws(MatrixFileError) -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe link.withSystemPath { unsafe readlink($0, &buffer, buffer.count) }
    guard count >= 0 else { throw .unwritable(path: path, reason: errorText(errno)) }
    return String(systemBytes: buffer[..<count].map(UInt8.init(bitPattern:)))
  }
}

extension String {
  /// The path up to and including its last slash: empty for a name alone.
  fileprivate var directoryPrefix: String {
    lastIndex(of: "/").map { String(self[...$0]) } ?? ""
  }
}

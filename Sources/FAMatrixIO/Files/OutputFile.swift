internal import Platform

/// A file that is open for writing.
package struct OutputFile: ~Copyable {
  /// The path that the caller asked for, for messages.
  private let path: String
  private let descriptor: FileDescriptor

  /// Takes over the descriptor that `open` returns, or reports why there is none.
  init(_ path: String, _ context: String, _ open: () -> CInt) throws(MatrixFileError) {
    let descriptor = FileDescriptor(number: open())
    guard descriptor.number >= 0 else {
      throw .unwritable(path: path, reason: context + errorText(errno))
    }
    self.path = path
    self.descriptor = descriptor
  }

  /// Writes all of `elements`, as they lie in memory.
  package func write<Element: BitwiseCopyable>(_ elements: [Element]) throws(MatrixFileError) {
    try unsafe elements.withUnsafeBufferPointer { (buffer) throws(MatrixFileError) in
      let code = unsafe writeAll(UnsafeRawBufferPointer(buffer), to: descriptor.number)
      guard code == 0 else { throw unwritable(code) }
    }
  }

  /// Gives the file the owner and the permissions of the one it will replace.
  func adoptPermissions(of old: stat) throws(MatrixFileError) {
    // Where the owner cannot be kept, the group may be another: its rights are not handed on.
    let isSameOwner = fchown(descriptor.number, old.st_uid, old.st_gid) == 0
    guard fchmod(descriptor.number, old.st_mode & (isSameOwner ? 0o777 : 0o707)) == 0 else {
      throw unwritable()
    }
  }

  /// Gives a name to a file that has none.
  func name(_ name: String) throws(MatrixFileError) {
    let number = descriptor.number
    guard unsafe name.withSystemPath({ unsafe fa_name(number, $0) }) == 0 else {
      throw unwritable()
    }
  }

  /// Waits until the bytes are on the disk.
  func synchronize() throws(MatrixFileError) {
    guard fsync(descriptor.number) == 0 else { throw unwritable() }
  }

  private func unwritable(_ code: CInt = errno) -> MatrixFileError {
    .unwritable(path: path, reason: errorText(code))
  }
}

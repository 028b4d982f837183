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
      let bytes = UnsafeRawBufferPointer(buffer)
      var done = 0
      while done < bytes.count {
        let piece = unsafe UnsafeRawBufferPointer(
          rebasing: bytes[done..<min(bytes.count, done + largestTransfer)])
        let count = unsafe sendOut(piece)
        if count >= 0 {
          done += count
        } else if errno == EAGAIN {
          // A pipe that somebody made non-blocking is full: wait until it takes more.
          var request = pollfd(fd: descriptor.number, events: Int16(POLLOUT), revents: 0)
          _ = unsafe poll(&request, 1, -1)
        } else if errno != EINTR {
          throw unwritable()
        }
      }
    }
  }

  private func sendOut(_ bytes: UnsafeRawBufferPointer) -> Int {
    // Within a method the member of the same name hides the system call.
    #if canImport(Darwin)
      unsafe Darwin.write(descriptor.number, bytes.baseAddress, bytes.count)
    #elseif canImport(Musl)
      unsafe Musl.write(descriptor.number, bytes.baseAddress, bytes.count)
    #else
      unsafe Glibc.write(descriptor.number, bytes.baseAddress, bytes.count)
    #endif
  }

  /// Gives the file the owner and the permissions of the one it will replace.
  func adoptPermissions(of old: stat) throws(MatrixFileError) {
    // Where the owner cannot be kept, the group may be another: its rights are not handed on.
    let isSameOwner = fchown(descriptor.number, old.st_uid, old.st_gid) == 0
    guard fchmod(descriptor.number, old.st_mode & (isSameOwner ? 0o777 : 0o707)) == 0 else {
      throw unwritable()
    }
  }

  /// Waits until the bytes are on the disk.
  func synchronize() throws(MatrixFileError) {
    guard fsync(descriptor.number) == 0 else { throw unwritable() }
  }

  private func unwritable() -> MatrixFileError {
    .unwritable(path: path, reason: errorText(errno))
  }
}

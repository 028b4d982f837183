internal import Platform

/// An open file of this process, closed when it is no longer used; a negative number is none.
struct FileDescriptor: ~Copyable {
  let number: CInt

  // Closing nothing would overwrite the error number that says why.
  deinit { if number >= 0 { _ = close(number) } }
}

/// The most bytes that one call may move: some systems refuse 2 GiB or more.
let largestTransfer = 1 << 30

/// The system's text for an error number.
package func errorText(_ code: CInt) -> String { unsafe String(cString: strerror(code)) }

/// Writes all of the bytes to an open file.
///
/// - Returns: Zero, or the number of the error that ended the writing.
package func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt) -> CInt {
  var rest = unsafe bytes[...]
  while unsafe !rest.isEmpty {
    let piece = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(largestTransfer))
    let count = unsafe write(descriptor, piece.baseAddress, piece.count)
    if count >= 0 {
      // Where a disk is full, part of the bytes is written, and only the next call says why.
      unsafe rest = rest.dropFirst(count)
    } else if errno == EAGAIN {
      // Somebody made it non-blocking, and it is full: wait until it takes more.
      var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = unsafe poll(&request, 1, -1)
    } else if errno != EINTR {
      return errno
    }
  }
  return 0
}

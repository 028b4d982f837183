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

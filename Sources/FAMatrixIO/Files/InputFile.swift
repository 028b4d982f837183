internal import Platform

/// A regular file that is open for reading and of known size.
struct InputFile: ByteSource, ~Copyable {
  /// The path by which the file was opened, for messages.
  let path: String
  /// The number of bytes.
  let size: Int
  let growthLimit: Int
  private let descriptor: FileDescriptor

  /// Opens a file.
  ///
  /// - Throws: `notFound`; `unreadable` also for whatever is no regular file: its size is not
  ///   known, and opening it may wait for ever.
  ///
  /// - Parameter allowsGrowth: Whether what is in it may take over 256 MiB and over 100 times its
  ///   size.
  init(_ path: String, allowsGrowth: Bool = false) throws(MatrixFileError) {
    guard !path.utf8.contains(0) else {
      throw .unreadable(path: path, reason: "a path cannot hold a NUL character")
    }
    // O_NONBLOCK: a FIFO without a writer must not hold us up before we know that it is one.
    let descriptor = FileDescriptor(
      number: unsafe path.withSystemPath {
        unsafe open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
      })
    var status = stat()
    guard descriptor.number >= 0, unsafe fstat(descriptor.number, &status) == 0 else {
      let code = errno
      if code == ENOENT || code == ENOTDIR { throw .notFound(path: path) }
      throw .unreadable(path: path, reason: errorText(code))
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .unreadable(path: path, reason: "it is a directory")
    default:
      throw .unreadable(
        path: path,
        reason: "it is a pipe or a device and has no size: save its contents to a file first")
    }
    self.path = path
    size = Int(status.st_size)
    let (hundredfold, overflow) = size.multipliedReportingOverflow(by: 100)
    growthLimit = allowsGrowth || overflow ? .max : max(1 << 28, hundredfold)
    self.descriptor = descriptor
  }

  /// Tells the system that the bytes will be read from the first to the last, so that it reads ahead.
  func willBeReadInOrder() {
    #if os(Linux)
      _ = posix_fadvise(descriptor.number, 0, 0, POSIX_FADV_SEQUENTIAL)
    #endif
  }

  /// Fills `buffer` with the bytes that start at `offset`.
  ///
  /// - Precondition: They lie within `size`.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(MatrixFileError) {
    var done = 0
    while done < buffer.count {
      let piece = unsafe UnsafeMutableRawBufferPointer(
        rebasing: buffer[done..<min(buffer.count, done + largestTransfer)])
      let count = unsafe pread(
        descriptor.number, piece.baseAddress, piece.count, off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        throw .unreadable(path: path, reason: "it became shorter while it was being read")
      } else if errno != EINTR {
        throw .unreadable(path: path, reason: errorText(errno))
      }
    }
  }
}

extension Array {
  /// Creates an array of `count` elements in memory that `initialize` fills, or throws.
  init(
    uninitializedCount count: Int,
    _ initialize: (UnsafeMutableBufferPointer<Element>) throws(MatrixFileError) -> Void
  ) throws(MatrixFileError) {
    var failure: MatrixFileError?
    unsafe self.init(unsafeUninitializedCapacity: count) { buffer, initializedCount in
      do throws(MatrixFileError) {
        try unsafe initialize(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
        initializedCount = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}

internal import Platform

/// Bytes of known number, in a file or in memory.
///
/// Sizes that they claim are held against their number before anything is allocated.
protocol ByteSource: ~Copyable {
  /// Where the bytes come from, for messages.
  var path: String { get }
  /// The number of bytes.
  var size: Int { get }
  /// The most bytes that what they hold may take in memory.
  var growthLimit: Int { get }

  /// Fills `buffer` with the bytes that start at `offset`, which must lie within `size`.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(MatrixFileError)
}

extension ByteSource where Self: ~Copyable {
  /// The `count` bytes that start at `offset`.
  ///
  /// - Precondition: They lie within `size`.
  func bytes(at offset: Int, count: Int) throws(MatrixFileError) -> [UInt8] {
    try checkMemory(forBytes: count)
    return try unsafe Array(uninitializedCount: count) { (buffer) throws(MatrixFileError) in
      try unsafe read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
    }
  }

  /// Throws if that many bytes are out of all proportion to the file, or cannot be had.
  func checkMemory(forBytes count: Int) throws(MatrixFileError) {
    guard count <= growthLimit else {
      throw invalid(
        "it takes \(count) bytes of memory, over 100 times the size of the file: to read it all the "
          + "same, set the option allow-growth")
    }
    try FAMatrixIO.checkMemory(forBytes: count, for: path)
  }

  /// What is thrown for content that is no matrix.
  func invalid(_ reason: String) -> MatrixFileError {
    .invalid(path: path, reason: reason)
  }

  /// Runs `body`, naming the source in what it refuses.
  func naming<Result>(_ body: () throws(Refusal) -> Result) throws(MatrixFileError) -> Result {
    do throws(Refusal) {
      return try body()
    } catch {
      throw invalid(error.reason)
    }
  }
}

/// Bytes that were unpacked into memory, or some of them that follow each other.
struct UnpackedBytes: ByteSource {
  let path: String
  let size: Int
  /// Those that are there.
  let contents: [UInt8]
  /// The place of the first of them.
  let offset: Int
  let growthLimit: Int

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(MatrixFileError) {
    let start = offset - self.offset
    guard start >= 0, start + buffer.count <= contents.count else {
      throw invalid("what lies at byte \(offset) was not unpacked")
    }
    unsafe contents.withUnsafeBytes { contents in
      unsafe buffer.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: contents[start..<(start + buffer.count)]))
    }
  }
}

/// Throws if that many bytes cannot be had: running out of memory would end the program, and a sparse file
/// can claim any size at no cost.
func checkMemory(forBytes count: Int, for path: String) throws(MatrixFileError) {
  // To ask costs more than it is worth for what any process can have.
  guard count > 1 << 20 else { return }
  let memory = AvailableMemory()
  if count > memory.bytes {
    throw .unreadable(
      path: path, reason: "it needs \(count) bytes of memory, and \(memory.limit) \(memory.bytes)")
  }
}

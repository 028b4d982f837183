internal import CZlib

/// The members of a ZIP archive, as its central directory lists them.
///
/// Members are stored as they are or deflated. Sizes and offsets are held against the file, and
/// checksums against the bytes, before anything is made of them.
///
/// Source: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification", sections 4.3 and 4.5.3.
struct ZipArchive: ~Copyable {
  struct Member {
    let name: String
    let isDeflated: Bool
    let checksum: UInt32
    let packedSize: Int
    let size: Int
    /// Where its own header begins.
    let offset: Int
  }

  let file: InputFile
  let members: [Member]

  /// Reads the directory of an archive.
  init(_ file: consuming InputFile) throws(MatrixFileError) {
    let place = try ZipDirectory.place(in: file)
    let bytes = try file.bytes(at: place.lowerBound, count: place.count)
    do throws(Refusal) {
      members = try ZipDirectory.members(bytes, before: place.lowerBound)
    } catch {
      throw file.invalid(error.reason)
    }
    self.file = file
  }

  /// Unpacks a member.
  ///
  /// - Parameter path: Where the bytes come from, for messages.
  func contents(of member: Member, as path: String) throws(MatrixFileError) -> UnpackedBytes {
    func invalid(_ reason: String) -> MatrixFileError { .invalid(path: path, reason: reason) }
    let header = LittleEndianBytes(
      try file.bytes(at: member.offset, count: ZipDirectory.headerSize))
    guard header[0, 4] == 0x0403_4B50 else {
      throw invalid("the archive has no member where its directory says: it is damaged")
    }
    let start = member.offset + ZipDirectory.headerSize + header[26, 2] + header[28, 2]
    guard member.packedSize <= file.size - start else {
      throw invalid("the member reaches beyond the end of the archive: it is damaged or cut off")
    }
    // Deflate makes one byte of at most 1032.
    guard
      member.isDeflated ? member.size / 1032 <= member.packedSize : member.size == member.packedSize
    else {
      throw invalid(
        "the archive claims \(member.size) bytes in \(member.packedSize), which cannot be: it is damaged"
      )
    }
    try file.checkMemory(forBytes: member.size)
    let bytes = try unsafe [UInt8](uninitializedCount: member.size) {
      (buffer) throws(MatrixFileError) in
      let target = UnsafeMutableRawBufferPointer(buffer)
      if member.isDeflated {
        guard try unsafe inflate(start..<(start + member.packedSize), into: target) else {
          throw invalid("the compressed bytes are damaged: make the archive anew")
        }
      } else {
        try unsafe file.read(into: target, at: start)
      }
      guard unsafe checksum(of: target) == member.checksum else {
        throw invalid("the checksum of the member is wrong: the archive is damaged, make it anew")
      }
    }
    return UnpackedBytes(path: path, contents: bytes)
  }

  /// Inflates a stretch of the file; false unless it is whole and fills the target exactly.
  private func inflate(
    _ stretch: Range<Int>, into target: UnsafeMutableRawBufferPointer
  ) throws(MatrixFileError) -> Bool {
    guard let inflater = Inflater() else {
      throw .unreadable(path: file.path, reason: "there is no memory for unpacking")
    }
    var piece = [UInt8](repeating: 0, count: min(stretch.count, 1 << 18))
    var (position, filled) = (stretch.lowerBound, 0)
    while position < stretch.upperBound {
      let count = min(piece.count, stretch.upperBound - position)
      let outcome = try unsafe piece.withUnsafeMutableBufferPointer {
        (piece) throws(MatrixFileError) in
        let source = unsafe UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: piece[..<count]))
        try unsafe file.read(into: source, at: position)
        return unsafe inflater.inflate(source, into: target, from: &filled)
      }
      position += count
      switch outcome {
      case .needsMore: continue
      case .ended(let unused):
        return unused == 0 && position == stretch.upperBound && filled == target.count
      case .failed: return false
      }
    }
    return false
  }

  private func checksum(of bytes: UnsafeMutableRawBufferPointer) -> UInt32 {
    var sum: uLong = 0
    var start = 0
    while start < bytes.count {
      let count = min(bytes.count - start, largestTransfer)
      let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start..<(start + count)])
      unsafe sum = crc32(sum, piece.bindMemory(to: UInt8.self).baseAddress, uInt(count))
      start += count
    }
    return UInt32(truncatingIfNeeded: sum)
  }
}

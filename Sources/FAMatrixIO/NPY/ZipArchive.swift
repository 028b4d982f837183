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
    let bytes = try file.bytes(at: place.bytes.lowerBound, count: place.bytes.count)
    do throws(Refusal) {
      members = try ZipDirectory.members(
        bytes, from: place.archiveStart, before: place.bytes.lowerBound)
    } catch {
      throw file.invalid(error.reason)
    }
    self.file = file
  }

  /// The first bytes of a member, unpacked; fewer if it has no more or is damaged.
  func start(of member: Member, count: Int) throws(MatrixFileError) -> [UInt8] {
    guard let packed = try? packedBytes(of: member, as: file.path), !packed.isEmpty else {
      return []
    }
    guard member.isDeflated else {
      return try file.bytes(at: packed.lowerBound, count: min(count, packed.count))
    }
    let source = try file.bytes(at: packed.lowerBound, count: min(1 << 10, packed.count))
    var start = [UInt8](repeating: 0, count: count)
    var filled = 0
    unsafe source.withUnsafeBytes { source in
      unsafe start.withUnsafeMutableBytes { start in
        _ = unsafe Inflater(.none)?.inflate(source, into: start, from: &filled)
      }
    }
    return Array(start[..<filled])
  }

  /// Unpacks a member.
  ///
  /// - Parameter path: Where the bytes come from, for messages.
  func contents(of member: Member, as path: String) throws(MatrixFileError) -> UnpackedBytes {
    func invalid(_ reason: String) -> MatrixFileError { .invalid(path: path, reason: reason) }
    let packed = try packedBytes(of: member, as: path)
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
        guard try unsafe inflate(packed, into: target) else {
          throw invalid("the compressed bytes are damaged: make the archive anew")
        }
      } else {
        try unsafe file.read(into: target, at: packed.lowerBound)
      }
      guard unsafe checksum(of: target) == member.checksum else {
        throw invalid("the checksum of the member is wrong: the archive is damaged, make it anew")
      }
    }
    return UnpackedBytes(path: path, contents: bytes, growthLimit: file.growthLimit)
  }

  /// Where the packed bytes of a member lie in the file.
  private func packedBytes(
    of member: Member, as path: String
  ) throws(MatrixFileError) -> Range<Int> {
    let header = LittleEndianBytes(
      try file.bytes(at: member.offset, count: ZipDirectory.headerSize))
    guard header[0, 4] == 0x0403_4B50 else {
      throw .invalid(
        path: path, reason: "the archive has no member where its directory says: it is damaged")
    }
    let start = member.offset + ZipDirectory.headerSize + header[26, 2] + header[28, 2]
    guard member.packedSize <= file.size - start else {
      throw .invalid(
        path: path,
        reason: "the member reaches beyond the end of the archive: it is damaged or cut off")
    }
    return start..<(start + member.packedSize)
  }

  /// Inflates a stretch of the file; false unless it is whole and fills the target exactly.
  private func inflate(
    _ stretch: Range<Int>, into target: UnsafeMutableRawBufferPointer
  ) throws(MatrixFileError) -> Bool {
    guard let inflater = Inflater(.none) else {
      throw .unreadable(path: file.path, reason: "there is not enough memory to unpack it")
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
        return unsafe inflater.inflate(
          UnsafeRawBufferPointer(source), into: target, from: &filled)
      }
      position += count
      switch outcome {
      case .needsMore: continue
      case .ended(let unused):
        return unused == 0 && position == stretch.upperBound && filled == target.count
      case .full, .failed: return false
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

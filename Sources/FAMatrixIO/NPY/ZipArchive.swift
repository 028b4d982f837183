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
    // Bytes that cannot be compressed take a little more room than they had.
    let source = try file.bytes(
      at: packed.lowerBound, count: min(max(1 << 10, count + count / 1024), packed.count))
    var start = [UInt8](repeating: 0, count: count)
    var filled = 0
    unsafe source.withUnsafeBytes { source in
      unsafe start.withUnsafeMutableBytes { start in
        _ = unsafe Inflater(.none)?.inflate(source, into: start, from: &filled)
      }
    }
    return Array(start[..<filled])
  }

  /// A member of which nothing but the header of an array can be read.
  func header(of member: Member, as path: String) throws(MatrixFileError) -> UnpackedBytes {
    UnpackedBytes(
      path: path, size: member.size,
      contents: try start(of: member, count: NPYHeader.greatestSize), offset: 0,
      growthLimit: file.growthLimit)
  }

  /// Unpacks a member.
  ///
  /// - Parameters:
  ///   - part: The bytes of it that are kept; nil for all. All are held against the checksum.
  ///   - path: Where the bytes come from, for messages.
  func contents(
    of member: Member, keeping part: Range<Int>? = nil, as path: String
  ) throws(MatrixFileError) -> UnpackedBytes {
    func invalid(_ reason: String) -> MatrixFileError { .invalid(path: path, reason: reason) }
    let packed = try packedBytes(of: member, as: path)
    let part = part ?? 0..<member.size
    // Deflate makes one byte of at most 1032.
    guard
      member.isDeflated ? member.size / 1032 <= member.packedSize : member.size == member.packedSize
    else {
      throw invalid(
        "the archive claims \(member.size) bytes in \(member.packedSize), which cannot be: it is damaged"
      )
    }
    try file.checkMemory(forBytes: part.count)
    let bytes = try unsafe [UInt8](uninitializedCount: part.count) {
      (target) throws(MatrixFileError) in
      let target = UnsafeMutableRawBufferPointer(target)
      var checksum: uLong = 0
      var position = 0
      let isWhole = try unsafe unpack(member, packed) { piece in
        unsafe checksum = crc32(
          checksum, piece.bindMemory(to: UInt8.self).baseAddress, uInt(piece.count))
        let kept = part.clamped(to: position..<(position + piece.count))
        if !kept.isEmpty {
          let source = kept.lowerBound - position
          unsafe UnsafeMutableRawBufferPointer(
            rebasing: target[(kept.lowerBound - part.lowerBound)...]
          )
          .copyMemory(
            from: UnsafeRawBufferPointer(rebasing: piece[source..<(source + kept.count)]))
        }
        position += piece.count
        return position <= member.size
      }
      guard isWhole, position == member.size else {
        throw invalid("the compressed bytes are damaged: make the archive anew")
      }
      guard checksum == uLong(member.checksum) else {
        throw invalid("the checksum of the member is wrong: the archive is damaged, make it anew")
      }
    }
    return UnpackedBytes(
      path: path, size: member.size, contents: bytes, offset: part.lowerBound,
      growthLimit: file.growthLimit)
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

  /// Unpacks a member piece by piece, as long as `consume` takes them; false unless the packed bytes
  /// are whole.
  private func unpack(
    _ member: Member, _ packed: Range<Int>, _ consume: (UnsafeRawBufferPointer) -> Bool
  ) throws(MatrixFileError) -> Bool {
    let pieceSize = 1 << 18
    guard let inflater = Inflater(.none) else {
      throw .unreadable(path: file.path, reason: "there is not enough memory to unpack it")
    }
    var unpacked = [UInt8](repeating: 0, count: member.isDeflated ? pieceSize : 0)
    for start in stride(from: packed.lowerBound, to: packed.upperBound, by: pieceSize) {
      let piece = try file.bytes(at: start, count: min(pieceSize, packed.upperBound - start))
      guard member.isDeflated else {
        guard unsafe piece.withUnsafeBytes({ unsafe consume($0) }) else { return false }
        continue
      }
      var unused = piece.count
      var mayHoldMore = true
      while mayHoldMore {
        var filled = 0
        let outcome = unsafe piece.withUnsafeBytes { piece in
          unsafe unpacked.withUnsafeMutableBytes { unpacked in
            let outcome = unsafe inflater.inflate(
              UnsafeRawBufferPointer(rebasing: piece.suffix(unused)), into: unpacked, from: &filled)
            let isTaken = unsafe consume(UnsafeRawBufferPointer(rebasing: unpacked[..<filled]))
            return isTaken ? outcome : .failed
          }
        }
        switch outcome {
        // Without room there may be more of what was put in before.
        case .needsMore: (unused, mayHoldMore) = (0, filled == pieceSize)
        case .full(let rest): unused = rest
        case .ended(let rest): return rest == 0 && start + piece.count == packed.upperBound
        case .failed: return false
        }
      }
    }
    return !member.isDeflated
  }
}

/// Whole numbers among bytes, the lowest byte of each first. A number that does not fit is negative.
struct LittleEndianBytes {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var count: Int { bytes.count }

  /// The number in `count` bytes, 8 at most, from `position`.
  ///
  /// - Precondition: They lie inside.
  subscript(position: Int, count: Int) -> Int {
    bytes[position..<(position + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}

/// The directory at the end of a ZIP archive.
enum ZipDirectory {
  /// The bytes of the header that precedes a member, without its name.
  static let headerSize = 30
  private static let entrySize = 46
  private static let endSize = 22
  private static let locatorSize = 20
  private static let largeEndSize = 56

  /// Where the directory lies in a file, and where the archive begins: other bytes may be in front.
  static func place(
    in file: borrowing InputFile
  ) throws(MatrixFileError) -> (bytes: Range<Int>, archiveStart: Int) {
    let start = max(0, file.size - endSize - 0xFFFF)
    let tail = LittleEndianBytes(try file.bytes(at: start, count: file.size - start))
    // The end record is followed by a comment of known length; where none fits, by other bytes.
    let candidates = stride(from: tail.count - endSize, through: 0, by: -1)
      .filter { tail[$0, 4] == 0x0605_4B50 }
    guard
      let end = candidates.first(where: { $0 + endSize + tail[$0 + 20, 2] == tail.count })
        ?? candidates.first(where: { $0 + endSize + tail[$0 + 20, 2] < tail.count })
    else {
      let isArchive = try file.bytes(at: 0, count: min(2, file.size)).elementsEqual("PK".utf8)
      throw file.invalid(
        isArchive
          ? "the end of the archive is missing: the file is damaged or cut off"
          : "it is not a ZIP archive, which .npz files are: save it by numpy.savez")
    }
    var (size, offset) = (tail[end + 12, 4], tail[end + 16, 4])
    var position = start + end
    guard tail[end + 4, 2] == 0, tail[end + 6, 2] == 0 else {
      throw file.invalid("the archive is in several parts: join them, or save one file")
    }
    // All bits set: the numbers are in a larger record, and its place in one before the end.
    if size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF || tail[end + 10, 2] == 0xFFFF,
      position >= locatorSize + largeEndSize
    {
      let locator = LittleEndianBytes(
        try file.bytes(at: position - locatorSize, count: locatorSize))
      if locator[0, 4] == 0x0706_4B50 {
        // Its place is counted from where the archive begins, which is not known yet.
        position -= locatorSize + largeEndSize
        let large = LittleEndianBytes(try file.bytes(at: position, count: largeEndSize))
        guard large[0, 4] == 0x0606_4B50 else {
          throw file.invalid("its directory is not where the file says: it is damaged")
        }
        (size, offset) = (large[40, 8], large[48, 8])
      }
    }
    guard size >= 0, offset >= 0, size <= position, offset <= position - size else {
      throw file.invalid("its directory is not where the file says: it is damaged or cut off")
    }
    return ((position - size)..<position, position - size - offset)
  }

  /// The members that a directory lists, which must lie before it and not overlap; of one that comes
  /// twice the last.
  ///
  /// - Parameter start: Where the archive begins in the file.
  static func members(
    _ bytes: [UInt8], from start: Int, before end: Int
  ) throws(Refusal) -> [ZipArchive.Member] {
    let directory = LittleEndianBytes(bytes)
    var members: [ZipArchive.Member] = []
    var position = 0
    while position < directory.count {
      guard directory.count - position >= entrySize, directory[position, 4] == 0x0201_4B50 else {
        throw Refusal("entry \(members.count + 1) of its directory is damaged")
      }
      let nameEnd = position + entrySize + directory[position + 28, 2]
      let extraEnd = nameEnd + directory[position + 30, 2]
      let next = extraEnd + directory[position + 32, 2]
      guard next <= directory.count else {
        throw Refusal("entry \(members.count + 1) of its directory is cut off")
      }
      members.append(
        try member(directory, at: position, nameEnd: nameEnd, extraEnd: extraEnd, from: start))
      position = next
    }
    var last = start
    for member in members.sorted(by: { $0.offset < $1.offset }) {
      guard member.offset >= last, member.packedSize >= 0, member.size >= 0,
        member.packedSize <= end, member.offset <= end - headerSize - member.packedSize
      else {
        throw Refusal(
          "the member '\(member.name.printable)' lies outside the file or over another: it is damaged"
        )
      }
      last = member.offset + headerSize + member.packedSize
    }
    var names: Set<String> = []
    return Array(members.reversed().filter { names.insert($0.name).inserted }.reversed())
  }

  private static func member(
    _ directory: LittleEndianBytes, at position: Int, nameEnd: Int, extraEnd: Int,
    from start: Int
  ) throws(Refusal) -> ZipArchive.Member {
    let nameBytes = directory.bytes[(position + entrySize)..<nameEnd]
    let name = String(decoding: nameBytes, as: UTF8.self)
    func refusal(_ reason: String) -> Refusal {
      Refusal("the member '\(String(quoting: nameBytes))' \(reason)")
    }
    guard directory[position + 8, 2] & 1 == 0 else {
      throw refusal("is encrypted: save the archive without a password")
    }
    let method = directory[position + 10, 2]
    guard method == 0 || method == 8 else {
      throw refusal(
        "is compressed by method \(method); use numpy.savez or numpy.savez_compressed")
    }
    var (packedSize, size) = (directory[position + 20, 4], directory[position + 24, 4])
    var offset = directory[position + 42, 4]
    // Numbers with all bits set are replaced, in this order, by those of an extra field.
    var field = nameEnd
    while field + 4 <= extraEnd {
      let (identifier, length) = (directory[field, 2], directory[field + 2, 2])
      let fieldEnd = field + 4 + length
      guard fieldEnd <= extraEnd else { break }
      if identifier == 1 {
        var place = field + 4
        func replaced(_ number: Int) -> Int {
          guard number == 0xFFFF_FFFF, place + 8 <= fieldEnd else { return number }
          defer { place += 8 }
          return directory[place, 8]
        }
        size = replaced(size)
        packedSize = replaced(packedSize)
        offset = replaced(offset)
      }
      field = fieldEnd
    }
    return ZipArchive.Member(
      name: name, isDeflated: method == 8,
      checksum: UInt32(truncatingIfNeeded: directory[position + 16, 4]), packedSize: packedSize,
      size: size, offset: offset < 0 || offset > .max - start ? -1 : start + offset)
  }
}

/// A ZIP archive to be written by the tests, right or wrong.
struct ZipFile {
  struct Member {
    var name: String
    /// The bytes that the archive holds.
    var packed: [UInt8]
    var method = 0
    var flags = 0
    var checksum: UInt32
    var size: Int
    /// How many packed bytes the directory claims, if not as many as there are.
    var claimedPackedSize: Int?
    /// Where the directory says the member is, if not where it is.
    var claimedOffset: Int?
    /// Whether the directory has its numbers in an extra field.
    var isLarge = false

    /// A member that is stored as it is.
    init(_ name: String, _ contents: [UInt8]) {
      self.name = name
      packed = contents
      checksum = crc(contents)
      size = contents.count
    }

    /// The same, within a stream that says that its bytes are not compressed.
    var deflated: Self {
      var result = self
      let length = packed.count
      result.packed = [1] + number(length, 2) + number(length ^ 0xFFFF, 2) + packed
      result.method = 8
      return result
    }
  }

  var members: [Member]
  var comment: [UInt8] = []
  /// What precedes the first member.
  var prefix: [UInt8] = []
  var disk = 0
  /// Whether the place of the directory is in the record for large archives.
  var isLarge = false

  init(_ members: [Member]) { self.members = members }

  var bytes: [UInt8] {
    var result = prefix
    var directory: [UInt8] = []
    for member in members {
      let name = Array(member.name.utf8)
      let offset = member.claimedOffset ?? result.count
      let packedSize = member.claimedPackedSize ?? member.packed.count
      let common =
        number(20, 2) + number(member.flags, 2) + number(member.method, 2) + number(0, 4)
        + number(Int(member.checksum), 4)
      let all = 0xFFFF_FFFF
      let sizes =
        member.isLarge
        ? number(all, 4) + number(all, 4) : number(packedSize, 4) + number(member.size, 4)
      let extra =
        member.isLarge
        ? number(0xCAFE, 2) + number(2, 2) + [1, 2] + number(1, 2) + number(24, 2)
          + number(member.size, 8) + number(packedSize, 8) + number(offset, 8)
        : []
      result += number(0x0403_4B50, 4) + common + sizes + number(name.count, 2) + number(0, 2)
      result += name + member.packed
      directory += number(0x0201_4B50, 4) + number(20, 2) + common + sizes
      directory += number(name.count, 2) + number(extra.count, 2) + number(3, 2)
      directory +=
        number(0, 8) + number(member.isLarge ? all : offset, 4) + name + extra + [7, 8, 9]
    }
    let start = result.count
    result += directory
    let count = members.count
    if isLarge {
      let end = result.count
      result +=
        number(0x0606_4B50, 4) + number(44, 8) + number(45, 2) + number(45, 2) + number(0, 8)
      result += number(count, 8) + number(count, 8) + number(directory.count, 8) + number(start, 8)
      result += number(0x0706_4B50, 4) + number(0, 4) + number(end, 8) + number(1, 4)
    }
    result += number(0x0605_4B50, 4) + number(disk, 2) + number(disk, 2)
    result +=
      isLarge
      ? number(-1, 12)
      : number(count, 2) + number(count, 2)
        + number(directory.count, 4) + number(start, 4)
    return result + number(comment.count, 2) + comment
  }
}

private func number(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// The checksum of ZIP, bit by bit.
private func crc(_ bytes: [UInt8]) -> UInt32 {
  var sum = UInt32.max
  for byte in bytes {
    sum ^= UInt32(byte)
    for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
  return ~sum
}

/// A `.npy` file of one dimension, or of the given shape.
func npyArray(_ numbers: [Double], shape: String? = nil) -> [UInt8] {
  npy(
    "{'descr': '<f8', 'fortran_order': False, 'shape': \(shape ?? "(\(numbers.count),)"), }\n",
    littleEndianBytes(numbers))
}

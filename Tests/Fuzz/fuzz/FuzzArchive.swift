/// A zip archive made of bytes: each member is a byte for its name, two for its length, and its content.
///
/// Mutated at random, an archive fails at its checksums; this way what is in it comes to be read.
struct FuzzArchive {
  static let names = [
    "arr_0", "data", "indices", "indptr", "shape", "format", "row", "col", "offsets", "a",
  ]

  private(set) var bytes: [UInt8] = []

  init(_ input: [UInt8]) {
    var (rest, directory, count) = (input[...], [UInt8](), 0)
    while rest.count >= 3, count < 20 {
      let name = Array("\(Self.names[Int(rest.removeFirst()) % Self.names.count]).npy".utf8)
      let length = Int(rest.removeFirst()) | Int(rest.removeFirst()) << 8
      let content = Array(rest.prefix(length))
      rest = rest.dropFirst(length)
      let offset = bytes.count
      // Version, flags, method (stored), time and date, checksum, sizes, length of the name.
      let common =
        Self.little(20, 2) + Self.little(0, 8) + Self.little(Self.checksum(content), 4)
        + Self.little(content.count, 4) + Self.little(content.count, 4) + Self.little(name.count, 2)
      bytes += [0x50, 0x4B, 3, 4] + common + Self.little(0, 2) + name + content
      directory +=
        [0x50, 0x4B, 1, 2] + Self.little(20, 2) + common + Self.little(0, 12)
        + Self.little(offset, 4) + name
      count += 1
    }
    let start = bytes.count
    bytes += directory + [0x50, 0x4B, 5, 6] + Self.little(0, 4)
    bytes += Self.little(count, 2) + Self.little(count, 2)
    bytes += Self.little(directory.count, 4) + Self.little(start, 4) + Self.little(0, 2)
  }

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
  }

  /// CRC-32 (ISO 3309).
  private static func checksum(_ content: [UInt8]) -> Int {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in content {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 0 ? 0 : 0xEDB8_8320) }
    }
    return Int(~sum)
  }
}

/// Texts that may be compressed by gzip.
enum Gunzip {
  private static let magic: [UInt8] = [0x1F, 0x8B]
  private static let otherMagics: [(bytes: [UInt8], name: String)] = [
    (Array("BZh".utf8), "bzip2"), ([0xFD] + "7zXZ\0".utf8, "xz"),
    ([0x28, 0xB5, 0x2F, 0xFD], "zstd"),
    (Array("PK\u{3}\u{4}".utf8), "zip"),
  ]

  /// The bytes of a text file, unpacked if they are compressed, without the mark that Windows puts
  /// before UTF-8.
  ///
  /// The bytes decide, not the name: some programs unpack a file and keep its name.
  static func text(of file: borrowing InputFile) throws(MatrixFileError) -> [UInt8] {
    try text(of: file, upTo: file.size).bytes
  }

  /// The bytes of a text file up to a place, or all of them if they are compressed, and the place in the
  /// file that follows.
  static func text(
    of file: borrowing InputFile, upTo end: Int
  ) throws(MatrixFileError) -> (bytes: [UInt8], end: Int) {
    var end = min(end, file.size)
    var text = try file.bytes(at: 0, count: end)
    if text.starts(with: magic) {
      if end < file.size { text = try file.bytes(at: 0, count: file.size) }
      (text, end) = (try unpacked(text, file), file.size)
    }
    if let other = otherMagics.first(where: { text.starts(with: $0.bytes) }) {
      throw file.invalid("it is compressed by \(other.name): unpack it, or compress it by gzip")
    }
    return (text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text, end)
  }

  /// A gzip file is one or more streams behind each other, zeros at its end being padding.
  private static func unpacked(
    _ packed: [UInt8], _ file: borrowing InputFile
  ) throws(MatrixFileError) -> [UInt8] {
    var text: [UInt8] = []
    var start = 0
    while packed[start...].starts(with: magic) {
      guard let inflater = Inflater(.gzip) else {
        throw .unreadable(path: file.path, reason: "there is not enough memory to unpack it")
      }
      var ended = false
      while !ended {
        try file.checkMemory(forBytes: text.count)
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        var filled = 0
        let end = min(packed.count, start + largestTransfer)
        let outcome = unsafe packed.withUnsafeBytes { packed in
          unsafe piece.withUnsafeMutableBytes { piece in
            unsafe inflater.inflate(
              UnsafeRawBufferPointer(rebasing: packed[start..<end]), into: piece, from: &filled)
          }
        }
        text += piece[..<filled]
        switch outcome {
        // Without room there may be more of what was put in before.
        case .needsMore where end < packed.count || filled == piece.count: start = end
        case .needsMore, .failed:
          throw file.invalid("its compressed bytes are damaged or cut off: compress it anew")
        case .full(let unused): start = end - unused
        case .ended(let unused): (start, ended) = (end - unused, true)
        }
      }
    }
    guard packed[start...].allSatisfy({ $0 == 0 }) else {
      throw file.invalid("\(packed.count - start) bytes follow its compressed text: it is damaged")
    }
    return text
  }
}

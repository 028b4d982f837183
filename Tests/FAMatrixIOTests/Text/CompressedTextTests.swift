import FALinalg
import FAMatrixIO
import TestSupport
import Testing

/// Texts that gzip compressed.
@Suite struct CompressedTextTests {
  static func gzip(_ text: String) -> [UInt8] {
    let member = ZipFile.Member("", Array(text.utf8)).deflated
    let numbers = [member.checksum, UInt32(text.utf8.count)].flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + member.packed + numbers
  }

  static let matrix = Matrix<Double>(rows: [[1.5, 2], [3, 4.5]])

  @Test(arguments: [
    ("a.csv.gz", gzip("1.5,2\n3,4.5\n")),
    ("a.TSV.GZ", gzip("x\ty\n1.5\t2\n3\t4.5\n")),
    ("a.txt.gz", gzip("1.5 2\n3 4.5\n")),
    ("a.dat.gz", gzip("\u{FEFF}1.5 2\n3 4.5\n")),
    ("a.mtx.gz", gzip("%%MatrixMarket matrix array real general\n2 2\n1.5\n3\n2\n4.5\n")),
    ("several streams.csv.gz", gzip("1.5,2\n3,") + gzip("4.5\n")),
    ("padded.csv.gz", gzip("1.5,2\n3,4.5\n") + [0, 0, 0]),
    ("without the name.csv", gzip("1.5,2\n3,4.5\n")),
    ("unpacked by a browser.csv.gz", Array("1.5,2\n3,4.5\n".utf8)),
  ])
  func isRead(_ name: String, _ bytes: [UInt8]) throws {
    let directory = try TemporaryDirectory()
    #expect(try MatrixFile.read(directory.write(bytes, as: name)) == Self.matrix)
  }

  /// More than is unpacked at once.
  @Test func large() throws {
    #expect(try MatrixFile.read(fixture("long-comment.csv.gz")) == Self.matrix)
  }

  static let damaged: [(String, [UInt8])] = [
    ("compressed bytes are damaged or cut off", gzip("1,2\n").dropLast()),
    ("compressed bytes are damaged or cut off", Array(gzip("1,2\n").prefix(10))),
    ("compressed bytes are damaged or cut off", Array(gzip("1,2\n").prefix(3))),
    (
      "compressed bytes are damaged or cut off",
      {
        var bytes = gzip("1,2\n")
        bytes[bytes.count - 6] ^= 1
        return bytes
      }()
    ),
    ("1 bytes follow its compressed text", gzip("1,2\n") + [7]),
    ("compressed by bzip2", Array("BZh91AY".utf8)),
    ("compressed by xz", [0xFD] + Array("7zXZ\0".utf8)),
    ("compressed by zstd", [0x28, 0xB5, 0x2F, 0xFD, 1]),
    ("compressed by zip", Array("PK\u{3}\u{4}".utf8)),
    ("NUL byte", Array("1\0,\02\0".utf8)),
  ]

  @Test(arguments: damaged)
  func isRefused(_ reason: String, _ bytes: [UInt8]) throws {
    let directory = try TemporaryDirectory()
    for name in ["a.csv.gz", "a.txt"] {
      let path = try directory.write(bytes, as: name)
      let message = refusal(of: path, as: Double.self)
      #expect(message.contains(reason), "\(message)")
    }
  }

  @Test(arguments: ["a.csv.gz", "a.mtx.gz"])
  func everyPrefixIsRefused(_ name: String) throws {
    let directory = try TemporaryDirectory()
    let bytes = Self.gzip(
      name == "a.csv.gz"
        ? "1,2\n" : "%%MatrixMarket matrix array real general\n2 2\n1.5\n3\n2\n4.5\n")
    for count in 1..<bytes.count {
      let path = try directory.write(bytes[..<count], as: name)
      #expect(!refusal(of: path, as: Double.self).isEmpty)
    }
  }
}

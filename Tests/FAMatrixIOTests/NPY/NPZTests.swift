import FALinalg
import FAMatrixIO
import TestSupport
import Testing

/// Archives that no NumPy wrote.
@Suite struct NPZTests {
  static let matrix = Matrix<Double>(rows: [[1, 2], [3, 4]])
  static let member = ZipFile.Member("A.npy", npyArray([1, 2, 3, 4], shape: "(2, 2)"))
  static let other = ZipFile.Member("B.npy", npyArray([5], shape: "(1, 1)"))

  static let older = ZipFile.Member("A.npy", npyArray([5, 6, 7, 8], shape: "(2, 2)"))

  static func archive(
    _ members: [ZipFile.Member] = [member], _ change: (inout ZipFile) -> Void = { _ in }
  ) -> [UInt8] {
    var file = ZipFile(members)
    change(&file)
    return file.bytes
  }

  static func changed(_ change: (inout ZipFile.Member) -> Void) -> [UInt8] {
    var member = member
    change(&member)
    return archive([member])
  }

  static let good: [(String, [UInt8])] = [
    ("stored", archive()),
    ("deflated", archive([member.deflated])),
    ("with a comment", archive { $0.comment = Array("PK\u{5}\u{6}, made by hand".utf8) }),
    ("with another file", archive([member, ZipFile.Member("readme.txt", [1, 2])])),
    ("with large sizes", changed { $0.isLarge = true }),
    ("with a large directory", archive { $0.isLarge = true }),
    (
      "large throughout",
      archive([member.deflated]) {
        $0.members[0].isLarge = true; $0.isLarge = true
      }
    ),
    ("with bytes behind", archive() + [0]),
    ("with bytes behind that look like its end", archive() + Array("PK\u{5}\u{6}".utf8)),
    ("with a member twice, of which the last counts", archive([older, member])),
    ("without the extension", archive([ZipFile.Member("A", member.packed)])),
    ("without the extension, deflated", archive([ZipFile.Member("A", member.packed).deflated])),
    (
      "large, with bytes in front",
      archive {
        $0.isLarge = true; $0.prefix = [80, 75, 3, 4]
      }
    ),
    ("with bytes in front", archive { $0.prefix = [0, 0, 0, 0, 0] }),
  ]

  @Test(arguments: good)
  func isRead(_ name: String, _ bytes: [UInt8]) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(bytes, as: "a.npz")
    #expect(try MatrixFile.read(path, as: Double.self) == Self.matrix)
    #expect(try MatrixFile.read(path + ":A", as: Double.self) == Self.matrix)
  }

  static let bad: [(String, [UInt8])] = [
    ("not a ZIP archive", Array("no archive at all, and not short of it".utf8)),
    ("not a ZIP archive", npyArray([1])),
    ("not a ZIP archive", [7]),
    ("end of the archive is missing", Array(archive().dropLast())),
    ("directory is not where the file says", Array(archive().dropFirst(3))),
    ("in several parts", archive { $0.disk = 1 }),
    ("'A.npy' is encrypted", changed { $0.flags = 1 }),
    ("is compressed by method 12", changed { $0.method = 12 }),
    ("which cannot be", changed { $0.size += 1 }),
    ("which cannot be", changed { $0.size = 0xFFFF_FFFE }),
    (
      "which cannot be",
      changed {
        $0.method = 8; $0.size = 1032 * 1000
      }
    ),
    (
      "which cannot be",
      changed {
        $0.isLarge = true; $0.size = Int.max
      }
    ),
    (
      "outside the file or over another",
      changed {
        $0.isLarge = true; $0.size = -1
      }
    ),
    ("outside the file or over another", changed { $0.claimedPackedSize = 100_000 }),
    (
      "outside the file or over another",
      changed {
        $0.isLarge = true; $0.claimedPackedSize = .max
      }
    ),
    (
      "outside the file or over another",
      changed {
        $0.isLarge = true; $0.claimedOffset = .max
      }
    ),
    ("outside the file or over another", changed { $0.claimedOffset = 0xFFFF_FFFF }),
    (
      "outside the file or over another",
      archive([member, other]) { $0.members[1].claimedOffset = 9 }
    ),
    (
      "no member where its directory says",
      changed {
        $0.claimedOffset = 2; $0.claimedPackedSize = 1; $0.size = 1
      }
    ),
    ("compressed bytes are damaged", changed { $0.method = 8 }),
    ("compressed bytes are damaged", archive([member.deflated]) { $0.members[0].size += 1 }),
    ("compressed bytes are damaged", archive([member.deflated]) { $0.members[0].size -= 1 }),
    ("compressed bytes are damaged", archive([member.deflated]) { $0.members[0].size = 0 }),
    (
      "compressed bytes are damaged",
      archive([member.deflated]) { $0.members[0].packed.removeLast() }
    ),
    ("compressed bytes are damaged", archive([member.deflated]) { $0.members[0].packed.append(0) }),
    ("checksum of the member is wrong", changed { $0.checksum ^= 1 }),
    (
      "checksum of the member is wrong",
      archive([member.deflated]) { $0.members[0].packed[90] ^= 1 }
    ),
    ("it is not a NumPy array", archive([ZipFile.Member("A.npy", [1, 2, 3])])),
    ("the header is cut off", archive([ZipFile.Member("A.npy", []).deflated])),
    ("cut off", archive([ZipFile.Member("A.npy", member.packed.dropLast())])),
    ("it holds no array", archive([ZipFile.Member("A.txt", [1, 2, 3])])),
    (
      #"its keys are '\u{1B}[31m', 'b'"#,
      archive([ZipFile.Member("\u{1B}[31m.npy", []), ZipFile.Member("b.npy", [])])
    ),
  ]

  @Test(arguments: bad)
  func isRefused(_ reason: String, _ bytes: [UInt8]) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(bytes, as: "a.npz")
    do throws(MatrixFileError) {
      _ = try MatrixFile.read(path, as: Double.self)
      Issue.record("read")
    } catch {
      guard case .invalid(_, let message) = error else {
        Issue.record(error)
        return
      }
      #expect(message.contains(reason), "\(message)")
    }
  }

  /// The matrix [[0, 1, 0], [2, 0, 3]] as SciPy saves it, with some arrays replaced or, by nil,
  /// left out.
  static func sparse(
    _ format: String, _ replaced: [String: [Double]?] = [:]
  ) -> [ZipFile.Member] {
    var arrays: [String: [Double]?] = [
      "shape": [2, 3], "data": [1, 2, 3], "indices": [1, 0, 2], "indptr": [0, 1, 3],
      "row": [0, 1, 1], "col": [1, 0, 2],
    ]
    arrays.merge(replaced) { $1 }
    let text = npy(
      "{'descr': '|S3', 'fortran_order': False, 'shape': (), }\n", Array(format.utf8))
    return [ZipFile.Member("format.npy", text)]
      + arrays.sorted { $0.key < $1.key }.compactMap { key, numbers in
        numbers.map { ZipFile.Member(key + ".npy", npyArray($0)) }
      }
  }

  @Test(arguments: [
    sparse("csr"), sparse("coo"),
    sparse("csc", ["data": [2, 1, 3], "indices": [1, 0, 1], "indptr": [0, 1, 2, 3]]),
    sparse("csr", ["data": [1, 2, 1, 2], "indices": [1, 0, 2, 2], "indptr": [0, 1, 4]]),
  ])
  func sparseIsRead(_ members: [ZipFile.Member]) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(ZipFile(members).bytes, as: "a.npz")
    #expect(
      try MatrixFile.read(path, as: Float.self) == Matrix<Float>(rows: [[0, 1, 0], [2, 0, 3]]))
  }

  static let badSparse: [(String, [ZipFile.Member])] = [
    ("in the format 'dok'", sparse("dok")),
    ("in the format ''", sparse("")),
    ("without the array 'indptr'", sparse("csr", ["indptr": nil])),
    ("without the array 'indices'", sparse("csc", ["indices": nil])),
    ("without the array 'row'", sparse("coo", ["row": nil])),
    ("of 3 dimensions", sparse("csr", ["shape": [2, 3, 1]])),
    ("of 0 dimensions", sparse("csr", ["shape": []])),
    ("that are not whole", sparse("csr", ["shape": [2, 3.5]])),
    ("that are not whole", sparse("csr", ["indices": [1, 0, 1e300]])),
    ("is NaN", sparse("csr", ["indptr": [0, .nan, 3]])),
    ("is NaN", sparse("csr", ["data": [0, .nan, 3]])),
    ("is negative", sparse("csr", ["shape": [-2, 3]])),
    ("far larger than its 3 entries can fill", sparse("csr", ["shape": [2, 2e9]])),
    ("exceeds 2147483647", sparse("coo", ["shape": [2, 3e9]])),
    ("3 starts are not one more than the 3 lines", sparse("csr", ["shape": [3, 3]])),
    ("its columns are damaged: 3 starts", sparse("csc")),
    ("index 3 of entry 2 is not from 0 to 2", sparse("csr", ["indices": [1, 0, 3]])),
    ("index -1 of entry 0", sparse("csr", ["indices": [-1, 0, 2]])),
    ("is not from 0 to 2", sparse("csr", ["indices": [1, 0, 1e12]])),
    ("2 indices do not go with 3 values", sparse("csr", ["indices": [1, 0]])),
    ("line 0 starts at 0 and ends before that, at -4", sparse("csr", ["indptr": [0, -4, 3]])),
    ("line 1 starts at 9 and ends before that, at 3", sparse("csr", ["indptr": [0, 9, 3]])),
    ("not at 0 and at the number of values, 3", sparse("csr", ["indptr": [1, 1, 3]])),
    ("not at 0 and at the number of values, 3", sparse("csr", ["indptr": [0, 1, 4]])),
    ("stands at [2, 2], outside a 2 x 3 matrix", sparse("coo", ["row": [0, 1, 2]])),
    ("stands at [0, -1], outside a 2 x 3 matrix", sparse("coo", ["col": [-1, 0, 2]])),
    ("3 values, 2 rows and 3 columns", sparse("coo", ["row": [0, 1]])),
    (
      "add up to more than Double holds",
      sparse("coo", ["row": [0, 0, 0], "col": [0, 0, 0], "data": [1e308, 1e308, 1]])
    ),
  ]

  @Test(arguments: badSparse)
  func sparseIsRefused(_ reason: String, _ members: [ZipFile.Member]) throws {
    try isRefused(reason, ZipFile(members).bytes)
  }
}

import FALinalg
import FAMatrixIO
import TestSupport
import Testing

/// Headers that no NumPy writes: those Python would take are read, all others refused.
@Suite struct NPYHeaderTests {
  static let good = "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }"

  @Test(arguments: [
    good,
    good + "     \n",
    "{'shape': (1, 2), 'fortran_order': False, 'descr': '<f8'}",
    #"{"descr":"<f8","fortran_order":False,"shape":(1,2)}"#,
    " { 'descr' : 'f8' ,\n 'fortran_order' :\tTrue , 'shape' : ( 1 , 2 , ) , } ",
    "{'descr': '=f8', 'fortran_order': False, 'shape': (1L, 2L), }",
    "{'descr': 'float64', 'fortran_order': False, 'shape': (1, 2)}",
    "{'descr': '<d', 'fortran_order': False, 'shape': (1, 2)}",
    "{'descr': 'double', 'fortran_order': False, 'shape': (1, 2)}",
    "{'descr': 'float', 'fortran_order': False, 'shape': (1, 2)}",
    "{'descr': '<f4', 'shape': (7,), 'fortran_order': False, 'shape': (1, 2), 'descr': '<f8'}",
    "{'descr': '|f8', 'fortran_order': False, 'shape': (001, 2), }",
  ])
  func tolerated(_ header: String) throws {
    let directory = try TemporaryDirectory()
    for version: UInt8 in 1...3 {
      let path = try directory.write(
        npy(header, littleEndianBytes([1.5, -2]), version: version), as: "a.npy")
      #expect(try MatrixFile.read(path) == Matrix<Double>(rows: [[1.5, -2]]))
    }
  }

  static let bad: [(String, String)] = [
    ("", "start with '{' (byte 10 of the file)"),
    ("[1]", "start with '{'"),
    ("{", "a key of the header must be a quoted text (byte 11 of the file)"),
    ("{}", "no key 'descr'"),
    ("{'descr': '<f8', 'fortran_order': False}", "no key 'shape'"),
    ("{'descr': '<f8', 'shape': (1, 2)}", "no key 'fortran_order'"),
    ("{'fortran_order': False, 'shape': (1, 2)}", "no key 'descr'"),
    ("{'descr': '<float64', 'fortran_order': False, 'shape': (1, 2)}", "'<float64', is unknown"),
    ("{'descr': 'Float64', 'fortran_order': False, 'shape': (1, 2)}", "'Float64', is unknown"),
    ("{'descr': 'V2', 'fortran_order': False, 'shape': (1, 2)}", "'V2', is raw bytes"),
    ("{'descr': '|V2', 'fortran_order': False, 'shape': (1, 2)}", "'|V2', is raw bytes"),
    ("{'order': 'C'}", "unknown key 'order' (byte 11 of the file)"),
    ("{'descr' '<f8'}", "expected ':' after the key 'descr'"),
    ("{'descr': '<f8' 'shape': (1, 2)}", "expected ',' or '}'"),
    ("{'descr': 8}", "'descr' must be a quoted text"),
    ("{'descr': '<f8", "never ends"),
    ("{'descr", "never ends"),
    ("{'descr': '<f\\x38'}", "escaped character"),
    ("{'descr': '<f3', 'fortran_order': False, 'shape': (1, 2)}", "'<f3', is unknown"),
    ("{'descr': '', 'fortran_order': False, 'shape': (1, 2)}", "'', is unknown"),
    ("{'descr': '\u{1B}[2J', 'fortran_order': False, 'shape': (1, 2)}", "'\\u{1B}[2J'"),
    ("{'descr': '<f8', 'fortran_order': 1, 'shape': (1, 2)}", "must be True or False"),
    ("{'descr': '<f8', 'fortran_order': Truely, 'shape': (1, 2)}", "expected ',' or '}'"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': [1, 2]}", "must be a tuple"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (1 2)}", "expected ',' or ')'"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (1, x)}", "must be an integer"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (,)}", "must be an integer"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (1, -2)}", "is negative: -2"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2.0)}", "expected ',' or ')'"),
    (
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 99999999999999999999)}",
      "99999999999999999999 is too large"
    ),
    (
      "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 2147483648)}",
      "2147483648 exceeds 2147483647"
    ),
    (
      "{'descr': '<f16', 'fortran_order': False, 'shape': (2147483647, 2147483647)}",
      "more than any file holds"
    ),
    (
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2147483647, 500000000)}",
      "needs 8589934588000000000 bytes, and 16 follow the header: the file is cut off"
    ),
    (
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 3)}",
      "shape (1, 3) with 8 bytes an entry needs 24 bytes, and 16 follow"
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3)}",
      "4 bytes follow the last entry"
    ),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': 2}", "must be a tuple"),
    (
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1,2)}",
      "shape (1, 1, 1, 1, 1, 1, 1, 1, …), a matrix has two dimensions"
    ),
    (good + "x", "must end after its '}'"),
    (good + "\0", "must end after its '}'"),
  ]

  @Test(arguments: bad)
  func refused(_ header: String, _ reason: String) throws {
    let directory = try TemporaryDirectory()
    for version: UInt8 in 1...3 {
      let path = try directory.write(
        npy(header, littleEndianBytes([1.5, -2]), version: version), as: "a.npy")
      let text = refusal(of: path, as: Double.self)
      // Positions move with the two bytes that later versions have before the text.
      #expect(version > 1 && reason.contains("byte") || text.contains(reason), "\(text)")
    }
  }

  static func start(_ bytes: [UInt8]) -> [UInt8] { [0x93] + Array("NUMPY".utf8) + bytes }

  static let damagedStarts: [([UInt8], String)] = [
    ([], "the file is empty"),
    ([0x93] as [UInt8], "the header is cut off: the file ends after 1 bytes"),
    (start([1]), "the file ends after 7 bytes"),
    (start([1, 0, 5]), "the file ends after 9 bytes"),
    (start([2, 0, 5, 0, 0]), "the file ends after 11 bytes"),
    (Array("1,2\n3,4\n".utf8), "it is not a NumPy array, which starts with \\x93NUMPY"),
    (Array("PK\u{3}\u{4}rest of it".utf8), "it may be an .npz archive"),
    (npy(good, version: 4), "version 4.0 of the format is unknown"),
    (npy(good, version: 0), "version 0.0 of the format is unknown"),
    (start([1, 1, 0, 0]), "version 1.1 of the format is unknown"),
    (
      start([1, 0, 0xFF, 0xFF, 0x7B]),
      "the header claims 65535 bytes, and 1 follow"
    ),
    (
      start([2, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x7B]),
      "the header claims 4294967295 bytes, and 1 follow"
    ),
    (
      npy(good + String(repeating: " ", count: 1 << 20), version: 2),
      "bytes, far more than one needs"
    ),
  ]

  @Test(arguments: damagedStarts)
  func damagedStart(_ bytes: [UInt8], _ reason: String) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(bytes, as: "a.npy")
    #expect(refusal(of: path, as: Double.self).contains(reason))
  }
}

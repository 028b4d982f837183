import FALinalg
import FAMatrixIO
import TestSupport
import Testing

@Suite struct MatrixMarketTests {
  static let banner = "%%MatrixMarket matrix coordinate real general\n"

  private func read(_ text: String) throws -> MatrixContents<Double> {
    let directory = try TemporaryDirectory()
    return try MatrixFile.load(directory.write(text.utf8, as: "a.mtx")).contents
  }

  @Test(arguments: [
    banner + "2 3 2\n1 1 5\n2 3 -0.5\n",
    banner + "2 3 2\n2 3 -0.5\n1 1 5",
    banner.replacing("%%", with: "%") + "2 3 2\n2 3 -0.5\n1 1 5",
    banner.replacing("real", with: "double") + "2 3 2\n2 3 -0.5\n1 1 5",
    "\u{FEFF}" + banner + "2 3 2\n2 3 -0.5\n1 1 5",
    (banner + "2 3 2\n2 3 -0.5\n1 1 5").replacing("\n", with: "\r"),
    banner + "2 3 2\r\n1 1 5\r\n2 3 -0.5\r\n",
    banner + "% comment\n\n%\n  2\t3  2 \n\n1 1 5\n% between\n \n 2 3 -5.0E-1\n\n% end",
    banner + "2 3 3\n1 1 5\n2 3 -1\n2 3 +.5\n",
    banner.lowercased() + "2 3 2\n1 1 5\n2 3 -0.5\n",
    banner.uppercased() + "02 3 2\n1 1 5\n2 3 -0.5\n",
    "%%MatrixMarket \t matrix  array real general \r\n2 3\n5\n0\n0\n0\n0\n-0.5\n",
    "%%MatrixMarket matrix array REAL general\n%\n2 3\n 5\n0\n\n0.\n% c\n0\n0\n-.5",
  ])
  func allSayTheSame(_ text: String) throws {
    let expected = Matrix<Double>(rows: [[5, 0, 0], [0, 0, -0.5]])
    switch try read(text) {
    case .dense(let matrix): #expect(matrix == expected)
    case .sparse(let matrix):
      #expect(matrix.dense() == expected)
      #expect(matrix.storedCount == 2)
    }
  }

  /// A comment may be in any encoding.
  @Test func latin1Comment() throws {
    let directory = try TemporaryDirectory()
    let bytes = Array(Self.banner.utf8) + Array("% M".utf8) + [0xFC] + "ller\n1 1 1\n1 1 3\n".utf8
    let matrix: Matrix<Float> = try MatrixFile.read(directory.write(bytes, as: "a.mtx"))
    #expect(matrix == Matrix(rows: [[3]]))
  }

  static let symmetric: [(String, Matrix<Double>)] = [
    ("coordinate real symmetric\n2 2 2\n1 1 3\n2 1 4\n", Matrix(rows: [[3, 4], [4, 0]])),
    (
      "coordinate integer skew-symmetric\n2 2 2\n2 1 4\n1 1 0\n", Matrix(rows: [[0, -4], [4, 0]])
    ),
    ("coordinate pattern symmetric\n2 2 1\n2 1\n", Matrix(rows: [[0, 1], [1, 0]])),
    ("coordinate unsigned-integer general\n1 2 1\n1 2 7\n", Matrix(rows: [[0, 7]])),
    ("array integer symmetric\n2 2\n1\n2\n3\n", Matrix(rows: [[1, 2], [2, 3]])),
    (
      "array real skew-symmetric\n3 3\n1\n2\n3\n",
      Matrix(rows: [[0, -1, -2], [1, 0, -3], [2, 3, 0]])
    ),
    ("array real general\n0 3\n", Matrix.zeros(0, 3)),
    ("array real general\n0 2147483647\n", Matrix.zeros(0, 2_147_483_647)),
    ("array double hermitian\n2 2\n1\n2\n3\n", Matrix(rows: [[1, 2], [2, 3]])),
    ("coordinate integer hermitian\n2 2 2\n1 1 1\n2 1 2\n", Matrix(rows: [[1, 2], [2, 0]])),
    ("coordinate pattern hermitian\n2 2 1\n1 2\n", Matrix(rows: [[0, 1], [1, 0]])),
    ("coordinate complex hermitian\n2 2 1\n2 1 4 0\n", Matrix(rows: [[0, 4], [4, 0]])),
    ("array complex general\n1 2\n4 0\n5 -0.0\n", Matrix(rows: [[4, 5]])),
    (
      "coordinate real skew-symmetric\n3 3 2\n1 2 5\n3 1 6\n",
      Matrix(rows: [[0, 5, -6], [-5, 0, 0], [6, 0, 0]])
    ),
    ("coordinate real general % by hand\n1 1 1 % size\n1 1 5 % entry\n", Matrix(rows: [[5]])),
    ("array real symmetric\n0 0\n", Matrix.zeros(0, 0)),
    ("array real skew-symmetric\n0 0\n", Matrix.zeros(0, 0)),
    ("coordinate real general\n3 0 0\n", Matrix.zeros(3, 0)),
  ]

  @Test(arguments: symmetric)
  func kinds(_ text: String, _ expected: Matrix<Double>) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(("%%MatrixMarket matrix " + text).utf8, as: "a.mtx")
    #expect(try MatrixFile.read(path, as: Double.self) == expected)
  }

  static let bad: [(String, String)] = [
    ("1 1 1\n1 1 1\n", "it is not a Matrix Market file"),
    ("%%%MatrixMarket matrix coordinate real general\n1 1 0\n", "it is not a Matrix Market file"),
    ("%%MatrixMarket matrix coordinate real\n1 1 0\n", "line 1 must have 5 words"),
    ("%%MatrixMarket matrix coordinate real general x\n1 1 0\n", "not 6"),
    ("%%MatrixMarket vector coordinate real general\n1 1 0\n", "the object is 'vector'"),
    ("%%MatrixMarket matrix dense real general\n1 1 0\n", "the format 'dense'"),
    ("%%MatrixMarket matrix array \u{1B}x general\n1 1\n", #"the field '\u{1b}x'"#),
    ("%%MatrixMarket matrix array real upper\n1 1\n", "the symmetry 'upper'"),
    ("%%MatrixMarket matrix array complex general\n1 1\n1 1\n", "line 3: the entry is not real"),
    ("%%MatrixMarket matrix array complex general\n1 1\n1\n", "2 fields, the parts of one entry"),
    (
      "%%MatrixMarket matrix coordinate complex hermitian\n2 2 1\n2 1 1 1\n", "save the real and"
    ),
    ("%%MatrixMarket matrix coordinate complex general\n1 1 1\n1 1 1\n", "must be 4 fields"),
    ("%%MatrixMarket matrix coordinate float general\n1 1 0\n", "the field 'float'"),
    ("%%MatrixMarket matrix array pattern general\n1 1\n", "cannot be a pattern"),
    ("%%MatrixMarket matrix coordinate pattern skew-symmetric\n1 1 0\n", "cannot be a pattern"),
    (
      "%%MatrixMarket matrix coordinate real symmetric\n2 3 0\n",
      "line 2: a symmetric matrix is square"
    ),
    ("%%MatrixMarket matrix array real skew-symmetric\n2 3\n", "skew-symmetric matrix is square"),
    (banner, "the file ends before the line of the size"),
    (banner + "% 1 1 1\n\n", "the file ends before the line of the size"),
    (
      banner + "1 1\n",
      "line 2: there must be 3 fields, the numbers of rows, columns and entries, not 2"
    ),
    (banner + "1 1 1 1\n", "not 4"),
    (banner + "-1 1 0\n", "line 2: '-1' is not a whole number"),
    (banner + "1.0 1 0\n", "'1.0' is not a whole number"),
    (banner + "99999999999999999999 1 0\n", "99999999999999999999 is too large"),
    (banner + "3000000000 1 0\n", "the dimension 3000000000 exceeds 2147483647"),
    (banner + "2147483647 2147483647 1\n1 1 1\n", "far larger than its 1 entries can fill"),
    (banner + "2 2 9000000000000000000\n", "is too large"),
    (banner + "2 2 100000000\n1 1 1\n", "line 2: 100000000 entries do not fit in the 6 bytes"),
    (banner + "2 2 2\n1 1 1000000000\n", "the file ends after 1 of 2 entries"),
    (banner + "2 2 1\n1 1 1\n2 2 2\n", "line 4: more follows than the size says"),
    (banner + "2 2 1\n1 1   \n", "line 3: the value of the entry is missing"),
    (banner + "2 2 1\n1 1 1 0\n", "not 4"),
    (banner + "2 2 1\n0 1 1\n", "line 3: row 0 is not from 1 to 2"),
    (banner + "2 2 1\n3 1 1\n", "line 3: row 3 is not from 1 to 2"),
    (banner + "2 2 1\n1 3 1\n", "line 3: column 3 is not from 1 to 2"),
    (banner + "2 2 1\n1 -1 1\n", "line 3: '-1' is not a whole number"),
    (banner + "2 2 1\n1 1 x\n", "line 3: 'x' is not a number"),
    (banner + "2 2 1\n1 1 nan\n", "line 3: 'nan' is not finite"),
    (banner + "2 2 1\n1 1 -Inf\n", "line 3: '-Inf' is not finite"),
    (banner + "2 2 1\n1 1 1e999\n", "line 3: 1e999 is too large for Double"),
    (banner + "2 2 2\n1 1 1e308\n1 1 1e308\n", "add up to more than Double holds"),
    (banner + "2 2 1\n1\0 1 1\n", "is not a whole number"),
    (
      "%%MatrixMarket matrix coordinate integer general\n2 2 1\n1 1 1.5\n",
      "'1.5' is not a whole number"
    ),
    (
      "%%MatrixMarket matrix coordinate pattern general\n2 2 1\n1 1 1\n", "2 fields, row and column"
    ),
    (
      "%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n1 2 1\n2 1 1\n",
      "it has entries at (1, 2) and (2, 1), and of a symmetric matrix one of them is to be stored"
    ),
    (
      "%%MatrixMarket matrix coordinate real skew-symmetric\n2 2 2\n2 1 1\n1 2 -1\n",
      "of a skew-symmetric matrix one of them is to be stored"
    ),
    (
      "%%MatrixMarket matrix array real symmetric\n2 2\n1\n2\n2\n3\n",
      "line 6: more follows than the size says: of a symmetric array only the entries on and below"
    ),
    (
      "%%MatrixMarket matrix array real skew-symmetric\n2 2\n0\n1\n0\n",
      "line 4: more follows than the size says: of a skew-symmetric array only the entries below"
    ),
    (banner + "1 1 1\n1 1 1.5D0\n", "line 3: '1.5D0' is not a number: write its exponent with E"),
    (banner + "1 1 1\n1 1 1e-400\n", "line 3: 1e-400 is too small for Double"),
    (
      "%%MatrixMarket matrix coordinate real skew-symmetric\n2 2 1\n1 1 1000\n",
      "line 3: the diagonal of a skew-symmetric matrix is zero"
    ),
    ("%%MatrixMarket matrix array real general\n2 1\n1\n", "line 2: 2 entries do not fit"),
    ("%%MatrixMarket matrix array real general\n2 1\n1000\n", "the file ends before entry (2, 1)"),
    ("%%MatrixMarket matrix array real general\n1 1\n1 2\n", "line 3: there must be 1 field"),
    ("%%MatrixMarket matrix array real general\n1 1\n1\n2\n", "line 4: more follows"),
    (
      "%%MatrixMarket matrix array real general\n2000000000 2000000000\n1\n",
      "4000000000000000000 entries do not fit"
    ),
    (
      "%%MatrixMarket matrix array real skew-symmetric\n2000000000 2000000000\n1\n",
      "entries do not fit"
    ),
  ]

  @Test(arguments: bad)
  func isRefused(_ text: String, _ reason: String) throws {
    let directory = try TemporaryDirectory()
    let message = refusal(of: try directory.write(text.utf8, as: "a.mtx"), as: Double.self)
    #expect(message.contains(reason), "\(message)")
  }

  /// A wide pattern takes so little text that the shape decides what memory it needs.
  @Test func wideAndEmpty() throws {
    let text = "%%MatrixMarket matrix coordinate pattern general\n300000 1 1\n300000 1\n"
    guard case .sparse(let matrix) = try read(text) else {
      Issue.record("dense")
      return
    }
    #expect(matrix.rows == 300_000 && matrix.storedCount == 1)
  }

  @Test(arguments: scalarTypes)
  func whatIsWrittenIsReadAgain(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let directory = try TemporaryDirectory()
      var dense = Matrix<Scalar>.seeded(9, 7)
      dense[0, 0] = .greatestFiniteMagnitude
      dense[1, 0] = -.leastNonzeroMagnitude
      dense[2, 0] = -0.0
      dense[3, 0] = 0.1
      for row in 4..<9 { dense[row, 3] = 0 }
      for matrix in [dense, .zeros(0, 4), .zeros(3, 0)] {
        let array = directory.file("array.mtx")
        try MatrixFile.write(matrix, to: array)
        guard case .dense(let dense) = try MatrixFile.load(array, as: Scalar.self).contents else {
          Issue.record("sparse")
          continue
        }
        #expect(dense == matrix)
        let coordinates = directory.file("coordinates.mtx")
        try MatrixFile.write(SparseMatrix(matrix), to: coordinates)
        guard case .sparse(let sparse) = try MatrixFile.load(coordinates, as: Scalar.self).contents
        else {
          Issue.record("dense")
          continue
        }
        #expect(sparse == SparseMatrix(matrix))
      }
      try MatrixFile.write(dense.transposed, to: directory.file("view.MTX"))
      #expect(
        try MatrixFile.read(directory.file("view.MTX"), as: Scalar.self)
          == Matrix(dense.transposed))
    }
    try check(scalar)
  }

  @Test func namesThatCannotBeWritten() throws {
    let directory = try TemporaryDirectory()
    let matrix = Matrix<Double>.identity(2)
    for name in ["a.npz", "a.csv", "a"] {
      let path = directory.file(name)
      #expect(throws: MatrixFileError.self) { try MatrixFile.write(matrix, to: path) }
      #expect(throws: MatrixFileError.self) { try MatrixFile.write(SparseMatrix(matrix), to: path) }
    }
    #expect(throws: MatrixFileError.self) {
      try MatrixFile.write(SparseMatrix(matrix), to: directory.file("a.npy"))
    }
    #expect(try directory.names.isEmpty)
  }
}

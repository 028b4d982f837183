import FALinalg
import FAMatrixIO
import Foundation
import TestSupport
import Testing

/// Some rows of sparse files, against those of the whole, which NumPy and SciPy vouch for.
@Suite struct RowsReadingTests {
  static let files = [
    "coordinate-complex.mtx", "coordinate-empty.mtx", "coordinate-integer.mtx",
    "coordinate-no-rows.mtx", "coordinate-pattern.mtx", "coordinate-real.mtx",
    "coordinate-skew.mtx", "coordinate-symmetric-pattern.mtx", "coordinate-symmetric.mtx",
    "sparse-bool.npz", "sparse-bsr-transposed.npz", "sparse-bsr.npz", "sparse-complex.npz",
    "sparse-coo-stored.npz", "sparse-coo.npz", "sparse-coords.npz", "sparse-csc-stored.npz",
    "sparse-csc.npz", "sparse-csr-stored.npz", "sparse-csr.npz", "sparse-dia-wide.npz",
    "sparse-dia.npz", "sparse-integer.npz", "sparse-long-indices.npz", "sparse-loose.npz",
    "sparse-no-columns.npz", "sparse-single.npz",
  ]

  @Test(arguments: files, scalarTypes)
  func areThoseOfTheWhole(file: String, scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let path = try fixture(file)
      let shape = try #require(try MatrixFile.sparseShape(of: path))
      guard let whole = try? MatrixFile.read(path, as: Scalar.self) else {
        // Numbers that are too large for single precision.
        #expect(throws: MatrixFileError.self) {
          try MatrixFile.readSparse(path, rows: 0..<shape.rows, as: Scalar.self)
        }
        return
      }
      #expect(shape == (whole.rows, whole.columns))
      for start in 0...whole.rows {
        for end in start...whole.rows {
          let part = try MatrixFile.readSparse(path, rows: start..<end, as: Scalar.self)
          #expect(part.dense() == Matrix(whole[start..<end, ...]))
        }
      }
    }
    try check(scalar)
  }

  @Test(arguments: ["array-real.mtx", "f8-little-c.npy", "plain.npz"])
  func areNotTakenFromADenseFile(file: String) throws {
    let path = try fixture(file)
    #expect(try MatrixFile.sparseShape(of: path) == nil)
    #expect(throws: MatrixFileError.self) {
      try MatrixFile.readSparse(path, rows: 0..<1, as: Double.self)
    }
  }

  @Test(arguments: ["coordinate-real.mtx", "sparse-csr.npz", "sparse-csc.npz"])
  func areThere(file: String) throws {
    let path = try fixture(file)
    let rows = try #require(try MatrixFile.sparseShape(of: path)).rows
    #expect(throws: MatrixFileError.self) {
      try MatrixFile.readSparse(path, rows: 0..<(rows + 1), as: Double.self)
    }
  }

  /// Compressed rows that contradict each other, in one way at a time.
  @Test(arguments: [
    ("starts fall", [0, 2, 1, 3], [0, 1, 2], [1, 2, 3]),
    ("starts do not begin with zero", [1, 1, 2, 3], [0, 1, 2], [1, 2, 3]),
    ("starts are too few", [0, 2, 3], [0, 1, 2], [1, 2, 3]),
    ("columns outside", [0, 1, 2, 3], [0, 7, 2], [1, 2, 3]),
    ("columns missing", [0, 1, 2, 3], [0, 1], [1, 2, 3]),
    ("values missing", [0, 1, 2, 3], [0, 1, 2], [1, 2]),
    ("a value that is not finite", [0, 1, 2, 3], [0, 1, 2], [1, .infinity, 3]),
  ])
  func areRefusedWhereDamaged(
    _ defect: String, starts: [Double], columns: [Double], values: [Double]
  ) throws {
    func member(_ name: String, _ numbers: [Double]) -> ZipFile.Member {
      ZipFile.Member(name + ".npy", npyArray(numbers, shape: "(\(numbers.count),)"))
    }
    let format = npy("{'descr': '|S3', 'fortran_order': False, 'shape': (), }", Array("csr".utf8))
    let archive = ZipFile([
      ZipFile.Member("format.npy", format), member("shape", [3, 3]), member("indptr", starts),
      member("indices", columns).deflated, member("data", values).deflated,
    ])
    let directory = try TemporaryDirectory()
    let path = try directory.write(archive.bytes, as: "a.npz")
    #expect(throws: MatrixFileError.self) {
      try MatrixFile.readSparse(path, rows: 1..<2, as: Double.self)
    }
  }

  /// A text of several pieces, whose lines end in two bytes, which a piece may part, and one of which is
  /// longer than a piece.
  @Test(arguments: [true, false]) func areReadPieceByPiece(hasLongLine: Bool) throws {
    let count = 300_000
    let comment = hasLongLine ? "%" + String(repeating: "x", count: 3 << 20) + "\r\n" : ""
    var text = "%%MatrixMarket matrix coordinate real general\r\n\(comment)\(count) 7 \(count)\r\n"
    for row in 0..<count { text += "\(row + 1) \(row % 7 + 1) \(row % 1000)\r\n" }
    let directory = try TemporaryDirectory()
    let path = try directory.write(Array(text.utf8), as: "a.mtx")
    let whole = try MatrixFile.load(path, as: Double.self).contents.linearOperator
    #expect(whole.rows == count)
    let part = try MatrixFile.readSparse(path, rows: 123_456..<300_000, as: Double.self)
    #expect(part.rows == count - 123_456)
    for (row, column, value) in part.entries {
      guard column == (row + 123_456) % 7, value == Double((row + 123_456) % 1000) else {
        Issue.record("entry (\(row), \(column)) is \(value)")
        return
      }
    }
    // The line of a fault is counted over all pieces.
    let fault = try directory.write(Array((text + "1 1 1\r\n").utf8), as: "b.mtx")
    let line = count + (hasLongLine ? 4 : 3)
    #expect(refusal(of: fault, as: Double.self).contains("line \(line): more follows"))
  }
}

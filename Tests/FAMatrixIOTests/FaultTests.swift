import FALinalg
import FAMatrixIO
import TestSupport
import Testing

/// Small files of users that were once misread or refused for a wrong reason.
@Suite struct FaultTests {
  static let read: [(String, Matrix<Double>)] = [
    ("blank.csv", Matrix(rows: [[1, 2], [3, 4]])),
    ("cr3.csv", Matrix(rows: [[1], [2], [3]])),
    ("endcomment.csv", Matrix(rows: [[1, 2], [3, 4]])),
    ("pandas_index.csv", Matrix(rows: [[1.5, 2], [3, 4.5]])),
    ("pandas_noindex.csv", Matrix(rows: [[1.5, 2, 7], [3, 4.5, 8]])),
    ("spaces1.csv", Matrix(rows: [[1, 2, 3]])),
    ("trailing.csv", Matrix(rows: [[1, 4, 7], [2, 5, 8], [3, 6, 9]])),
    ("realherm.mtx", Matrix(rows: [[1, 2], [2, 0]])),
    ("double.mtx", Matrix(rows: [[1, 0], [0, 2]])),
    ("singlepercent.mtx", Matrix(rows: [[0, 1, 0], [1, 0, 1], [0, 1, 0]])),
    ("upper.mtx", Matrix(rows: [[2, 5, 0], [5, 3, 0], [0, 0, 1]])),
    ("bf16.npy", Matrix(rows: [[1, 2], [3, 4]])),
    ("d.npy", Matrix(rows: [[1, 2], [3, 4]])),
    ("float64name.npy", Matrix(rows: [[1, 2], [3, 4]])),
    ("dup.npz", Matrix(rows: [[5, 6], [7, 8]])),
    ("noext.npz", Matrix(rows: [[1, 2], [3, 4]])),
    ("noext.npz:a", Matrix(rows: [[1, 2], [3, 4]])),
    ("prefix.npz", Matrix(rows: [[1, 2], [3, 4]])),
    ("trail.npz", Matrix(rows: [[1, 2], [3, 4]])),
    ("zero-rows.mtx", .zeros(0, 2_147_483_647)),
  ]

  @Test(arguments: read)
  func isRead(_ name: String, _ expected: Matrix<Double>) throws {
    let path = try fixture("faults/\(name)")
    #expect(try MatrixFile.read(path, as: Double.self) == expected)
    #expect(try MatrixFile.read(path, as: Float.self) == expected.map { Float($0) })
  }

  static let refused = [
    ("bool.csv", "line 1, column 1: 'True' is not a number: write truth values as 1 and 0"),
    ("dfirst.csv", "line 1, column 1: '1.0D+00' is not a number: write its exponent with E"),
    ("nafirst.csv", "line 1, column 1: 'NA' is not a number: a value is missing"),
    ("percent.csv", "line 1, column 1: '50%' is not a number: write percentages as numbers"),
    ("thousands.csv", "line 1, column 1: '1,234' is not a number: if its comma is a decimal mark"),
    ("header-loss.csv", "line 1, column 1: '1 000' is not a number: write numbers without"),
    ("realnovalues.mtx", "line 3: the value of the entry is missing"),
    ("skewzeros.mtx", "only the entries below the diagonal are stored, the zeros on it are not"),
    ("coord-square.mtx", "8388607 x 8388607, is far larger than its 2 entries can fill"),
  ]

  @Test(arguments: refused)
  func isRefused(_ name: String, _ reason: String) throws {
    let message = refusal(of: try fixture("faults/\(name)"), as: Double.self)
    #expect(message.contains(reason), "\(message)")
  }

  /// Truth values compress by a thousand, and become eight times as large as numbers.
  @Test func costIsBoundByTheFile() throws {
    let path = try fixture("faults/zeros.npz")
    #expect(
      refusal(of: path, as: Double.self).contains(
        "it takes 320000000 bytes of memory, over 100 times the size of the file"))
  }

  @Test func costIsConfirmed() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(
      "%%MatrixMarket matrix coordinate pattern general\n600000 600000 1\n600000 1\n".utf8,
      as: "a.mtx")
    #expect(refusal(of: path, as: Double.self).contains("set the option allow-growth"))
    var options = ReadingOptions()
    options.allowsGrowth = true
    guard
      case .sparse(let matrix) = try MatrixFile.load(path, as: Double.self, options: options)
        .contents
    else {
      Issue.record("dense")
      return
    }
    #expect(matrix.rows == 600_000 && matrix[599_999, 0] == 1)
  }

  @Test func tooSmallForSinglePrecision() throws {
    let path = try fixture("faults/underflow.npy")
    #expect(try MatrixFile.read(path, as: Double.self).rows == 20)
    #expect(refusal(of: path, as: Float.self).contains("[0, 0] (counted from zero) is too small"))
  }
}

import FALinalg
import FAMatrixIO
import Foundation
import TestSupport
import Testing

/// Files that NumPy wrote, against NumPy's own conversion of their entries.
@Suite struct NPYReadingTests {
  struct Expectation: CustomTestStringConvertible {
    let name: String
    let rows: Int
    let columns: Int
    /// Bits, row by row; nil where a conversion overflows.
    let doubles: [UInt64]?
    let floats: [UInt32]?

    var testDescription: String { name }

    static let all: [Expectation] = {
      let text = (try? String(contentsOfFile: fixture("expected.txt"), encoding: .utf8)) ?? ""
      return text.split(separator: "\n").map { line in
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        func bits<Bits: FixedWidthInteger>(_ field: Substring) -> [Bits]? {
          field == "-" ? nil : field.split(separator: " ").compactMap { Bits($0, radix: 16) }
        }
        return Expectation(
          name: String(fields[0]), rows: Int(fields[1]) ?? -1, columns: Int(fields[2]) ?? -1,
          doubles: bits(fields[3]), floats: bits(fields[4]))
      }
    }()
  }

  @Test func everyFixtureIsListed() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: fixture(""))
      .filter { $0.hasSuffix(".npy") && !$0.hasPrefix("refused-") }
    #expect(names.count == Expectation.all.count)
    #expect(names.count > 50)
  }

  @Test(arguments: Expectation.all)
  func asDouble(_ expected: Expectation) throws {
    let path = try fixture(expected.name + ".npy")
    let bits = try #require(expected.doubles)
    let matrix = try MatrixFile.read(path, as: Double.self)
    #expect(matrix.rows == expected.rows && matrix.columns == expected.columns)
    #expect(matrix.rowMajor.map(\.bitPattern) == bits)
  }

  @Test(arguments: Expectation.all)
  func asFloat(_ expected: Expectation) throws {
    let path = try fixture(expected.name + ".npy")
    if let bits = expected.floats {
      let matrix = try MatrixFile.read(path, as: Float.self)
      #expect(matrix.rows == expected.rows && matrix.columns == expected.columns)
      #expect(matrix.rowMajor.map(\.bitPattern) == bits)
    } else {
      let isSmall = expected.name.hasPrefix("small-")
      #expect(
        refusal(of: path, as: Float.self)
          == "the entry [0, 0] (counted from zero) is "
          + (isSmall
            ? "too small for Float, which has all of its digits only from 1.1754944e-38 on: "
              + "read it in double precision, or scale it"
            : "too large for Float, which ends at 3.4028235e+38"))
    }
  }

  @Test(arguments: [
    ("complex", "the entry [1, 1] (counted from zero) is not real: save the real and the"),
    ("complex-single", "the entry [0, 0] (counted from zero) is not real"),
    ("complex-nan", "the entry [0, 1] (counted from zero) is NaN"),
    ("complex-extended", "the entry [0, 1] (counted from zero) is not real"),
    ("small-extended", "the entry [0, 1] (counted from zero) is too small for Double"),
    ("subnormal-extended", "the entry [0, 1] (counted from zero) is too small for Double"),
    ("halved-extended", "the entry [0, 1] (counted from zero) is too small for Double"),
    ("bytes", "'|S2', is text"),
    ("text", "'<U2', is text"),
    ("object", "'|O', is Python objects"),
    ("structured", "is structured: save one field at a time"),
    ("structured-utf8", "is structured"),
    ("void", "'|V8', is raw bytes or records"),
    ("datetime", "'<M8[ns]', is dates or times"),
    ("timedelta", "'<m8[s]', is dates or times"),
    ("0d", "shape (), a matrix has two dimensions: save a.reshape(1, 1)"),
    ("1d", "shape (5,), a matrix has two dimensions: save a.reshape(-1, 1)"),
    ("3d", "shape (2, 3, 4), a matrix has two dimensions"),
    ("nan", "the entry [1, 1] (counted from zero) is NaN"),
    ("infinity", "the entry [1, 0] (counted from zero) is infinite"),
    ("nan-half", "the entry [0, 1] (counted from zero) is NaN"),
    ("infinity-half", "the entry [0, 0] (counted from zero) is infinite"),
    ("nan-single", "the entry [1, 0] (counted from zero) is NaN"),
    ("nan-extended", "the entry [0, 1] (counted from zero) is NaN"),
    ("infinity-extended", "the entry [0, 1] (counted from zero) is infinite"),
    ("large-extended", "the entry [0, 1] (counted from zero) is too large for Double"),
    ("binary128", "the entry [0, 0] (counted from zero) is not an 80-bit number"),
  ])
  func refused(_ name: String, _ reason: String) throws {
    let path = try fixture("refused-\(name).npy")
    #expect(refusal(of: path, as: Double.self).contains(reason))
    #expect(refusal(of: path, as: Float.self).contains(reason.replacing("Double", with: "Float")))
  }

  /// More rows, columns and bytes than are read or transposed at once, and not multiples of them.
  @Test(arguments: [(300, 301), (3, 70000), (70000, 3), (33, 2049)], [false, true])
  func large(_ shape: (Int, Int), _ isFortranOrder: Bool) throws {
    let (rows, columns) = shape
    let directory = try TemporaryDirectory()
    let values = (0..<(rows * columns)).lazy.map { Double($0) }
    let path = try directory.write(
      npy(
        "{'descr': '<f8', 'fortran_order': \(isFortranOrder ? "True" : "False"), "
          + "'shape': (\(rows), \(columns)), }\n", littleEndianBytes(values)),
      as: "a.npy")
    let entries = Array(0..<(rows * columns))
    // Both the plain copy and the conversion of every entry.
    let matrix = try MatrixFile.read(path, as: Double.self)
    #expect((isFortranOrder ? matrix.elements : matrix.rowMajor) == entries.map { Double($0) })
    let single = try MatrixFile.read(path, as: Float.self)
    #expect((isFortranOrder ? single.elements : single.rowMajor) == entries.map { Float($0) })
  }
}

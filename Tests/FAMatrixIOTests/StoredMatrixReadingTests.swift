import FALinalg
import FAMatrixIO
import Foundation
import TestSupport
import Testing

/// Files that SciPy and NumPy wrote, against what they read themselves.
@Suite struct StoredMatrixReadingTests {
  struct Expectation: Decodable, CustomTestStringConvertible {
    let name: String
    let key: String?
    /// The number of stored entries, or nil for a dense matrix.
    let stored: Int?
    let rows: Int
    let columns: Int
    let entries: [Double]

    var testDescription: String { key.map { "\(name):\($0)" } ?? name }

    static let all: [Expectation] =
      (try? TestSupport.fixture("sparse", in: Bundle.module)) ?? []

    var path: String {
      get throws { try fixture(name) + (key.map { ":\($0)" } ?? "") }
    }
  }

  @Test func everyFixtureIsListed() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: fixture(""))
      .filter { ($0.hasSuffix(".npz") || $0.hasSuffix(".mtx")) && !$0.hasPrefix("refused-") }
    #expect(Set(names) == Set(Expectation.all.map(\.name)))
    #expect(names.count > 25)
  }

  @Test(arguments: scalarTypes, Expectation.all)
  func inTheFormOfTheFile(scalar: any BLASScalar.Type, expected: Expectation) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let path = try expected.path
      let entries = expected.entries.map { Scalar($0) }
      // 1e300 and 5e-324 are among the entries.
      guard zip(entries, expected.entries).allSatisfy({ Double($0) == $1 || $0.isNormal }) else {
        let reason = refusal(of: path, as: Scalar.self)
        #expect(
          reason.contains("too large for Float, which ends at")
            || reason.contains("too small for Float, which has"))
        return
      }
      let matrix = Matrix(rows: expected.rows, columns: expected.columns, rowMajor: entries)
      switch try MatrixFile.load(path, as: Scalar.self).contents {
      case .dense(let dense):
        #expect(expected.stored == nil)
        #expect(dense == matrix)
      case .sparse(let sparse):
        #expect(sparse.storedCount == expected.stored)
        #expect(sparse.dense() == matrix)
        #expect(sparse.transposed.dense() == Matrix(matrix.transposed))
      }
      #expect(try MatrixFile.read(path, as: Scalar.self) == matrix)
    }
    try check(scalar)
  }

  static let refused = [
    ("refused-complex.mtx", "the entry is not real: save the real and the imaginary part"),
    ("refused-complex-array.mtx", "the entry is not real"),
    ("refused-hermitian.mtx", "the entry is not real"),
    ("refused-vector.npz", "the array has shape (4,), a matrix has two dimensions"),
    ("refused-nan.npz", "the entry [0, 1] (counted from zero) is NaN"),
    ("refused-none.npz", "it holds no array"),
    ("refused-none.npz:A", "it has no array 'A'; it holds none"),
    ("refused-1d.npz", "a sparse array of 1 dimensions"),
    ("refused-sparse-nan.npz", "the entry [0] (counted from zero) is NaN"),
    ("refused-sparse-complex.npz", "the entry [0] (counted from zero) is not real: save the real"),
    (
      "several.npz",
      "it holds several arrays: choose one as FILE:key; its keys are 'A', 'B', 'vector', 'größe'"
    ),
    ("several.npz:C", "it has no array 'C'; its keys are 'A', 'B', 'vector', 'größe'"),
    ("several.npz:", "it has no array ''; its keys are"),
    ("several.npz:vector", "the array has shape (3,)"),
    ("sparse-csr.npz:indptr", "the array has shape (8,)"),
  ]

  @Test(arguments: refused)
  func isRefused(_ name: String, _ reason: String) throws {
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let path = try fixture(String(parts[0])) + (parts.count > 1 ? ":\(parts[1])" : "")
    do throws(MatrixFileError) {
      _ = try MatrixFile.load(path, as: Double.self)
      Issue.record("read")
    } catch {
      guard case .invalid(let place, let message) = error else {
        Issue.record(error)
        return
      }
      #expect(message.contains(reason), "\(message)")
      #expect(try place.hasPrefix(fixture(String(parts[0]))))
    }
  }

  @Test func keysInPaths() throws {
    let directory = try TemporaryDirectory()
    let bytes = try contents(fixture("several.npz"))
    let upper = try directory.write(bytes, as: "UPPER.NPZ")
    #expect(try MatrixFile.read(upper + ":A", as: Double.self).rows == 7)
    // A file of that very name comes before an array in another.
    let plain = try directory.write(contents(fixture("shape-1x5.npy")), as: "UPPER.NPZ:A.npy")
    #expect(try MatrixFile.read(plain, as: Double.self).rows == 1)
    #expect(throws: MatrixFileError.notFound(path: directory.file("none.npz"))) {
      try MatrixFile.read(directory.file("none.npz:A"), as: Double.self)
    }
    // Only archives have keys.
    #expect(throws: MatrixFileError.notFound(path: directory.file("none.npy:A"))) {
      try MatrixFile.read(directory.file("none.npy:A"), as: Double.self)
    }
  }

  /// 100,000 x 100,000 is a matrix of which only products can be wanted.
  @Test func tooLargeToBeDense() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(
      "%%MatrixMarket matrix coordinate real general\n100000 100000 2\n1 1 2\n100000 3 -1\n".utf8,
      as: "a.mtx")
    #expect(refusal(of: path, as: Double.self).contains("100000 x 100000 with 2 entries"))
    guard case .sparse(let sparse) = try MatrixFile.load(path, as: Double.self).contents else {
      Issue.record("dense")
      return
    }
    #expect(sparse.rows == 100_000 && sparse[99_999, 2] == -1)
  }
}

import FALinalg
import FAMatrixIO
import TestSupport
import Testing

@Suite struct NPYWritingTests {
  /// NumPy's own file for the same matrix, apart from how far its header is padded.
  @Test func equalsNumPy() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("a.npy")
    let source = try fixture("f8-little-f.npy")
    try MatrixFile.write(MatrixFile.read(source, as: Double.self), to: path)
    let (ours, theirs) = (try contents(path), try contents(source))
    #expect(ours.count % 64 == 3 * 4 * 8 % 64)
    #expect(ours.suffix(3 * 4 * 8) == theirs.suffix(3 * 4 * 8))
    let text = "{'descr': '<f8', 'fortran_order': True, 'shape': (3, 4), }"
    #expect(ours[..<8] == theirs[..<8])
    #expect(ours[10...].starts(with: text.utf8) && theirs[10...].starts(with: text.utf8))
    #expect(ours.count == 128 + 3 * 4 * 8 && ours[127] == UInt8(ascii: "\n"))
  }

  @Test(arguments: [(0, 0), (0, 5), (5, 0), (1, 1), (7, 3), (3, 7), (1, 1000), (1000, 1)])
  func roundTrip(_ rows: Int, _ columns: Int) throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("a.NPY")
    let stream = RandomStream(seed: 2, name: "file")
    let double: Matrix<Double> = stream.normal(rows, columns)
    try MatrixFile.write(double, to: path)
    #expect(try MatrixFile.read(path) == double)
    let single: Matrix<Float> = stream.normal(rows, columns)
    try MatrixFile.write(single, to: path)
    #expect(try MatrixFile.read(path) == single)
    #expect(try directory.names == ["a.NPY"])
  }

  @Test func views() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("a.npy")
    let matrix: Matrix<Double> = RandomStream(seed: 3, name: "file").normal(9, 8)
    try MatrixFile.write(matrix.transposed, to: path)
    #expect(try MatrixFile.read(path) == Matrix(matrix.transposed))
    try MatrixFile.write(matrix[2..<5, 1..<7], to: path)
    #expect(try MatrixFile.read(path) == Matrix(matrix[2..<5, 1..<7]))
  }

  @Test func whatIsNotFiniteIsWrittenAndNotReadBack() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("a.npy")
    try MatrixFile.write(Matrix<Double>(rows: [[1, .infinity]]), to: path)
    #expect(refusal(of: path, as: Double.self).contains("[0, 1] (counted from zero) is infinite"))
  }

  @Test(arguments: ["a.csv", "a", "npy", ".hidden/npy", "a.npy.gz"])
  func otherExtensions(_ name: String) throws {
    let directory = try TemporaryDirectory()
    let path = directory.file(name)
    #expect(
      throws: MatrixFileError.unwritable(
        path: path, reason: "matrices are written as .npy or .mtx files: choose a name that ends so"
      )
    ) {
      try MatrixFile.write(Matrix<Double>.identity(2), to: path)
    }
    #expect(try directory.names == [])
  }
}

import FALinalg
import FAMatrixIO
import Foundation
import TestSupport
import Testing

@Suite struct StreamedMatrixTests {
  enum Order: CaseIterable { case c, fortran }

  private func write(_ matrix: Matrix<Double>, _ order: Order, to path: String) throws {
    let entries = order == .c ? matrix.rowMajor : matrix.elements
    let header =
      "{'descr': '<f8', 'fortran_order': \(order == .c ? "False" : "True"), "
      + "'shape': (\(matrix.rows), \(matrix.columns)), }"
    try Data(npy(header, littleEndianBytes(entries))).write(to: URL(fileURLWithPath: path))
  }

  /// The panels hold one line, a few, and all of them; some of the last ones are not full.
  @Test(
    arguments: scalarTypes,
    [(0, 0), (0, 3), (3, 0), (1, 1), (1, 9), (9, 1), (13, 8), (8, 13), (40, 31)])
  func actsAsTheMatrix(scalar: any BLASScalar.Type, shape: (Int, Int)) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let directory = try TemporaryDirectory()
      let (m, n) = shape
      let expected: Matrix<Scalar> = wholeNumbers(m, n)
      for order in Order.allCases {
        let path = directory.file("y.npy")
        try write(wholeNumbers(m, n), order, to: path)
        for panelSize in [1, 5 * max(m, n) * MemoryLayout<Scalar>.stride, 1 << 20] {
          let streamed = try StreamedMatrix<Scalar>(path, panelSize: panelSize)
          expectActs(streamed, as: expected)
          // Opened; all and some of its entries; two products, both at once, and the residual.
          #expect(streamed.passes == (m * n == 0 ? 0 : 7))
          #expect(streamed.bytesRead == 7 * 8 * m * n)
        }
      }
    }
    try check(scalar)
  }

  @Test(arguments: Order.allCases, [0..<13, 0..<0, 13..<13, 4..<5, 3..<11])
  func someRows(order: Order, range: Range<Int>) throws {
    let directory = try TemporaryDirectory()
    let whole: Matrix<Double> = wholeNumbers(13, 8)
    let path = directory.file("y.npy")
    try write(whole, order, to: path)
    for panelSize in [1, 300, 1 << 20] {
      let part = try StreamedMatrix<Double>(path, rows: range, panelSize: panelSize)
      let expected = Matrix(whole[range, ...])
      #expect(part.rows == range.count && part.columns == 8)
      #expect(part.dense() == expected)
      let x: Matrix<Double> = wholeNumbers(8, 3)
      var product = Matrix<Double>.zeros(range.count, 3)
      part.multiply(x.view, into: &product)
      #expect(product == expected * x)
    }
  }

  /// Every type and both orders of bytes, as NumPy wrote them.
  @Test(arguments: NPYReadingTests.Expectation.all)
  func convertsAsTheReader(_ expected: NPYReadingTests.Expectation) throws {
    let path = try fixture(expected.name + ".npy")
    let bits = try #require(expected.doubles)
    let streamed = try StreamedMatrix<Double>(path, panelSize: 24)
    #expect(streamed.dense().rowMajor.map(\.bitPattern) == bits)
    guard expected.floats == nil else {
      #expect(
        try StreamedMatrix<Float>(path, panelSize: 24).dense()
          == MatrixFile.read(path, as: Float.self))
      return
    }
    let reason = refusal(of: path, as: Float.self)
    #expect(throws: MatrixFileError.invalid(path: path, reason: reason)) {
      try StreamedMatrix<Float>(path, panelSize: 24)
    }
  }

  @Test func trainsAndDecomposesAsTheMatrix() throws {
    let directory = try TemporaryDirectory()
    let y: Matrix<Double> = try RandomStream(seed: 3, name: "streamed").matrix(
      90, 70, singularValues: (1...70).map { 1 / Double($0) })
    for order in Order.allCases {
      let path = directory.file("y.npy")
      try write(y, order, to: path)
      let streamed = try StreamedMatrix<Double>(path, panelSize: 9000)
      let (inMemory, onDisk) = (
        try y.truncatedSVD(rank: 4, algorithm: .blockKrylov),
        try streamed.truncatedSVD(rank: 4, algorithm: .blockKrylov)
      )
      for (a, b) in zip(inMemory.singularValues, onDisk.singularValues) {
        #expect((a - b).magnitude <= 1e-13)
      }
      #expect((inMemory.error - onDisk.error).magnitude <= 1e-13 * inMemory.error)
    }
  }

  @Test func whatIsNotFiniteIsRefused() throws {
    let directory = try TemporaryDirectory()
    var y: Matrix<Double> = wholeNumbers(9, 7)
    y[6, 2] = .infinity
    for order in Order.allCases {
      let path = directory.file("y.npy")
      try write(y, order, to: path)
      #expect(
        throws: MatrixFileError.invalid(
          path: path, reason: "the entry [6, 2] (counted from zero) is infinite")
      ) {
        try StreamedMatrix<Double>(path, panelSize: 60)
      }
    }
  }

  @Test func onlyNPYFiles() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("y.csv")
    try Data("1,2\n".utf8).write(to: URL(fileURLWithPath: path))
    #expect(
      throws: MatrixFileError.invalid(
        path: path, reason: "only .npy files can be streamed: save it as one")
    ) {
      try StreamedMatrix<Double>(path)
    }
    #expect(throws: MatrixFileError.notFound(path: directory.file("none.npy"))) {
      try StreamedMatrix<Double>(directory.file("none.npy"))
    }
  }

  /// A map of the file would end in a signal here.
  @Test func aFileThatShrinksFails() throws {
    let directory = try TemporaryDirectory()
    let y: Matrix<Double> = wholeNumbers(40, 31)
    for order in Order.allCases {
      let path = directory.file("y.npy")
      try write(y, order, to: path)
      let streamed = try StreamedMatrix<Double>(path, panelSize: 1000)
      try #require(FileHandle(forWritingAtPath: path)).truncate(atOffset: 5000)
      var product = Matrix<Double>.zeros(40, 2)
      var transposedProduct = Matrix<Double>.zeros(31, 1)
      let x: Matrix<Double> = wholeNumbers(31, 2)
      streamed.multiply(x.view, into: &product)
      let expected = MatrixFileError.unreadable(
        path: path, reason: "it became shorter while it was being read")
      #expect(streamed.failure as? MatrixFileError == expected)
      #expect(product.elements.allSatisfy { $0.isNaN })
      // Whole again or not: nothing that was begun may go on with two halves of two files.
      try write(y, order, to: path)
      let z: Matrix<Double> = wholeNumbers(40, 1)
      streamed.multiply(
        x.view, transposedWith: z.view, into: &product, and: &transposedProduct)
      #expect(product.elements.allSatisfy { $0.isNaN })
      #expect(transposedProduct.elements.allSatisfy { $0.isNaN })
      #expect(streamed.residualNorm(z.view, Matrix<Double>.zeros(31, 1).view).isNaN)
      #expect(throws: LinearAlgebraError.self) { try streamed.truncatedSVD(rank: 2) }
    }
  }

  /// A product leaves nothing of the file behind.
  @Test func memoryIsThatOfTwoPanels() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("y.npy")
    try write(wholeNumbers(2000, 500), .c, to: path)
    let x: Matrix<Double> = wholeNumbers(500, 4)
    var product = Matrix<Double>.zeros(2000, 4)
    let panelSize = 1 << 18
    let peak = try peakBytes {
      let streamed = try StreamedMatrix<Double>(path, panelSize: panelSize)
      streamed.multiply(x.view, into: &product)
    }
    #expect(peak < 3 * panelSize)
  }
}

import FALinalg
import TestSupport
import Testing

@Suite struct ReductionTests {
  private func layouts<Scalar>(_ a: Matrix<Scalar>) -> [any MatrixProtocol<Scalar>] {
    [
      a, a.padded, Matrix(a.transposed).transposed, Matrix(a.transposed).padded.transposed,
      Strided(a), a.padded.strided(),
    ]
  }

  /// Every reduction, along columns: of a matrix, and of the transpose along rows.
  private func alongColumns<Scalar>(_ a: some MatrixProtocol<Scalar>) -> [[Scalar]] {
    [a.columnSums, a.columnMeans, a.columnMinima, a.columnMaxima, a.columnNorms]
  }

  private func alongRows<Scalar>(_ a: some MatrixProtocol<Scalar>) -> [[Scalar]] {
    [a.rowSums, a.rowMeans, a.rowMinima, a.rowMaxima, a.rowNorms]
  }

  @Test(
    arguments: scalarTypes,
    [(1, 1), (1, 9), (9, 1), (7, 5), (8, 8), (33, 20), (2500, 3), (3, 2500)])
  func againstPlainLoops(scalar: any BLASScalar.Type, shape: (Int, Int)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (m, n) = shape
      let a = Matrix<Scalar>.seeded(m, n)
      let columns = (0..<n).map { j in (0..<m).map { Double(a[$0, j]) } }
      let sums = columns.map { $0.reduce(0, +) }
      let expected: [[Double]] = [
        sums, sums.map { $0 / Double(m) }, columns.map { $0.min()! }, columns.map { $0.max()! },
        columns.map { column in column.reduce(0) { $0 + $1 * $1 }.squareRoot() },
      ]
      // Entries are below one: sums of m of them err by m roundings of numbers below m at most, and
      // those here by far less.
      let tolerance = Double(m) * Scalar.epsilon
      func near(_ found: [[Scalar]]) -> Bool {
        zip(found, expected).allSatisfy { found, expected in
          found.count == n
            && zip(found, expected).allSatisfy { (Double($0) - $1).magnitude <= tolerance }
        }
      }
      for (index, layout) in layouts(a).enumerated() {
        #expect(near(alongColumns(layout)), "layout \(index)")
        #expect(near(alongRows(layout.transposed)), "layout \(index)")
        let sum = sums.reduce(0, +)
        let size = Double(m * n) * Scalar.epsilon
        #expect((Double(layout.sum) - sum).magnitude <= size)
        #expect((Double(layout.mean) - sum / Double(m * n)).magnitude <= size)
        #expect(layout.minimum == a.elements.min() && layout.maximum == a.elements.max())
      }
    }
    check(scalar)
  }

  /// A NaN comes through wherever it stands; infinities are numbers.
  @Test(arguments: scalarTypes)
  func nanComesThrough(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      for row in 0..<11 {
        var a = Matrix<Scalar>(rows: 11, columns: 3) { i, j in Scalar(i + j) }
        a[row, 1] = .nan
        for layout in layouts(a) {
          for result in alongColumns(layout) {
            #expect(result.map(\.isNaN) == [false, true, false])
          }
          for result in alongRows(layout) {
            #expect(result.map(\.isNaN) == (0..<11).map { $0 == row })
          }
          #expect(layout.sum.isNaN && layout.mean.isNaN)
          #expect(layout.minimum.isNaN && layout.maximum.isNaN)
        }
        a[row, 1] = -.infinity
        for layout in layouts(a) {
          #expect(layout.minimum == -.infinity && layout.maximum == 12)
          #expect(layout.columnNorms[1] == .infinity && layout.columnNorms[0].isFinite)
        }
      }
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func normsAtTheEndsOfTheRange(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let big = Scalar.greatestFiniteMagnitude / 8
      let small = Scalar.leastNormalMagnitude
      let a = Matrix<Scalar>(rows: [[3 * big, 3 * small, 0], [4 * big, 4 * small, 0]])
      for layout in layouts(a) {
        let norms = layout.columnNorms
        #expect((norms[0] / big - 5).magnitude <= 20 * Scalar.ulpOfOne)
        #expect((norms[1] / small - 5).magnitude <= 20 * Scalar.ulpOfOne)
        #expect(norms[2] == 0)
      }
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func emptyMatrices(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let tall = Matrix<Scalar>.zeros(2, 0)
      #expect(tall.columnSums.isEmpty && tall.rowSums == [0, 0] && tall.rowNorms == [0, 0])
      #expect(tall.rowMeans.allSatisfy(\.isNaN) && tall.mean.isNaN && tall.sum == 0)
      #expect(tall.rowMinima == [.infinity, .infinity] && tall.minimum == .infinity)
      #expect(tall.rowMaxima == [-.infinity, -.infinity] && tall.maximum == -.infinity)
    }
    check(scalar)
  }

  /// A million equal numbers in single precision: a plain sum would be off by far more.
  @Test func longSumsKeepTheirDigits() {
    let a = Matrix<Float>(rows: 1 << 20, columns: 1, repeating: 0.1)
    let exact = Double(Float(0.1)) * Double(1 << 20)
    #expect((Double(a.sum) / exact - 1).magnitude <= (140 + 1024) * Float.epsilon)
    let norm = exact * Double(Float(0.1))
    #expect((Double(a.frobeniusNorm) / norm.squareRoot() - 1).magnitude <= 2048 * Float.epsilon)
  }
}

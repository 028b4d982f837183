import FALinalg
import TestSupport
import Testing

/// Rows and columns against vectors, against loops over all entries.
@Suite struct LineArithmeticTests {
  private static let shapes = [(5, 3), (3, 5), (1, 7), (7, 1), (1, 1), (0, 3), (3, 0), (33, 17)]

  @Test(arguments: scalarTypes, shapes)
  func everyEntryMeetsItsOwn(scalar: any BLASScalar.Type, shape: (Int, Int)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (m, n) = shape
      let a = Matrix<Scalar>.seeded(m, n)
      let (x, y) = (
        Array(Matrix<Scalar>.seeded(n, 1, seed: 2)), Array(Matrix<Scalar>.seeded(m, 1, seed: 3))
      )
      func compare(
        _ change: (inout Matrix<Scalar>) -> Void, _ inBlock: (inout Matrix<Scalar>) -> Void,
        _ entry: (Int, Int) -> Scalar
      ) {
        let expected = Matrix<Scalar>(rows: m, columns: n, entry)
        var (alone, larger) = (a, Matrix<Scalar>(rows: m + 3, columns: n + 2, repeating: 7))
        change(&alone)
        #expect(alone == expected)
        larger[2..<(m + 2), 1..<(n + 1)] = a
        inBlock(&larger)
        #expect(Matrix(larger[2..<(m + 2), 1..<(n + 1)]) == expected)
        larger[2..<(m + 2), 1..<(n + 1)].fill(with: 7)
        #expect(larger == Matrix(rows: m + 3, columns: n + 2, repeating: 7))
      }
      compare(
        { $0.addToRows(x) }, { $0[2..<(m + 2), 1..<(n + 1)].addToRows(x) }, { a[$0, $1] + x[$1] })
      compare(
        { $0.addToColumns(y, scaledBy: -2) },
        { $0[2..<(m + 2), 1..<(n + 1)].addToColumns(y, scaledBy: -2) },
        { a[$0, $1] + -2 * y[$0] })
      compare(
        { $0.scaleRows(by: y) }, { $0[2..<(m + 2), 1..<(n + 1)].scaleRows(by: y) },
        { a[$0, $1] * y[$0] })
      compare(
        { $0.scaleColumns(by: x) }, { $0[2..<(m + 2), 1..<(n + 1)].scaleColumns(by: x) },
        { a[$0, $1] * x[$1] })
      compare(
        { $0.mapInPlace { 2 * $0 * $0 } },
        { $0[2..<(m + 2), 1..<(n + 1)].mapInPlace { 2 * $0 * $0 } },
        { 2 * a[$0, $1] * a[$0, $1] })
      let other = Matrix<Double>.seeded(m, n, seed: 4)
      for source in [other.view, other.padded, Matrix(other.transposed).transposed] {
        compare(
          { $0.zipInPlace(source) { $0 - Scalar($1) } },
          { $0[2..<(m + 2), 1..<(n + 1)].zipInPlace(source) { $0 - Scalar($1) } },
          { a[$0, $1] - Scalar(other[$0, $1]) })
      }
    }
    check(scalar)
  }

  @Test func arrays() {
    var x = [1.0, -2, 4]
    #expect(x.sum == 3 && x.mean == 1 && x.span.sum == 3 && x.span.mean == 1)
    #expect(
      x.adding([1, 1, 1]) == [2, -1, 5] && x.adding([1, 2, 3], scaledBy: -2) == [-1, -6, -2])
    #expect(x.scaled(by: 2) == [2, -4, 8] && x == [1, -2, 4])
    x.mapInPlace { $0 * $0 }
    x.zipInPlace([Float(1), 2, 3]) { $0 + Double($1) }
    #expect(x == [2, 6, 19])
    #expect([Double]().sum == 0 && [Double]().mean.isNaN)
    let mean = Array(repeating: Float(0.1), count: 1 << 20).mean
    #expect((mean - 0.1).magnitude <= 140 * 0.1 * Float.ulpOfOne)
  }

  /// Known variances, by rows and columns, and the same after a shift in which squares would cancel.
  @Test(arguments: scalarTypes)
  func variances(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      // The numbers from 0 to n - 1 have the variance (n^2 - 1) / 12.
      for shift: Scalar in [0, 1 / Scalar.ulpOfOne / 4096] {
        let a = Matrix<Scalar>(rows: 31, columns: 3) { i, j in shift + Scalar(i * (j + 1)) }
        #expect(a.columnVariances() == [80, 320, 720])
        #expect(a.transposed.rowVariances() == [80, 320, 720])
        #expect(Matrix(a.transposed).rowVariances() == [80, 320, 720])
        let sample = a.columnVariances(correction: 1)[0]
        let error: Scalar = sample * 30 / 31 - 80
        #expect(error.magnitude <= 320 * Scalar.ulpOfOne)
        var (b, c) = (a, Matrix(a.transposed))
        #expect(b.centerColumns() == a.columnMeans && c.centerRows() == a.columnMeans)
        #expect(b.columnSums == [0, 0, 0] && c.rowSums == [0, 0, 0])
        #expect(b == Matrix(rows: 31, columns: 3) { i, j in Scalar((i - 15) * (j + 1)) })
      }
      #expect(Matrix<Scalar>.zeros(1, 1).columnVariances(correction: 1)[0].isNaN)
      #expect(Matrix<Scalar>.zeros(0, 2).columnVariances().allSatisfy { $0.isNaN })
      let bad: Matrix<Scalar> = [[.nan, 1], [2, 3]]
      #expect(bad.columnVariances()[0].isNaN)
    }
    check(scalar)
  }
}

import FALinalg
import TestSupport
import Testing

@Suite struct ArithmeticTests {
  @Test(arguments: scalarTypes)
  func entrywiseOperators(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>(rows: [[1, 2, 3], [4, 5, 6]])
      let b = Matrix<Scalar>(rows: [[7, -8, 9], [1, 0.5, -2]])
      #expect(a + b == Matrix(rows: [[8, -6, 12], [5, 5.5, 4]]))
      #expect(a - b == Matrix(rows: [[-6, 10, -6], [3, 4.5, 8]]))
      #expect(-a == Matrix(rows: [[-1, -2, -3], [-4, -5, -6]]))
      #expect(2 * a == Matrix(rows: [[2, 4, 6], [8, 10, 12]]))
      #expect(a * 2 == 2 * a)
      #expect(a / 2 == 0.5 * a)
      #expect(a.map { $0 * $0 } == Matrix(rows: [[1, 4, 9], [16, 25, 36]]))
      #expect(a.map { Float($0) } == Matrix<Float>(rows: [[1, 2, 3], [4, 5, 6]]))
      #expect(
        a.zip(b) { Double($0 * $1) } == Matrix<Double>(rows: [[7, -16, 27], [4, 2.5, -12]]))
      // Views on either side, in any layout.
      let transposed = Matrix(b.transposed).transposed
      #expect(a.padded + transposed == a + b)
      #expect(transposed - a.padded == b - a)
      #expect(Strided(a) + Strided(b, rowStep: 3, columnStep: 2) == a + b)
      #expect(-transposed == -b && 3 * a.padded == 3 * a && a.padded / 2 == a / 2)
    }
    check(scalar)
  }

  /// Each layout that `add` treats in its own way, over shapes down to one row and one column.
  @Test(
    arguments: scalarTypes,
    [(1, 1), (1, 7), (7, 1), (2, 3), (8, 8), (5, 40), (40, 5), (0, 4), (4, 0)])
  func addInPlace(scalar: any BLASScalar.Type, shape: (Int, Int)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (m, n) = shape
      // Small whole numbers: all sums are exact.
      let a = Matrix<Scalar>(rows: m, columns: n) { i, j in Scalar(7 * i - 3 * j) }
      let b = Matrix<Scalar>(rows: m, columns: n) { i, j in Scalar(2 * i + 5 * j + 1) }
      let expected = Matrix<Scalar>(rows: m, columns: n) { i, j in a[i, j] - 2 * b[i, j] }
      let layouts: [any MatrixProtocol<Scalar>] = [
        b, b.view, b.padded, Matrix(b.transposed).transposed,
        Matrix(b.transposed).padded.transposed, Strided(b), Strided(b, rowStep: 1, columnStep: 2),
        Strided(b, rowStep: 2, columnStep: 1),
      ]
      func add(_ source: some MatrixProtocol<Scalar>) -> [Matrix<Scalar>] {
        var (scaled, plus, minus) = (a, a, a)
        scaled.add(source, scaledBy: -2)
        plus += source
        minus -= source
        return [scaled, plus, minus]
      }
      for (index, layout) in layouts.enumerated() {
        #expect(add(layout) == [expected, a + b, a - b], "layout \(index)")
      }
      var scaled = a
      scaled *= -3
      #expect(scaled == -3 * a)
    }
    check(scalar)
  }

  /// Zero times infinity is NaN, whatever the layout and the size.
  @Test(arguments: scalarTypes, [3, 20_000])
  func addingZeroTimesInfinity(scalar: any BLASScalar.Type, count: Int) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let b = Matrix<Scalar>(rows: count, columns: 2) { i, _ in i == 1 ? .infinity : 1 }
      func isRight(_ sum: Matrix<Scalar>) -> Bool {
        sum.elements.enumerated().allSatisfy { $0 % count == 1 ? $1.isNaN : $1 == 2 }
      }
      let a = Matrix<Scalar>(rows: count, columns: 2, repeating: 2)
      let byRows = Matrix(b.transposed).transposed
      #expect(isRight(a.adding(b, scaledBy: 0)) && isRight(a.adding(byRows, scaledBy: 0)))
      var (inPlace, fromRows) = (a, a)
      inPlace.add(b, scaledBy: 0)
      fromRows.add(byRows, scaledBy: 0)
      #expect(isRight(inPlace) && isRight(fromRows))
      var vector = a.elements
      vector.add(b.elements, scaledBy: 0)
      #expect(isRight(Matrix(rows: count, columns: 2, columnMajor: vector)))
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func addToItself(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>(rows: [[1, 2], [3, 4]])
      var b = a
      b += b
      #expect(b == 2 * a)
      b = a
      b += b.transposed
      #expect(b == Matrix(rows: [[2, 5], [5, 8]]))
      b = a
      b -= b
      #expect(b == .zeros(2, 2))
    }
    check(scalar)
  }
}

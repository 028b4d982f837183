import FALinalg
import TestSupport
import Testing

/// Rows, columns, diagonals, steps, joints and shapes.
@Suite struct LineTests {
  private func numbered<Scalar>(
    _ rows: Int, _ columns: Int, as _: Scalar.Type = Scalar.self
  ) -> Matrix<Scalar> {
    Matrix(rows: rows, columns: columns) { i, j in Scalar(10 * i + j) }
  }

  @Test(arguments: scalarTypes)
  func stepsAreViews(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = numbered(7, 6, as: Scalar.self)
      let size = UInt(MemoryLayout<Scalar>.stride)
      for (rowStep, columnStep) in [(1, 1), (2, 1), (1, 2), (3, 2), (7, 6), (9, 9)] {
        for view in [a.view, a.transposed, a[1..<6, 2...], a[1..<6, 2...].transposed] {
          let found = view.strided(rows: rowStep, columns: columnStep)
          let expected = Matrix<Scalar>(
            rows: (view.rows + rowStep - 1) / rowStep,
            columns: (view.columns + columnStep - 1) / columnStep
          ) { i, j in view[i * rowStep, j * columnStep] }
          #expect(found == expected.view)
          #expect(address(of: found) == address(of: view))
          #expect(Matrix(found) == expected)
        }
      }
      let part = a[2..., ...].strided(rows: 2, columns: 3)
      #expect(address(of: part) == address(of: a) + 2 * size)
      #expect(part == Matrix(rows: [[20, 23], [40, 43], [60, 63]]).view)
      #expect(numbered(0, 3, as: Scalar.self).strided(rows: 2, columns: 2).columns == 2)
    }
    check(scalar)
  }

  /// Products and sums with every second row and third column equal those of a copy.
  @Test(arguments: scalarTypes)
  func stepsAsOperands(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = numbered(9, 8, as: Scalar.self)
      for view in [a.view, a.transposed] {
        for (rowStep, columnStep) in [(2, 1), (1, 3), (2, 3), (20, 1), (1, 20)] {
          let part = view.strided(rows: rowStep, columns: columnStep)
          let copy = Matrix(rows: part.rows, columns: part.columns) { part[$0, $1] }
          #expect(part * part.transposed == copy * copy.transposed)
          #expect(part.gram == copy.gram)
          #expect(part + part == 2 * copy)
          var sum = copy
          sum += part
          #expect(sum == 2 * copy)
          #expect(part.rowSums == copy.rowSums && part.columnMaxima == copy.columnMaxima)
          let x = [Scalar](repeating: 2, count: part.columns)
          #expect(part * x == copy * x)
        }
      }
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes, [(3, 3), (3, 5), (5, 3), (1, 1), (0, 4)])
  func diagonals(scalar: any BLASScalar.Type, shape: (Int, Int)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (m, n) = shape
      let a = numbered(m, n, as: Scalar.self)
      let expected = (0..<min(m, n)).map { Scalar(11 * $0) }
      #expect(a.diagonal.elements == expected)
      #expect(a.transposed.diagonal.elements == expected)
      #expect(a.padded.diagonal.elements == expected)
      #expect(a.diagonal.columns == 1 && address(of: a.diagonal) == address(of: a))
      if m == n { #expect(a.trace == expected.reduce(0, +)) }
      var b = a
      b.diagonal = expected.map { $0 + 1 }
      var c = a
      c.addToDiagonal(1)
      #expect(b == c && b - a == Matrix(rows: m, columns: n) { i, j in i == j ? 1 : 0 })
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func rowsAndColumns(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      var a = numbered(3, 2, as: Scalar.self)
      #expect(a.row(1).elements == [10, 11] && a.column(1).elements == [1, 11, 21])
      #expect(a.transposed.elements == [0, 1, 10, 11, 20, 21])
      let place = address(of: a)
      a[2, ...] = [7, 8]
      a[..., 0] = [4, 5, 6]
      #expect(a == Matrix(rows: [[4, 1], [5, 11], [6, 8]]))
      #expect(address(of: a) == place)
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func joining(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = numbered(2, 2, as: Scalar.self)
      let b = Matrix<Scalar>(rows: [[5], [6]])
      let wide = Matrix<Scalar>(rows: [[0, 1, 5], [10, 11, 6]])
      let parts = [a.view, b.view, Matrix<Scalar>.zeros(2, 0).view]
      #expect(Matrix(horizontally: parts) == wide)
      #expect(a.appending(columnsOf: b) == wide)
      #expect(Matrix(vertically: parts.map(\.transposed)) == Matrix(wide.transposed))
      #expect(a.transposed.appending(rowsOf: b.transposed) == Matrix(wide.transposed))
      #expect(Matrix(horizontally: [Matrix<Scalar>]()) == .zeros(0, 0))
      #expect(
        Matrix(vertically: [a, a, a]).strided(rows: 2)
          == Matrix(vertically: [a.row(0), a.row(0), a.row(0)]).view)
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func reshaping(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = numbered(3, 4, as: Scalar.self)
      let b = a.reshaped(2, 6)
      #expect(b.rows == 2 && b.columns == 6 && b.elements == a.elements)
      #expect(address(of: b) == address(of: a))
      // Row-major order, as NumPy reshapes.
      let byRows = a.transposed.reshaped(6, 2).transposed
      #expect(Matrix(byRows) == Matrix(rows: 2, columns: 6, rowMajor: a.transposed.elements))
      var c = a
      c.reshape(12, 1)
      #expect(c.elements == a.elements && c.columns == 1)
    }
    check(scalar)
  }

  @Test func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.zeros(2, 3).reshaped(3, 3) }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.zeros(2, 3).trace }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.zeros(2, 3).strided(rows: 0) }
    await #expect(processExitsWith: .failure) {
      _ = Matrix(horizontally: [Matrix<Double>.zeros(2, 3), .zeros(3, 3)])
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix(vertically: [Matrix<Double>.zeros(2, 3), .zeros(2, 4)])
    }
    await #expect(processExitsWith: .failure) {
      var a = Matrix<Double>.zeros(2, 3)
      a[0, ...] = [1, 2]
    }
  }
}

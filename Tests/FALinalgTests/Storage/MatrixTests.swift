import FALinalg
import TestSupport
import Testing

@Suite struct MatrixTests {
  @Test(arguments: scalarTypes)
  func initializersAgree(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>(rows: [[1, 2, 3], [4, 5, 6]])
      #expect(a.rows == 2 && a.columns == 3 && a.count == 6 && !a.isEmpty)
      #expect(a.elements == [1, 4, 2, 5, 3, 6])
      #expect(a[1, 0] == 4 && a[0, 2] == 3)
      #expect(a == Matrix(columns: [[1, 4], [2, 5], [3, 6]]))
      #expect(a == Matrix(rows: 2, columns: 3, columnMajor: [1, 4, 2, 5, 3, 6]))
      #expect(a == Matrix(rows: 2, columns: 3, rowMajor: [1, 2, 3, 4, 5, 6]))
      #expect(a == Matrix(rows: 2, columns: 3) { i, j in Scalar(3 * i + j + 1) })
      #expect(Matrix<Scalar>.zeros(2, 2).elements == [0, 0, 0, 0])
      #expect(Matrix<Scalar>(rows: 1, columns: 2, repeating: 7).elements == [7, 7])
      #expect(Matrix<Scalar>.identity(2).elements == [1, 0, 0, 1])
      #expect(Matrix<Scalar>(diagonal: [2, 3]).elements == [2, 0, 0, 3])
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func storageIsTheArrayGiven(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let entries = [Scalar](repeating: 3, count: 20)
      let a = Matrix(rows: 4, columns: 5, columnMajor: entries)
      #expect(address(of: a) == address(of: entries))
      #expect(address(of: a.elements) == address(of: entries))
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func copiesOfViewsAndConversions(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      // 70 columns: transposed copies run over several tiles, the last one incomplete.
      let a = Matrix<Scalar>.seeded(45, 70)
      let expected = Matrix<Scalar>(rows: 70, columns: 45) { i, j in a[j, i] }
      #expect(Matrix(a.transposed) == expected)
      #expect(Matrix(a.transposed.transposed) == a)
      #expect(Matrix(a.padded) == a)
      #expect(Matrix(Strided(a)) == a)
      #expect(Matrix(Strided(Matrix(a.transposed)).view.transposed) == a)
      #expect(Matrix(Strided(a, rowStep: 1, columnStep: 4)) == a)
      #expect(Matrix(Strided(a, rowStep: 3, columnStep: 1)) == a)

      // Single to double precision is exact; double to single rounds to nearest.
      let wide = Matrix<Double>(converting: a.padded)
      #expect(Matrix<Scalar>(converting: wide) == a)
      let third = Matrix<Double>(rows: [[1.0 / 3]])
      #expect(Matrix<Float>(converting: third.transposed)[0, 0] == Float(1.0 / 3))
    }
    check(scalar)
  }

  /// A copy of a view of everything is the matrix itself.
  @Test(arguments: scalarTypes)
  func copyOfAWholeViewSharesStorage(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>.seeded(6, 4)
      #expect(address(of: Matrix(a)) == address(of: a))
      #expect(address(of: Matrix(a.view)) == address(of: a))
      #expect(address(of: Matrix(a.transposed.transposed)) == address(of: a))
      // A column transposed is the row with the same entries in the same order.
      let column = Matrix<Scalar>.seeded(6, 1)
      let row = Matrix(column.transposed)
      #expect(address(of: row) == address(of: column))
      #expect(row.rows == 1 && row.columns == 6 && row.elements == column.elements)
      // Parts and transposes are not.
      #expect(Matrix(a[0..<6, 0..<3]).elements == Array(a.elements[0..<18]))
      #expect(Matrix(a[0..<6, 1..<4]).elements == Array(a.elements[6..<24]))
      let square = Matrix<Scalar>.seeded(3, 3)
      #expect(Matrix(square.transposed) != square)
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func equalityAndHashing(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = Matrix<Scalar>(rows: [[1, 2], [3, 4], [5, 6]])
      let same = Matrix<Scalar>(rows: 3, columns: 2, rowMajor: [1, 2, 3, 4, 5, 6])
      #expect(a == same && a.hashValue == same.hashValue)
      // The same entries in another shape.
      let reshaped = Matrix(rows: 2, columns: 3, columnMajor: a.elements)
      #expect(a != reshaped)
      #expect(Set([a, same, reshaped]).count == 2)
      #expect(Matrix<Scalar>.zeros(0, 3) != .zeros(3, 0))
      #expect(Matrix<Scalar>.zeros(0, 3) != .zeros(0, 4))
      // Views compare by entries, wherever those lie.
      #expect(a.view == Matrix(a.transposed).transposed)
      #expect(a.view == a.padded)
      #expect(a.view != a.transposed)
      #expect(a[0..<1, 0..<2] != a[1..<2, 0..<2])
    }
    check(scalar)
  }

  @Test func descriptionIsAbridged() {
    let small = Matrix<Double>(rows: [[1, 2], [3, 4.5]])
    #expect(small.description == "2 x 2 matrix\n  [1.0, 2.0]\n  [3.0, 4.5]")
    #expect(small.transposed.description == "2 x 2 matrix\n  [1.0, 3.0]\n  [2.0, 4.5]")
    #expect(Matrix<Double>.zeros(0, 3).description == "0 x 3 matrix")
    #expect(Matrix<Float>.zeros(0, 0).description == "0 x 0 matrix")
    let large = Matrix<Float>(rows: 1000, columns: 900) { i, j in Float(1000 * i + j) }
    let lines = large.description.split(separator: "\n")
    #expect(lines.count == 8)
    #expect(lines[0] == "1000 x 900 matrix")
    #expect(lines[1] == "  [0.0, 1.0, 2.0, …, 897.0, 898.0, 899.0]")
    #expect(lines[4] == "  …")
    #expect(lines[7] == "  [999000.0, 999001.0, 999002.0, …, 999897.0, 999898.0, 999899.0]")
    // Eight are shown in full.
    #expect(!Matrix<Float>.zeros(8, 8).description.contains("…"))
  }

  @Test(arguments: scalarTypes, [(0, 0), (0, 3), (3, 0)])
  func emptyMatrices(scalar: any BLASScalar.Type, shape: (Int, Int)) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let (m, n) = shape
      let a = Matrix<Scalar>.zeros(m, n)
      #expect(a.isEmpty && a.elements.isEmpty && a.count == 0)
      #expect(a.transposed.rows == n && a.transposed.columns == m)
      #expect(Matrix(a.transposed) == .zeros(n, m))
      #expect(a + a == a && a - a == a && -a == a && 2 * a == a && a / 2 == a)
      #expect(a * a.transposed == .zeros(m, m))
      #expect(a.frobeniusNorm == 0 && a.oneNorm == 0 && a.infinityNorm == 0)
      #expect(a.maximumMagnitude == 0 && a.frobeniusInnerProduct(a) == 0)
      try a.checkFinite()
      var b = a
      b += a
      b -= a
      b *= 3
      b.assign(a.padded)
      b[0..<m, 0..<n] = a
      b[0..<m, 0..<n] = a.view
      #expect(b == a)
      #expect(try a.qr().q == .zeros(m, 0))
      #expect(try a.qr().r == .zeros(0, n))
      #expect(try a.svd().vTransposed == .zeros(0, n))
      #expect(try a.singularValues().isEmpty)
      #expect(try a.orthonormalBasis() == .zeros(m, 0))
      #expect(try principalAngles(a, Matrix<Scalar>.identity(m)).isEmpty)
      #expect(Matrix<Float>(converting: a) == .zeros(m, n))
    }
    try check(scalar)
  }

  @Test func emptyListsOfRowsAndColumns() {
    #expect(Matrix<Double>(rows: []) == .zeros(0, 0))
    #expect(Matrix<Double>(columns: []) == .zeros(0, 0))
    #expect(Matrix<Double>(rows: [[], []]) == .zeros(2, 0))
    #expect(Matrix<Double>(columns: [[], []]) == .zeros(0, 2))
    #expect(Matrix<Double>.identity(0) == .zeros(0, 0))
    #expect(Matrix<Double>(diagonal: []) == .zeros(0, 0))
  }
}

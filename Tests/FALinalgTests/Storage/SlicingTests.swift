import FALinalg
import TestSupport
import Testing

@Suite struct SlicingTests {
  /// Entry (i, j) is 10 i + j.
  private func numbered<Scalar>(
    _ rows: Int, _ columns: Int, as _: Scalar.Type = Scalar.self
  ) -> Matrix<Scalar> {
    Matrix(rows: rows, columns: columns) { i, j in Scalar(10 * i + j) }
  }

  @Test(arguments: scalarTypes)
  func viewsLieInTheMatrix(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = numbered(6, 5, as: Scalar.self)
      let start = address(of: a)
      let size = UInt(MemoryLayout<Scalar>.stride)
      #expect(address(of: a.view) == start)
      #expect(address(of: a.transposed) == start)
      #expect(address(of: a[2..<4, 1..<3]) == start + (2 + 1 * 6) * size)
      #expect(address(of: a[2..<4, 1..<3].transposed) == start + (2 + 1 * 6) * size)
      #expect(address(of: a.row(3)) == start + 3 * size)
      #expect(address(of: a.column(4)) == start + 4 * 6 * size)
      // A block of a transposed block.
      let inner = a[1..., 1...].transposed[1..<3, 2..<5]
      #expect(address(of: inner) == start + (3 + 2 * 6) * size)
      #expect(inner == Matrix(rows: [[32, 42, 52], [33, 43, 53]]).view)
      #expect(inner.rowStride == 6 && inner.columnStride == 1)
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func everyKindOfRange(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = numbered(4, 3, as: Scalar.self)
      let corner = Matrix<Scalar>(rows: [[20, 21], [30, 31]])
      #expect(Matrix(a[2..<4, 0..<2]) == corner)
      #expect(Matrix(a[2...3, 0...1]) == corner)
      #expect(Matrix(a[2..., ..<2]) == corner)
      #expect(Matrix(a[2..., ...1]) == corner)
      #expect(Matrix(a[..., 1..<2]) == Matrix(columns: [[1, 11, 21, 31]]))
      #expect(Matrix(a[1..<2, ...]) == Matrix(rows: [[10, 11, 12]]))
      #expect(Matrix(a.row(1)) == Matrix(rows: [[10, 11, 12]]))
      #expect(Matrix(a.column(2)) == Matrix(columns: [[2, 12, 22, 32]]))
      #expect(a.view[3, 2] == 32 && a.transposed[2, 3] == 32 && a[1..., 1...][2, 1] == 32)
      #expect(Matrix(a.transposed[..., 2...]) == Matrix(a[2..., ...].transposed))
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func emptyBlocks(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = numbered(4, 3, as: Scalar.self)
      // Also at the very end, and of a block that starts inside.
      for block in [a[4..<4, 0..<3], a[4..<4, 3..<3], a[2..., 3...], a[1..., 1...][3..<3, ...]] {
        #expect(block.isEmpty)
        #expect(Matrix(block) == .zeros(block.rows, block.columns))
        #expect(block.frobeniusNorm == 0)
        #expect(block * block.transposed == .zeros(block.rows, block.rows))
        #expect(block.transposed * block == .zeros(block.columns, block.columns))
      }
      var b = a
      b[4..<4, 0..<3] = Matrix<Scalar>.zeros(0, 3).view
      b[..., 3...] = Matrix<Scalar>.zeros(4, 0).view
      #expect(b == a)
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func blockAssignment(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      var a = Matrix<Scalar>.zeros(4, 3)
      let place = address(of: a)
      a[1..<3, 1..<3] = Matrix<Scalar>(rows: [[1, 2], [3, 4]]).view
      #expect(a == Matrix(rows: [[0, 0, 0], [0, 1, 2], [0, 3, 4], [0, 0, 0]]))
      a[..., 0..<1] = Matrix<Scalar>(columns: [[5, 6, 7, 8]]).view
      a[3..., ...] = Matrix<Scalar>(columns: [[9, 9, 9]]).transposed
      #expect(a == Matrix(rows: [[5, 0, 0], [6, 1, 2], [7, 3, 4], [9, 9, 9]]))
      #expect(address(of: a) == place)
      a[0..<2, 0..<2] = Strided(Matrix(rows: [[-1, -2], [-3, -4]]))
      #expect(a == Matrix(rows: [[-1, -2, 0], [-3, -4, 2], [7, 3, 4], [9, 9, 9]]))
      a.assign(Matrix<Scalar>.zeros(3, 4).transposed)
      #expect(a == .zeros(4, 3))
      #expect(address(of: a) == place)
      a[2, 1] = 5
      a[2, 1] += 1
      #expect(a[2, 1] == 6 && a.elements[6] == 6)
    }
    check(scalar)
  }

  /// Source and target overlap, but the source is a value.
  @Test(arguments: scalarTypes)
  func overlappingBlocks(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a = numbered(5, 5, as: Scalar.self)
      var shifted = a
      shifted[0..<4, 0..<4] = shifted[1..<5, 1..<5]
      #expect(shifted[0..<4, 0..<4] == a[1..<5, 1..<5])
      var transposed = a
      transposed.assign(transposed.transposed)
      #expect(transposed.view == a.transposed)
    }
    check(scalar)
  }
}

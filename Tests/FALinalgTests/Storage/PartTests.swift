import FALinalg
import TestSupport
import Testing

/// Blocks, rows and columns on the left of an assignment.
@Suite struct PartTests {
  /// Matrices, views of every layout and arrays go in, and the rest stays as it was.
  @Test(arguments: scalarTypes)
  func everySourceFitsEveryPart(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let start = Matrix<Scalar>.seeded(6, 5)
      let source = Matrix<Scalar>.seeded(3, 2, seed: 2)
      let (x, y) = (Matrix<Scalar>.seeded(1, 5, seed: 3), Matrix<Scalar>.seeded(6, 1, seed: 4))
      func expect(
        _ found: Matrix<Scalar>, _ rows: Range<Int>, _ columns: Range<Int>, _ part: Matrix<Scalar>
      ) {
        let expected = Matrix<Scalar>(rows: 6, columns: 5) { i, j in
          rows.contains(i) && columns.contains(j)
            ? part[i - rows.lowerBound, j - columns.lowerBound] : start[i, j]
        }
        #expect(found == expected)
      }
      var a = start
      a[2..<5, 1...2] = source
      expect(a, 2..<5, 1..<3, source)
      a[2..<5, 1...2] = source.padded
      expect(a, 2..<5, 1..<3, source)
      a[2..<5, 1...2] = Matrix(source.transposed).transposed
      expect(a, 2..<5, 1..<3, source)
      a[2..<5, 1...2] = Strided(source)
      expect(a, 2..<5, 1..<3, source)
      for row in 0..<6 {
        var (a, b, c, d) = (start, start, start, start)
        a[row, ...] = Array(x)
        b[row, ...] = x
        c[row, ...] = x.padded
        d[row...row, ...] = Array(x.row(0))
        for found in [a, b, c, d] { expect(found, row..<(row + 1), 0..<5, x) }
      }
      for column in 0..<5 {
        var (a, b, c, d) = (start, start, start, start)
        a[..., column] = Array(y)
        b[..., column] = y
        c[..., column] = y.padded
        d[..., column...column] = Array(y.column(0))
        for found in [a, b, c, d] { expect(found, 0..<6, column..<(column + 1), y) }
      }
      var e = start
      e[0, ...] = start[1, ...]
      e[..., 0] = start * Array(x)
      #expect(e[0, ...][..., 1...] == start.row(1)[..., 1...])
      #expect(Array(e[..., 0]) == start * Array(x))
      e[0..<0, ...] = Matrix<Scalar>.zeros(0, 5)
      e[3..<3, 2..<2] = Matrix<Scalar>.zeros(0, 0)
      e[..., 5...] = Matrix<Scalar>.zeros(6, 0)
      #expect(e[1, 1] == start[1, 1])
    }
    check(scalar)
  }

  /// What is computed in place equals the same with values, on rows, columns and nested blocks.
  @Test(arguments: scalarTypes)
  func partsChangeInPlace(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let start = Matrix<Scalar>.seeded(4, 3)
      let (x, y): ([Scalar], [Scalar]) = ([1, 2, 4], [8, 16, 32, 64])
      var a = start
      a[1, ...] += x
      a[..., 2] += y
      a[3, ...] -= x
      a[0, ...] *= 2
      a[..., 0] /= 4
      a[2, ...].add(x, scaledBy: 0.5)
      a[0, ...] += start[3, ...]
      a[..., 1] -= start.column(0)
      a[2..., ...1] *= 8
      var expected = start
      for j in 0..<3 { expected[1, j] += x[j] }
      for i in 0..<4 { expected[i, 2] += y[i] }
      for j in 0..<3 { expected[3, j] -= x[j] }
      for j in 0..<3 { expected[0, j] *= 2 }
      for i in 0..<4 { expected[i, 0] /= 4 }
      for j in 0..<3 { expected[2, j] += 0.5 * x[j] }
      for j in 0..<3 { expected[0, j] += start[3, j] }
      for i in 0..<4 { expected[i, 1] -= start[i, 0] }
      for i in 2..<4 { for j in 0..<2 { expected[i, j] *= 8 } }
      #expect(a == expected)

      func change<Part: MutableMatrixProtocol<Scalar> & ~Copyable & ~Escapable>(_ part: inout Part)
      {
        part[0, ...] = [1, 2]
        part[..., 1] = [3, 4]
        part[1..., ..<1] = Matrix(row: [5])
        part.diagonal = [6, 7]
      }
      var b = start
      change(&b[1..<3, 1...])
      #expect(b[1..<3, 1...] == Matrix(rows: [[6, 3], [5, 7]]).view)
      b[1..<3, 1...] = start[1..<3, 1...]
      #expect(b == start)
    }
    check(scalar)
  }

  /// A part of a matrix is moved within it, by rows, by columns and across, whichever way they overlap.
  @Test(arguments: scalarTypes)
  func overlapsAreRight(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let start = Matrix<Scalar>.seeded(5, 5)
      for shift in 0..<3 {
        var (a, b, c) = (start, start, start)
        a[shift..<(shift + 3), 1..<4] = a[1..<4, shift..<(shift + 3)]
        b[0..<3, 0..<3] = b[1..<4, shift..<(shift + 3)].transposed
        c[shift..<(shift + 3), ...] -= c[1..<4, ...]
        #expect(a[shift..<(shift + 3), 1..<4] == start[1..<4, shift..<(shift + 3)])
        #expect(b[0..<3, 0..<3] == start[1..<4, shift..<(shift + 3)].transposed)
        #expect(
          Matrix(c[shift..<(shift + 3), ...]) == start[shift..<(shift + 3), ...] - start[1..<4, ...]
        )
      }
      var sum = start
      sum.zipInPlace(sum.transposed, +)
      #expect(sum == start + start.transposed)
      var d = start
      d[2, ...] = d[..., 2].transposed
      d[..., 0] = Array(d[2, ...])
      #expect(Array(d[..., 0]) == Array(start.column(2)))
    }
    check(scalar)
  }

  /// Chosen rows and columns, repeated and in any order; literals; arrays of rows and columns.
  @Test(arguments: scalarTypes)
  func choosingAndMaking(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let a: Matrix<Scalar> = [[1, 2, 3], [4, 5, 6]]
      #expect(a == Matrix(rows: [[1, 2, 3], [4, 5, 6]]) && a.shape == (2, 3))
      #expect(a[[1, 0, 1], ...] == [[4, 5, 6], [1, 2, 3], [4, 5, 6]])
      #expect(a[..., [2, 0]] == [[3, 1], [6, 4]])
      #expect(a[[], ...].shape == (0, 3) && a[..., []].shape == (2, 0))
      #expect(a.transposed[[2], ...] == [[3, 6]])
      #expect(
        Array(a.row(1)) == [4, 5, 6] && Array(a[..., 1]) == [2, 5] && Array(a.diagonal) == [1, 5])
      #expect(Array(a) == a.elements)
      let x: [Scalar] = [1, 2]
      let (column, row) = (Matrix(column: x), Matrix(row: x))
      #expect(column.shape == (2, 1) && row.shape == (1, 2) && column == Matrix(row.transposed))
      #expect(address(of: column) == address(of: row))
      #expect(Matrix(diagonal: x) == [[1, 0], [0, 2]])
      let empty: Matrix<Scalar> = []
      #expect(empty.shape == (0, 0) && SparseMatrix(a).shape == (2, 3))
    }
    check(scalar)
  }
}

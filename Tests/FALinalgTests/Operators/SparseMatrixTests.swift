import FALinalg
import Foundation
import TestSupport
import Testing

@Suite struct SparseMatrixTests {
  static let shapes = [
    (0, 0), (0, 5), (5, 0), (1, 1), (1, 40), (40, 1), (7, 3), (30, 50), (50, 30),
  ]

  /// A dense matrix of small whole numbers, most of them zero, with empty rows and columns.
  static func pattern<Scalar: BLASScalar>(
    _ rows: Int, _ columns: Int, as _: Scalar.Type = Scalar.self
  ) -> Matrix<Scalar> {
    Matrix(rows: rows, columns: columns) { i, j in
      i % 7 == 3 || j % 11 == 5 || (3 * i + 5 * j) % 4 != 0 ? 0 : Scalar((i + 2 * j) % 9 - 4)
    }
  }

  /// The entries of a dense matrix that are not zero, in a reproducible random order.
  static func shuffledEntries<Scalar: BLASScalar>(
    of dense: Matrix<Scalar>
  ) -> [SparseMatrix<Scalar>.Entry] {
    var generator = SeededGenerator(seed: 3)
    var entries: [SparseMatrix<Scalar>.Entry] = []
    for column in 0..<dense.columns {
      for row in 0..<dense.rows where dense[row, column] != 0 {
        entries.append((row: row, column: column, value: dense[row, column]))
      }
    }
    return entries.shuffled(using: &generator)
  }

  @Test(arguments: scalarTypes, shapes)
  func everyWayToMakeOneGivesTheSame(scalar: any BLASScalar.Type, shape: (Int, Int)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (m, n) = shape
      let dense = Self.pattern(m, n, as: Scalar.self)
      let sparse = SparseMatrix(dense)
      #expect(sparse.rows == m && sparse.columns == n)
      #expect(sparse.storedCount == dense.elements.count { $0 != 0 })
      #expect(sparse.dense() == dense)

      let shuffled = Self.shuffledEntries(of: dense)
      #expect(SparseMatrix(rows: m, columns: n, entries: shuffled) == sparse)
      // 1/2 and 1/2 of each, apart from each other.
      let halves = shuffled.map {
        (row: $0.row, column: $0.column, value: $0.value / 2)
      }
      #expect(SparseMatrix(rows: m, columns: n, entries: halves + halves.reversed()) == sparse)

      let columns = SparseMatrix(
        rows: m, columns: n, columnStarts: sparse.columnStarts, rowIndices: sparse.rowIndices,
        values: sparse.values)
      #expect(columns == sparse)
      let transposed = sparse.transposed
      let rows = SparseMatrix(
        rows: m, columns: n, rowStarts: transposed.columnStarts,
        columnIndices: transposed.rowIndices, values: transposed.values)
      #expect(rows == sparse)
      #expect(Set([sparse, columns, rows]).count == 1)

      #expect(transposed.rows == n && transposed.columns == m)
      #expect(transposed.dense() == Matrix(dense.transposed))
      #expect(transposed.transposed == sparse)
      #expect(sparse.scaled(by: -2).dense() == -2 * dense)
      #expect(sparse.scaled(by: -2).transposed.dense() == -2 * Matrix(dense.transposed))
      #expect(
        (0..<m).allSatisfy { row in (0..<n).allSatisfy { sparse[row, $0] == dense[row, $0] } })
      for range in [0..<n, 0..<0, n / 3..<(2 * n / 3)] {
        #expect(sparse.dense(columns: range) == Matrix(dense[..., range]))
      }
    }
    check(scalar)
  }

  /// Entries with names for their parts and without are taken alike, from arrays and other sequences.
  @Test func entriesAreTuples() {
    let expected: Matrix<Double> = [[2, 0, 0], [-1, 2, 0], [0, -1, 2]]
    let diagonal = (0..<3).map { ($0, $0, 2.0) }
    let below = (1..<3).map { ($0, $0 - 1, -1.0) }
    let named: [SparseMatrix<Double>.Entry] = [(1, 0, -1), (row: 2, column: 1, value: -1)]
    let all = [
      SparseMatrix(rows: 3, columns: 3, entries: diagonal + below),
      SparseMatrix(rows: 3, columns: 3, entries: named + [(0, 0, 2), (1, 1, 2), (2, 2, 2)]),
      SparseMatrix(rows: 3, columns: 3, entries: (diagonal + below).lazy.reversed()),
      SparseMatrix(rows: 3, columns: 3, entries: SparseMatrix(expected).entries),
      SparseMatrix(
        rows: 3, columns: 3, entries: [(0, 0, 2), (1, 1, 2), (2, 2, 2), (1, 0, -1), (2, 1, -1)]),
    ]
    for sparse in all { #expect(sparse.dense() == expected) }
    for (row, column, value) in all[0].entries { #expect(expected[row, column] == value) }
  }

  @Test func entriesComeColumnByColumn() {
    let dense = Self.pattern(30, 50, as: Double.self)
    let entries = Array(SparseMatrix(dense).entries)
    let sorted = Self.shuffledEntries(of: dense).sorted {
      ($0.column, $0.row) < ($1.column, $1.row)
    }
    #expect(entries.count == sorted.count && zip(entries, sorted).allSatisfy { $0 == $1 })
    #expect(Array(SparseMatrix(Matrix<Double>.zeros(3, 0)).entries).isEmpty)
  }

  /// The columns may hold their entries in any order and repeatedly.
  @Test func compressedColumnsAreSortedAndSummed() {
    let sparse = SparseMatrix<Double>(
      rows: 4, columns: 3, columnStarts: [0, 4, 4, 6], rowIndices: [3, 0, 3, 1, 2, 2],
      values: [1, 2, 4, 8, 16, -16])
    #expect(sparse.columnStarts == [0, 3, 3, 4])
    #expect(sparse.rowIndices == [0, 1, 3, 2])
    #expect(sparse.values == [2, 8, 5, 0])
    #expect(sparse.transposed.columnStarts == [0, 1, 2, 3, 4])
    #expect(sparse.transposed.values == [2, 8, 0, 5])
  }

  @Test func storedZeros() {
    let sparse = SparseMatrix<Double>(
      rows: 2, columns: 2, entries: [(row: 1, column: 0, value: 0)])
    #expect(sparse.storedCount == 1)
    #expect(sparse != SparseMatrix(Matrix<Double>.zeros(2, 2)))
    #expect(sparse.dense() == Matrix<Double>.zeros(2, 2))
    #expect(sparse.frobeniusNorm == 0)
    let kept = SparseMatrix(Matrix<Double>(rows: [[0, -0.0], [.nan, 1]]))
    #expect(kept.storedCount == 2 && kept[1, 0].isNaN)
  }

  @Test(arguments: scalarTypes)
  func norm(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let dense = Self.pattern(50, 30, as: Scalar.self)
      for factor in [1, Scalar.greatestFiniteMagnitude / 1024, Scalar.leastNormalMagnitude] {
        let norm = SparseMatrix(dense).scaled(by: factor).frobeniusNorm
        #expect(
          (norm / factor / dense.frobeniusNorm - 1).magnitude <= Scalar(dense.count) * .ulpOfOne)
      }
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func coding(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let sparse = SparseMatrix(Self.pattern(9, 6, as: Scalar.self))
      let data = try JSONEncoder().encode(sparse)
      #expect(try JSONDecoder().decode(SparseMatrix<Scalar>.self, from: data) == sparse)
    }
    try check(scalar)
  }

  @Test(arguments: [
    (#"{"rows":2,"columns":2,"columnStarts":[0,1],"rowIndices":[0],"values":[1]}"#, "2 starts"),
    (#"{"rows":2,"columns":1,"columnStarts":[0,1],"rowIndices":[2],"values":[1]}"#, "index 2"),
    (#"{"rows":2,"columns":1,"columnStarts":[0,1],"rowIndices":[-1],"values":[1]}"#, "index -1"),
    (#"{"rows":2,"columns":1,"columnStarts":[0,2],"rowIndices":[0],"values":[1]}"#, "end at 2"),
    (#"{"rows":2,"columns":1,"columnStarts":[1,1],"rowIndices":[0],"values":[1]}"#, "start at 1"),
    (
      #"{"rows":2,"columns":3,"columnStarts":[0,2,1,1],"rowIndices":[0],"values":[1]}"#,
      "line 1 starts at 2"
    ),
    (#"{"rows":2,"columns":1,"columnStarts":[0,1],"rowIndices":[0,1],"values":[1]}"#, "2 indices"),
    (#"{"rows":-2,"columns":1,"columnStarts":[0,0],"rowIndices":[],"values":[]}"#, "-2 x 1"),
    (#"{"rows":3000000000,"columns":0,"columnStarts":[0],"rowIndices":[],"values":[]}"#, "x 0"),
  ])
  func codedNonsense(_ text: String, _ reason: String) throws {
    do {
      _ = try JSONDecoder().decode(SparseMatrix<Double>.self, from: Data(text.utf8))
      Issue.record("decoded")
    } catch DecodingError.dataCorrupted(let context) {
      #expect(context.debugDescription.contains(reason))
    }
  }

  @Test func descriptionIsAbridged() {
    let few = SparseMatrix<Double>(
      rows: 3, columns: 4, entries: [(row: 2, column: 1, value: 0.5)])
    #expect(few.description == "3 x 4 sparse matrix, 1 stored\n  (2, 1) 0.5")
    let many = SparseMatrix(Matrix<Float>.identity(1000))
    #expect(many.description.split(separator: "\n").count == 10)
  }

  @Test func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = SparseMatrix<Double>(
        rows: 2, columns: 2, entries: [(row: 2, column: 0, value: 1)])
    }
    await #expect(processExitsWith: .failure) {
      _ = SparseMatrix<Double>(
        rows: 2, columns: 1, columnStarts: [0, 1], rowIndices: [5], values: [1])
    }
    await #expect(processExitsWith: .failure) {
      _ = SparseMatrix<Double>(rows: 1 << 31, columns: 0, entries: [])
    }
    await #expect(processExitsWith: .failure) {
      _ = SparseMatrix(Matrix<Double>.identity(3)) * Matrix<Double>.identity(4)
    }
    await #expect(processExitsWith: .failure) {
      var result = Matrix<Double>.zeros(3, 2)
      SparseMatrix(Matrix<Double>.identity(3)).multiply(
        Matrix<Double>.identity(3).view, into: &result)
    }
    await #expect(processExitsWith: .failure) { _ = SparseMatrix(Matrix<Double>.identity(3))[0, 3] }
  }

  @Test(arguments: scalarTypes)
  func someRows(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let dense = Matrix<Scalar>.seeded(7, 5).map { $0 > 0 ? $0 : 0 }
      let sparse = SparseMatrix(dense)
      for rows in [0..<7, 0..<0, 7..<7, 2..<5, 6..<7] {
        let part = sparse[rows, ...]
        #expect(part.dense() == Matrix(dense[rows, ...]))
        #expect(part == SparseMatrix(Matrix(dense[rows, ...])))
      }
    }
    try check(scalar)
  }
}

import FALinalg
import FATrainers
import TestSupport
import Testing

/// Matrices are transposed, centred and scaled as the plain loops of the textbook do it.
@Suite struct PreparationTests {
  private static let choices: [Preparation] = {
    var all: [Preparation] = []
    for transposes in [false, true] {
      for center in [nil, Preparation.Centering.rows, .columns, .both] {
        for scale in [nil, Preparation.Scaling.rows, .columns] {
          all.append(Preparation(transposes: transposes, center: center, scale: scale))
        }
      }
    }
    return all
  }()

  /// Rows of numbers, prepared entry by entry.
  private func expected(_ rows: [[Double]], _ preparation: Preparation) -> [[Double]] {
    func transposed(_ rows: [[Double]]) -> [[Double]] {
      (0..<rows[0].count).map { column in rows.map { $0[column] } }
    }
    func mean(_ line: [Double]) -> Double { line.reduce(0, +) / Double(line.count) }
    func centered(_ rows: [[Double]]) -> [[Double]] {
      rows.map { row in row.map { $0 - mean(row) } }
    }
    func scaled(_ rows: [[Double]]) -> [[Double]] {
      rows.map { row in
        let squares = row.map { ($0 - mean(row)) * ($0 - mean(row)) }
        let deviation = mean(squares).squareRoot()
        return deviation > 1e-12 * (row.map(abs).max() ?? 0) ? row.map { $0 / deviation } : row
      }
    }
    var result = preparation.transposes ? transposed(rows) : rows
    if preparation.center == .rows || preparation.center == .both { result = centered(result) }
    if preparation.center == .columns || preparation.center == .both {
      result = transposed(centered(transposed(result)))
    }
    switch preparation.scale {
    case nil: return result
    case .rows: return scaled(result)
    case .columns: return transposed(scaled(transposed(result)))
    }
  }

  private func expectPrepared<Scalar: BLASScalar>(
    _: Scalar.Type, _ preparation: Preparation, unit: Double
  ) throws {
    let drawn: Matrix<Double> = RandomStream(seed: 3, name: "y").normal(7, 5)
    var rows = (0..<7).map { row in (0..<5).map { unit * (1 + drawn[row, $0]) } }
    // A row and a column that are constant.
    for column in 0..<5 { rows[2][column] = 3 * unit }
    for row in 0..<7 { rows[row][1] = 3 * unit }
    let matrix = Matrix<Scalar>(rows: rows.map { $0.map { Scalar($0) } })
    let prepared = PreparedMatrix(matrix, preparation)
    let result = prepared.target.dense()
    let expected = expected(rows, preparation)
    #expect(result.rows == expected.count && result.columns == expected[0].count)
    let norm = Double(matrix.frobeniusNorm)
    #expect(Double(prepared.inputNorm) == norm)
    let largest = expected.flatMap(\.self).map(abs).max() ?? 0
    for (row, line) in expected.enumerated() {
      for (column, value) in line.enumerated() {
        let far = abs(Double(result[row, column]) - value)
        #expect(far <= 64 * Double(Scalar.ulpOfOne) * largest, "\(preparation)")
      }
    }
  }

  @Test(arguments: choices, [1, 1e150, 1e-150])
  func entries(_ preparation: Preparation, _ unit: Double) throws {
    try expectPrepared(Double.self, preparation, unit: unit)
    if unit == 1 { try expectPrepared(Float.self, preparation, unit: unit) }
  }

  /// What a network leaves of the input, once scale and means are put back, is what it leaves of the matrix that was only
  /// centred, line by line in its own units.
  @Test(arguments: choices)
  func errorsInTheUnitsOfTheInput(_ preparation: Preparation) throws {
    let matrix: Matrix<Double> = RandomStream(seed: 3, name: "y").normal(7, 5)
    let prepared = PreparedMatrix(matrix, preparation)
    let (n, m) = (prepared.target.rows, prepared.target.columns)
    let factors = Factors<Double>(
      z: RandomStream(seed: 1, name: "z").normal(n, 2),
      w: RandomStream(seed: 1, name: "w").normal(2, m))
    let plain = PreparedMatrix(
      matrix, Preparation(transposes: preparation.transposes, center: preparation.center)
    ).target.dense()
    let scaled = prepared.target.dense()
    let left = scaled - factors.z * factors.w
    var sum = 0.0
    for row in 0..<n {
      for column in 0..<m {
        let unit = plain[row, column] / scaled[row, column]
        sum += (left[row, column] * unit) * (left[row, column] * unit)
      }
    }
    #expect(abs(prepared.inputError(of: factors) - sum.squareRoot()) < 1e-10)
    #expect(prepared.isScaled == (preparation.scale != nil))
  }

  @Test func sparseStaysSparse() throws {
    let sparse = SparseMatrix<Double>(
      rows: 3, columns: 4, entries: [(0, 1, 2.0), (2, 3, -1.0)])
    let prepared = PreparedMatrix(sparse, Preparation(transposes: true))
    #expect(prepared.target is SparseMatrix<Double>)
    #expect(prepared.target.dense() == Matrix(sparse.dense().transposed))
    let centered = PreparedMatrix(sparse, Preparation(center: .columns)).target
    #expect(centered is Matrix<Double>)
  }

  @Test func constantLinesAreLeftAsTheyAre() {
    let matrix = Matrix<Double>(rows: [[1, 0.1, 5], [2, 0.1, 5], [4, 0.1, 5]])
    let prepared = PreparedMatrix(matrix, Preparation(scale: .columns))
    #expect(prepared.constantLines == 2)
    #expect(prepared.target.dense()[2, 1] == 0.1 && prepared.target.dense()[0, 2] == 5)
  }

  @Test func emptyAndSingle() {
    for (rows, columns) in [(0, 3), (3, 0), (1, 1)] {
      for choice in Self.choices {
        let prepared = PreparedMatrix(Matrix<Double>.zeros(rows, columns), choice)
        #expect(prepared.target.rows * prepared.target.columns == rows * columns)
        #expect(prepared.target.frobeniusNorm == 0)
      }
    }
  }
}

import FALinalg
import Testing

@Suite struct BlockKrylovTests {
  /// What a basis says of its products: U'A [V, N] from the entries, at every size.
  @Test(arguments: [(40, 25), (25, 25), (90, 30)])
  func extendedProjection(_ rows: Int, _ columns: Int) throws {
    let matrix: Matrix<Double> = RandomStream(seed: 5, name: "test").normal(rows, columns)
    let start: Matrix<Double> = RandomStream(seed: 6, name: "test").normal(columns, 4)
    var basis = try BlockKrylov(matrix, start: start)
    while basis.canGrow {
      try basis.grow()
      expectProjects(basis, matrix)
    }
    #expect(basis.dimension == columns && basis.nextBlock.columns == 0)
  }

  private func expectProjects(_ basis: BlockKrylov<Matrix<Double>>, _ matrix: Matrix<Double>) {
    let both = Matrix(horizontally: [basis.rightBasis, basis.nextBlock])
    let expected = basis.leftBasis.transposed * (matrix * both)
    #expect((basis.extendedProjection - expected).frobeniusNorm <= 1e-13 * matrix.frobeniusNorm)
    let gram = both.transposed * both
    let identity = Matrix<Double>.identity(both.columns)
    #expect((gram - identity).frobeniusNorm <= 1e-13)
  }

  /// Ritz triplets fulfil A v = s u, and miss A'u = s v by their residuals; and a basis that is compressed to
  /// the leading ones grows as any other.
  @Test func ritzTripletsAndRestarts() throws {
    let matrix: Matrix<Double> = RandomStream(seed: 5, name: "test").normal(60, 40)
    let start: Matrix<Double> = RandomStream(seed: 6, name: "test").normal(40, 4)
    var basis = try BlockKrylov(matrix, start: start)
    let norm = matrix.frobeniusNorm
    for kept in [8, 5] {
      for _ in 0..<3 {
        try basis.grow()
        expectProjects(basis, matrix)
      }
      let (svd, residuals) = try basis.ritz()
      let (left, right) = basis.vectors(svd, basis.dimension)
      let values = Matrix(diagonal: svd.singularValues)
      #expect((matrix * right - left * values).frobeniusNorm <= 1e-13 * norm)
      let missing = matrix.transposed * left - right * values
      for (measured, told) in zip(missing.columnNorms, residuals.columnNorms) {
        #expect((measured - told).magnitude <= 1e-13 * norm)
      }
      basis.restart(svd, keeping: kept)
      #expect(basis.dimension == kept && basis.degree == nil)
      expectProjects(basis, matrix)
    }
  }

  /// A start of the wrong length, or of more columns than a basis can have, stops the program.
  @Test func startsThatDoNotFit() async {
    await #expect(processExitsWith: .failure) {
      _ = try BlockKrylov(Matrix<Double>.zeros(5, 4), start: .zeros(5, 2))
    }
    await #expect(processExitsWith: .failure) {
      _ = try BlockKrylov(Matrix<Double>.zeros(5, 4), start: .zeros(4, 5))
    }
    await #expect(processExitsWith: .failure) {
      _ = try BlockKrylov(Matrix<Double>.zeros(3, 4), start: .zeros(4, 4))
    }
    await #expect(processExitsWith: .success) {
      _ = try BlockKrylov(Matrix<Double>.zeros(3, 4), start: .zeros(4, 3))
    }
  }

  /// From 9 copies of the largest value on, a block of 8 columns sees too few of them.
  @Test(arguments: [9, 12, 30]) func copiesAreAllFound(_ copies: Int) throws {
    let values = (1...900).map { $0 <= copies ? 1 : 0.5 / Double($0) }
    let target = DiagonalMatrix(rows: 900, columns: 900, diagonal: values)
    for rank in [9, 10] {
      let best = try target.truncatedSVD(rank: rank)
      let optimum = values[rank...].reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect((best.error - optimum).magnitude <= 1e-10 * optimum, "\(copies), rank \(rank)")
    }
  }
}

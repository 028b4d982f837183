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
      let both = Matrix(horizontally: [basis.rightBasis, basis.nextBlock])
      let expected = basis.leftBasis.transposed * (matrix * both)
      #expect((basis.extendedProjection - expected).frobeniusNorm <= 1e-13 * matrix.frobeniusNorm)
      let gram = both.transposed * both
      let identity = Matrix<Double>.identity(both.columns)
      #expect((gram - identity).frobeniusNorm <= 1e-13)
    }
    #expect(basis.dimension == columns && basis.nextBlock.columns == 0)
  }
}

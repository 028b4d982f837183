import FALinalg
import TestSupport
import Testing

@Suite struct TransposedOperatorTests {
  /// Everything is that of the transposed matrix; of whole numbers exactly.
  @Test(arguments: scalarTypes, [(0, 0), (0, 4), (4, 0), (1, 1), (7, 3), (3, 70)])
  func isTheTranspose(scalar: any BLASScalar.Type, shape: (Int, Int)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (m, n) = shape
      let matrix = Matrix<Scalar>(rows: m, columns: n) { i, j in Scalar((3 * i + 5 * j) % 7 - 3) }
      let transposed = TransposedOperator(matrix)
      #expect(transposed.rows == n && transposed.columns == m)
      #expect(transposed.dense() == Matrix(matrix.transposed))
      #expect(transposed.frobeniusNorm == matrix.frobeniusNorm)
      #expect(transposed.multiplicationCount == m * n)
      let x = Matrix<Scalar>(rows: m, columns: 2) { i, j in Scalar(i % 3 + j) }
      let z = Matrix<Scalar>(rows: n, columns: 3) { i, j in Scalar(i % 2 - j) }
      var product = Matrix<Scalar>(rows: n, columns: 2, repeating: .nan)
      var other = Matrix<Scalar>(rows: m, columns: 3, repeating: .nan)
      transposed.multiply(x.view, transposedWith: z.view, into: &product, and: &other)
      #expect(product == matrix.transposed * x && other == matrix * z)
      let zeros = Matrix<Scalar>.zeros(m, 2)
      let square = Matrix<Scalar>(rows: n, columns: 2) { i, j in Scalar(i + j) }
      let norm = transposed.residualNorm(square.view, zeros.view)
      #expect((norm - matrix.frobeniusNorm).magnitude <= 4 * Scalar.ulpOfOne * norm)
    }
    check(scalar)
  }

  /// What a basis says of its products: U'A [V, N] from the entries, at every size and after a restart.
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

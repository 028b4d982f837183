import FALinalg
import Synchronization
import TestSupport
import Testing

@Suite struct FunctionOperatorTests {
  private func products<Scalar: BLASScalar>(
    with matrix: Matrix<Scalar>, norm: Scalar? = nil
  ) -> FunctionOperator<Scalar> {
    FunctionOperator(
      rows: matrix.rows, columns: matrix.columns, frobeniusNorm: norm,
      multiply: { multiply(matrix, $0, into: &$1) },
      multiplyTransposed: { multiply(matrix.transposed, $0, into: &$1) })
  }

  /// The norm takes blocks of 64 on the smaller side.
  @Test(
    arguments: scalarTypes,
    [(0, 0), (0, 3), (3, 0), (1, 1), (64, 64), (65, 70), (70, 65), (200, 9), (9, 200)])
  func actsAsTheMatrix(scalar: any BLASScalar.Type, shape: (Int, Int)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (m, n) = shape
      let matrix = Matrix<Scalar>(rows: m, columns: n) { i, j in Scalar((3 * i + 5 * j) % 7 - 3) }
      let operation = products(with: matrix)
      #expect(operation.rows == m && operation.columns == n)
      // Two orders of one sum of exact squares.
      let tolerance = Scalar(m * n) * .ulpOfOne * matrix.frobeniusNorm
      #expect((operation.frobeniusNorm - matrix.frobeniusNorm).magnitude <= tolerance)
      #expect(operation.dense() == matrix)
      let x = Matrix<Scalar>(rows: n, columns: 3) { i, j in Scalar(i % 3 + j) }
      let z = Matrix<Scalar>(rows: m, columns: 3) { i, j in Scalar(i % 4 - j) }
      var product = Matrix<Scalar>(rows: m, columns: 3, repeating: .nan)
      var transposedProduct = Matrix<Scalar>(rows: n, columns: 3, repeating: .nan)
      operation.multiply(x.view, into: &product)
      operation.multiplyTransposed(z.view, into: &transposedProduct)
      #expect(product == matrix * x)
      #expect(transposedProduct == matrix.transposed * z)
    }
    check(scalar)
  }

  @Test func theNormThatIsGivenIsTaken() {
    let calls = Atomic(0)
    let operation = FunctionOperator<Double>(
      rows: 5, columns: 4, frobeniusNorm: 7,
      multiply: { _, result in
        calls.add(1, ordering: .relaxed)
        result.fill(with: 0)
      },
      multiplyTransposed: { _, result in
        calls.add(1, ordering: .relaxed)
        result.fill(with: 0)
      })
    #expect(operation.frobeniusNorm == 7)
    #expect(calls.load(ordering: .relaxed) == 0)
  }

  @Test func preconditions() async {
    await #expect(processExitsWith: .failure) {
      // The product comes back in another shape.
      let operation = FunctionOperator<Double>(
        rows: 2, columns: 2, frobeniusNorm: 1, multiply: { $1 = Matrix($0[0..<1, ...]) },
        multiplyTransposed: { $1.assign($0) })
      var result = Matrix<Double>.zeros(2, 2)
      operation.multiply(Matrix<Double>.identity(2).view, into: &result)
    }
    await #expect(processExitsWith: .failure) {
      let operation = FunctionOperator<Double>(
        rows: 2, columns: 2, multiply: { $1.assign($0) }, multiplyTransposed: { $1.assign($0) })
      var result = Matrix<Double>.zeros(2, 3)
      operation.multiply(Matrix<Double>.identity(2).view, into: &result)
    }
  }
}

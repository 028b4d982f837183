public import FALinalg
import Testing

/// Whole numbers, of which all sums of products are exact in whatever order.
public func wholeNumbers<Scalar: BLASScalar>(_ rows: Int, _ columns: Int) -> Matrix<Scalar> {
  Matrix(rows: rows, columns: columns) { i, j in Scalar((7 * i + 3 * j * j) % 11 - 5) }
}

/// Holds all that an operator computes against the matrix of whole numbers that it stands for.
///
/// It makes six products with the entries: all of them and some, two one by one, two at once, and the residual.
public func expectActs<Operator: LinearOperator>(
  _ operation: Operator, as expected: Matrix<Operator.Scalar>
) {
  typealias Scalar = Operator.Scalar
  let (m, n) = (expected.rows, expected.columns)
  // Sums of exact squares in two orders.
  func isClose(_ a: Scalar, _ b: Scalar) -> Bool {
    (a - b).magnitude <= 8 * Scalar.ulpOfOne * b.magnitude
  }
  let x: Matrix<Scalar> = wholeNumbers(n, 3)
  let z: Matrix<Scalar> = wholeNumbers(m, 2)
  let v: Matrix<Scalar> = wholeNumbers(n, 2)
  #expect(operation.rows == m && operation.columns == n)
  #expect(isClose(operation.frobeniusNorm, expected.frobeniusNorm))
  #expect(operation.dense() == expected)
  let some = n / 3..<n - n / 4
  #expect(operation.dense(columns: some) == Matrix(expected[..., some]))
  var product = Matrix<Scalar>(rows: m, columns: 3, repeating: .nan)
  var transposedProduct = Matrix<Scalar>(rows: n, columns: 2, repeating: .nan)
  operation.multiply(x.view, into: &product)
  #expect(product == expected * x)
  operation.multiplyTransposed(z.view, into: &transposedProduct)
  #expect(transposedProduct == expected.transposed * z)
  product.fill(with: .nan)
  transposedProduct.fill(with: .nan)
  operation.multiply(x.view, transposedWith: z.view, into: &product, and: &transposedProduct)
  #expect(product == expected * x)
  #expect(transposedProduct == expected.transposed * z)
  #expect(
    isClose(
      operation.residualNorm(z.view, v.view), (expected - z * v.transposed).frobeniusNorm))
  #expect(operation.failure == nil)
}

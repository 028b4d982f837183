import FALinalg
import Testing

@Suite struct DiagonalMatrixTests {
  @Test(arguments: [(4, 4, 4), (6, 3, 3), (3, 6, 2), (5, 2, 0), (1, 1, 1), (0, 3, 0)])
  func productsEqualThoseOfTheDenseMatrix(_ shape: (Int, Int, Int)) {
    let (rows, columns, count) = shape
    let diagonal = (0..<count).map { Double($0) - 1.5 }
    let sparse = DiagonalMatrix(rows: rows, columns: columns, diagonal: diagonal)
    let dense = sparse.dense()
    #expect(dense.rows == rows && dense.columns == columns)
    #expect(diagonal.indices.allSatisfy { dense[$0, $0] == diagonal[$0] })
    #expect(sparse.frobeniusNorm == dense.frobeniusNorm)
    let stream = RandomStream(seed: 4, name: "diagonal")
    // A block of a larger matrix: columns further apart than they are long.
    let x: Matrix<Double> = stream.normal(columns + 3, 5)
    let z: Matrix<Double> = stream.normal(rows + 2, 4)
    var product = Matrix<Double>(rows: rows, columns: 5, repeating: .nan)
    sparse.multiply(x[1..<(columns + 1), ...], into: &product)
    #expect(product == dense * x[1..<(columns + 1), ...])
    var transposed = Matrix<Double>(rows: columns, columns: 4, repeating: .nan)
    sparse.multiplyTransposed(z[2..<(rows + 2), ...], into: &transposed)
    #expect(transposed == dense.transposed * z[2..<(rows + 2), ...])
  }
}

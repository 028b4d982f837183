import FALinalg
import TestSupport
import Testing

/// A matrix of which only the products are known: everything else comes from the protocol.
private struct ProductsOnly<Scalar: BLASScalar>: LinearOperator {
  let matrix: Matrix<Scalar>
  var rows: Int { matrix.rows }
  var columns: Int { matrix.columns }
  var frobeniusNorm: Scalar { matrix.frobeniusNorm }

  func multiply(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    FALinalg.multiply(matrix, x, into: &result)
  }

  func multiplyTransposed(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    FALinalg.multiply(matrix.transposed, x, into: &result)
  }
}

@Suite struct LinearOperatorTests {
  /// The default implementations go block by block, 64 columns at a time.
  static let shapes = [
    (0, 0), (0, 5), (5, 0), (1, 1), (7, 3), (3, 7), (20, 63), (20, 64), (20, 65), (9, 200),
  ]

  @Test(arguments: scalarTypes, shapes)
  func defaultsEqualTheMatrix(scalar: any BLASScalar.Type, shape: (Int, Int)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (m, n) = shape
      // Small whole numbers: all products and sums are exact.
      let matrix = Matrix<Scalar>(rows: m, columns: n) { i, j in Scalar((3 * i + 5 * j) % 7 - 3) }
      let products = ProductsOnly(matrix: matrix)
      #expect(products.dense() == matrix)
      #expect(matrix.dense() == matrix)

      for rank in [0, 1, 4] {
        let z = Matrix<Scalar>(rows: m, columns: rank) { i, j in Scalar((i + 2 * j) % 5 - 2) }
        let v = Matrix<Scalar>(rows: n, columns: rank) { i, j in Scalar((2 * i + j) % 5 - 1) }
        let residual = matrix - z * v.transposed
        let exact = residual.frobeniusNorm
        for norm in [
          products.residualNorm(z.view, v.view), matrix.residualNorm(z.view, v.view),
          products.residualNorm(z.padded, Matrix(v.transposed).transposed),
        ] {
          // Two orders of one sum of exact squares, at most m n terms.
          let tolerance = Scalar(m * n) * Scalar.ulpOfOne * exact
          #expect((norm - exact).magnitude <= tolerance, "rank \(rank)")
        }

        let x = Matrix<Scalar>(rows: n, columns: 2) { i, j in Scalar(i % 3 + j) }
        for isFused in [false, true] {
          var product = Matrix<Scalar>(rows: m, columns: 2, repeating: .nan)
          var transposedProduct = Matrix<Scalar>(rows: n, columns: rank, repeating: .nan)
          if isFused {
            products.multiply(
              x.view, transposedWith: z.view, into: &product, and: &transposedProduct)
          } else {
            matrix.multiply(
              x.view, transposedWith: z.view, into: &product, and: &transposedProduct)
          }
          #expect(product == matrix * x)
          #expect(transposedProduct == matrix.transposed * z)
        }
        var product = Matrix<Scalar>(rows: m, columns: 2, repeating: .nan)
        matrix.multiply(x.padded, into: &product)
        #expect(product == matrix * x)
        var transposedProduct = Matrix<Scalar>(rows: n, columns: rank, repeating: .nan)
        matrix.multiplyTransposed(z.padded, into: &transposedProduct)
        #expect(transposedProduct == matrix.transposed * z)
      }
    }
    check(scalar)
  }

  /// A residual far below the rounding error of ||A||^2 - ... is still right.
  /// By which algorithms are chosen: the entries, or those that are stored.
  @Test func multiplicationsOfAProduct() {
    let matrix = Matrix<Double>.seeded(5, 4)
    #expect(matrix.multiplicationCount == 20)
    #expect(ProductsOnly(matrix: matrix).multiplicationCount == 20)
    #expect(DiagonalMatrix(rows: 5, columns: 4, diagonal: [1, 2]).multiplicationCount == 2)
    let entries = [(row: 1, column: 2, value: 3.0), (row: 4, column: 0, value: 5)]
    #expect(SparseMatrix(rows: 5, columns: 4, entries: entries).multiplicationCount == 2)
    #expect(BandMatrix<Double>(rows: 6, columns: 6, below: 1, above: 2).multiplicationCount == 24)
  }

  @Test(arguments: scalarTypes)
  func residualNormDoesNotCancel(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (z, v) = (Matrix<Scalar>.seeded(30, 3), Matrix<Scalar>.seeded(150, 3, seed: 2))
      var matrix = z * v.transposed
      matrix[17, 100] += 0.001
      matrix[3, 5] -= 0.001
      let difference =
        Matrix<Double>(converting: matrix)
        - Matrix<Double>(converting: z) * Matrix<Double>(converting: v).transposed
      let exact = difference.frobeniusNorm
      // Each entry errs by a few roundings of a sum of three products below one.
      let tolerance = 8 * Scalar.epsilon * Double(matrix.count).squareRoot()
      for norm in [
        matrix.residualNorm(z.view, v.view),
        ProductsOnly(matrix: matrix).residualNorm(z.view, v.view),
      ] {
        #expect((Double(norm) - exact).magnitude <= tolerance)
      }
    }
    check(scalar)
  }

  @Test(arguments: scalarTypes)
  func residualNormAtTheEndsOfTheRange(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let zero = (Matrix<Scalar>.zeros(16, 1), Matrix<Scalar>.zeros(256, 1))
      for entry in [Scalar.greatestFiniteMagnitude / 128, .leastNormalMagnitude] {
        let matrix = Matrix<Scalar>(rows: 16, columns: 256, repeating: entry)
        for norm in [
          matrix.residualNorm(zero.0.view, zero.1.view),
          ProductsOnly(matrix: matrix).residualNorm(zero.0.view, zero.1.view),
        ] {
          // 4096 equal squares; their sum errs by no more units than it has terms.
          #expect((norm / entry / 64 - 1).magnitude <= 4096 * Scalar.ulpOfOne)
        }
      }
      var matrix = Matrix<Scalar>(rows: 16, columns: 256, repeating: 1)
      matrix[3, 70] = .nan
      #expect(matrix.residualNorm(zero.0.view, zero.1.view).isNaN)
      #expect(ProductsOnly(matrix: matrix).residualNorm(zero.0.view, zero.1.view).isNaN)
    }
    check(scalar)
  }

  /// Both products of matrices that are larger than what stays near the processor, of whole numbers: plain,
  /// transposed, strided along rows, along columns and along both.
  @Test(arguments: scalarTypes)
  func bothProductsOfLargeMatrices(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let whole = Matrix<Scalar>(rows: 620, columns: 615) { i, j in Scalar((3 * i + 5 * j) % 7 - 3)
      }
      for view in [
        whole.view, whole.transposed, whole[5..<605, 3..<600], whole.strided(rows: 2),
        whole.strided(columns: 2), whole.strided(rows: 2, columns: 2).transposed,
      ] {
        let x = Matrix<Scalar>(rows: view.columns, columns: 3) { i, j in Scalar(i % 3 + j) }
        let z = Matrix<Scalar>(rows: view.rows, columns: 2) { i, j in Scalar(i % 5 - j) }
        var product = Matrix<Scalar>(rows: view.rows, columns: 3, repeating: .nan)
        var transposedProduct = Matrix<Scalar>(rows: view.columns, columns: 2, repeating: .nan)
        view.multiply(x.view, transposedWith: z.view, into: &product, and: &transposedProduct)
        #expect(product == view * x && transposedProduct == view.transposed * z)
      }
    }
    try check(scalar)
  }
}

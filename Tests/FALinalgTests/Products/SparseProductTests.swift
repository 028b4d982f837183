import FALinalg
import TestSupport
import Testing

@Suite struct SparseProductTests {
  /// 0 and 1 vector, panels of every width, and several panels with a rest.
  static let vectorCounts = [0, 1, 2, 3, 5, 8, 16, 17, 33]

  /// Whole numbers: every sum is exact and can be held against a dense product bit for bit.
  @Test(arguments: scalarTypes, SparseMatrixTests.shapes)
  func equalDenseOnes(scalar: any BLASScalar.Type, shape: (Int, Int)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (m, n) = shape
      let dense = SparseMatrixTests.pattern(m, n, as: Scalar.self)
      let sparse = SparseMatrix(dense)
      for p in Self.vectorCounts {
        let x = Matrix<Scalar>(rows: n, columns: p) { i, j in Scalar((3 * i + j) % 7 - 3) }
        let z = Matrix<Scalar>(rows: m, columns: p) { i, j in Scalar((i + 3 * j) % 5 - 2) }
        let (product, transposedProduct) = (dense * x, dense.transposed * z)
        #expect(sparse * x == product, "\(p) vectors")
        #expect(sparse.transposed * z == transposedProduct, "\(p) vectors")
        // Blocks within larger matrices, and blocks that lie by rows.
        for (x, z) in [
          (x.padded, z.padded), (Matrix(x.transposed).transposed, Matrix(z.transposed).transposed),
        ] {
          var result = Matrix<Scalar>(rows: m, columns: p, repeating: .nan)
          sparse.multiply(x, into: &result)
          #expect(result == product, "\(p) vectors")
          var transposedResult = Matrix<Scalar>(rows: n, columns: p, repeating: .nan)
          sparse.multiplyTransposed(z, into: &transposedResult)
          #expect(transposedResult == transposedProduct, "\(p) vectors")
        }
      }
    }
    check(scalar)
  }

  /// A matrix large enough to be worth several threads, of which some rows are full.
  static func large<Scalar: BLASScalar>(as _: Scalar.Type = Scalar.self) -> SparseMatrix<Scalar> {
    var generator = SeededGenerator(seed: 5)
    let (m, n) = (700, 900)
    return SparseMatrix(
      rows: m, columns: n,
      entries: (0..<90_000).map { index in
        (
          row: index < 2 * n ? 300 : Int(generator.next() % UInt64(m)),
          column: Int(generator.next() % UInt64(n)), value: Scalar(generator.symmetric())
        )
      })
  }

  @Test(arguments: scalarTypes)
  func theNumberOfThreadsChangesNoBit(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let sparse = Self.large(as: Scalar.self)
      let dense = sparse.dense()
      for p in [1, 8, 33] {
        let (x, z) = (
          Matrix<Scalar>.seeded(sparse.columns, p), Matrix<Scalar>.seeded(sparse.rows, p, seed: 2)
        )
        var results: [[Matrix<Scalar>]] = []
        onThreadCounts([1, 2, 3]) { _ in
          results.append([sparse * x, sparse.transposed * z])
        }
        #expect(results[0] == results[1] && results[0] == results[2], "\(p) vectors")
        // A sum of k products errs by k units times the sum of their magnitudes.
        let tolerance = 2 * Double(sparse.columns) * Scalar.epsilon
        #expect(relativeDifference(results[0][0], dense * x) <= tolerance)
        #expect(relativeDifference(results[0][1], dense.transposed * z) <= tolerance)
      }
    }
    check(scalar)
  }

  @Test func severalAtATime() {
    let sparse = Self.large(as: Double.self)
    let x = Matrix<Double>.seeded(sparse.columns, 9)
    let expected = sparse * x
    concurrently(4) { _ in
      for _ in 0..<3 { #expect(sparse * x == expected) }
    }
  }

  @Test(.enabled(if: countsAllocations), arguments: scalarTypes)
  func theSecondAllocatesNothing(scalar: any BLASScalar.Type) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let sparse = Self.large(as: Scalar.self)
      let transposed = sparse.transposed
      let (x, z) = (Matrix<Scalar>.seeded(900, 33), Matrix<Scalar>.seeded(700, 33, seed: 2))
      var (y, w) = (Matrix<Scalar>.zeros(700, 33), Matrix<Scalar>.zeros(900, 33))
      func products() {
        sparse.multiply(x.view, into: &y)
        sparse.multiplyTransposed(z.view, into: &w)
        transposed.multiply(z.view, into: &w)
      }
      onThreadCounts { threads in
        products()
        #expect(allocations { products() } == 0, "\(threads) threads")
      }
    }
    check(scalar)
  }

  /// What is not stored is zero, times NaN and infinity too; what is stored is not.
  @Test func nonFiniteVectors() {
    let sparse = SparseMatrix(Matrix<Double>(rows: [[1, 0], [0, 2], [0, 0]]))
    for p in [1, 3] {
      let x = Matrix<Double>(rows: 2, columns: p) { i, _ in i == 0 ? .nan : .infinity }
      let product = sparse * x
      #expect(product.column(0)[0, 0].isNaN)
      #expect(product[1, p - 1] == .infinity)
      #expect(product[2, 0] == 0)
    }
  }
}

import FALinalg
import TestSupport
import Testing

/// The norm of the residual of a dense matrix, against that of the difference of two matrices.
@Suite struct DenseResidualTests {
  @Test(arguments: scalarTypes, [(1, 1), (7, 3), (40, 65), (130, 129), (700, 300)])
  func equalsThatOfTheDifference(scalar: any BLASScalar.Type, shape: (Int, Int)) {
    func check<Scalar: BLASScalar>(_: Scalar.Type) {
      let (m, n) = shape
      let y = Matrix<Scalar>.seeded(m, n)
      for rank in [0, 1, 3, 17] {
        let (z, v) = (
          Matrix<Scalar>.seeded(m, rank, seed: 2), Matrix<Scalar>.seeded(n, rank, seed: 3)
        )
        let (left, right) = (Matrix<Double>(converting: z), Matrix<Double>(converting: v))
        let difference = Matrix<Double>(converting: y) - left * right.transposed
        let norms = [
          y.residualNorm(z.view, v.view), y.padded.residualNorm(z.padded, v.padded),
          Matrix(y.transposed).transposed.residualNorm(z.view, v.view),
          y.residualNorm(Matrix(z.transposed).transposed, Matrix(v.transposed).transposed),
        ]
        for norm in norms {
          // Each entry errs by a rounding for each of its terms, and so does the sum in its blocks.
          let error = Double(norm) / difference.frobeniusNorm - 1
          #expect(error.magnitude <= 64 * Double(Scalar.ulpOfOne), "\(m) x \(n), rank \(rank)")
        }
      }
    }
    check(scalar)
  }

  /// Squares that leave the range of numbers, on both sides.
  @Test(arguments: [1e-200, 1e200, 0x1p-1030]) func extremes(scale: Double) {
    let y = Matrix<Double>(rows: 100, columns: 90) { i, j in i == j ? 5 * scale : 0 }
    let z = Matrix<Double>(rows: 100, columns: 1) { i, _ in i == 3 ? 2 * scale : 0 }
    let v = Matrix<Double>(rows: 90, columns: 1) { j, _ in j == 4 ? 6 : 0 }
    // The diagonal, and an entry of 12 beside it.
    let expected = (90 * 25.0 + 144).squareRoot() * scale
    // Subnormal numbers near 2^-1030 are 2^-44 of them apart.
    #expect((y.residualNorm(z.view, v.view) / expected - 1).magnitude <= 1e-13)
  }

  @Test func exactFitsAndNonNumbers() {
    let (z, v) = (Matrix<Double>(rows: [[1], [2]]), Matrix<Double>(rows: [[3], [4]]))
    #expect((z * v.transposed).residualNorm(z.view, v.view) == 0)
    var y = Matrix<Double>.zeros(2, 2)
    y[1, 1] = .nan
    #expect(y.residualNorm(z.view, v.view).isNaN)
    y[1, 1] = .infinity
    #expect(y.residualNorm(z.view, v.view) == .infinity)
  }

  /// The sums are the same on any number of threads.
  @Test func bitsOnSeveralThreads() {
    let y = Matrix<Double>.seeded(600, 700)
    let (z, v) = (Matrix<Double>.seeded(600, 5, seed: 2), Matrix<Double>.seeded(700, 5, seed: 3))
    let norms = [1, 2, 3].map { count in
      BLAS.withThreads(count) { y.residualNorm(z.view, v.view) }
    }
    #expect(Set(norms).count == 1)
  }
}

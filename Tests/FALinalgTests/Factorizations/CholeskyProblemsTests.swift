import FALinalg
import TestSupport
import Testing

@Suite struct CholeskyProblemsTests {
  @Test func productsInversesAndSolutionsMeetLAPACKsPassMark() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let matrices = symmetricMatrices(positive: true, as: Scalar.self)
      let worst = try worstRatio("Cholesky", of: matrices) { a in
        let cholesky = try a.cholesky()
        #expect(cholesky.l.transposed.isUpperTriangular)
        #expect(productRatio(a, cholesky.reconstruct().inDouble) < 30)
        let l = cholesky.l.inDouble
        let x: Matrix<Scalar> = RandomStream(seed: 3, name: "x").normal(a.rows, 2)
        let b = a * x
        return larger(
          productRatio(a, l * l.transposed), solveRatio(a, cholesky.solve(b), b))
      }
      #expect(worst.value < 30, "\(worst)")
    }
  }

  @Test func knowsDeterminantAndInverse() throws {
    let a = Matrix<Double>(rows: [[4, 1, 2], [1, 3, 0], [2, 0, 5]])
    let cholesky = try a.cholesky()
    #expect((cholesky.determinant - 43).magnitude < 1e-13)
    #expect((cholesky.signedLogDeterminant.logMagnitude - 3.7612001156935624).magnitude < 1e-14)
    #expect(cholesky.signedLogDeterminant.sign == 1)
    let inverse = cholesky.inverse()
    #expect((a * inverse - Matrix.identity(3)).maximumMagnitude < 1e-15)
    #expect(inverse == Matrix(inverse.transposed))
    let tiny = try Matrix<Double>(diagonal: [1e-200, 1e-200, 1e300]).cholesky()
    #expect((tiny.determinant / 1e-100 - 1).magnitude < 1e-13)
  }

  @Test func emptyMatrices() throws {
    let cholesky = try Matrix<Float>.zeros(0, 0).cholesky()
    #expect(cholesky.determinant == 1)
    #expect(cholesky.inverse() == .zeros(0, 0))
    #expect(cholesky.reconstruct() == .zeros(0, 0))
  }
}

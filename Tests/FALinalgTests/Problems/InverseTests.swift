import FALinalg
import TestSupport
import Testing

@Suite struct InverseTests {
  @Test func inversesMeetLAPACKsPassMark() throws {
    try check(Float.self)
    try check(Double.self)

    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let matrices = symmetricMatrices(positive: true, as: Scalar.self)
      let worst = try worstRatio("inverse", of: matrices) { a in
        let inverses = [try a.inverse(), try a.ldl().inverse(), try a.cholesky().inverse()]
        return inverses.map { inverseRatio(a, $0) }.reduce(0, larger)
      }
      #expect(worst.value < 30, "\(worst)")
    }
  }

  @Test func pseudoInversesSatisfyPenrosesConditions() throws {
    let stream = RandomStream(seed: 12, name: "penrose")
    for (rows, columns) in [(8, 5), (5, 8), (6, 6)] {
      let a: Matrix<Double> = try stream.matrix(rows, columns, singularValues: [3, 2, 1, 0.5])
      let x = try a.pseudoInverse()
      #expect((a * x * a - a).maximumMagnitude < 1e-13)
      #expect((x * a * x - x).maximumMagnitude < 1e-13)
      #expect((a * x - (a * x).transposed).maximumMagnitude < 1e-13)
      #expect((x * a - (x * a).transposed).maximumMagnitude < 1e-13)
    }
    #expect(try Matrix<Double>.zeros(2, 3).pseudoInverse() == .zeros(3, 2))
    #expect(try Matrix<Double>.zeros(0, 3).pseudoInverse() == .zeros(3, 0))
    let graded = try Matrix<Double>(diagonal: [4, 1]).pseudoInverse(relativeCutoff: 0.5)
    #expect(graded == .init(diagonal: [0.25, 0]))
  }

  @Test func determinants() {
    let a = Matrix<Double>(rows: [[1, 2], [3, 4]])
    #expect((a.determinant + 2).magnitude < 1e-15)
    #expect((a.transposed.determinant + 2).magnitude < 1e-15)
    #expect(a.signedLogDeterminant.sign == -1)
    #expect((a.signedLogDeterminant.logMagnitude - 0.6931471805599453).magnitude < 1e-15)
    #expect(Matrix<Double>.zeros(0, 0).determinant == 1)
    #expect(Matrix<Double>.zeros(2, 2).determinant == 0)
    let bad = Matrix<Double>(diagonal: [.nan, 1])
    #expect(bad.determinant.isNaN)
    #expect(bad.signedLogDeterminant.sign.isNaN && bad.signedLogDeterminant.logMagnitude.isNaN)
  }

  @Test func failuresAreTyped() {
    #expect(throws: LinearAlgebraError.singular(pivot: 1)) {
      try Matrix<Double>(rows: [[1, 1], [1, 1]]).inverse()
    }
    let bad = Matrix<Double>(rows: [[1, .infinity], [0, 1]])
    #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 1)) { try bad.inverse() }
    #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 1)) { try bad.pseudoInverse() }
  }
}

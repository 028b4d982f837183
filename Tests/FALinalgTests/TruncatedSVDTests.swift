import FALinalg
import TestSupport
import Testing

@Suite struct TruncatedSVDTests {
  @Test func isTheBestApproximation() throws {
    let stream = RandomStream(seed: 3, name: "truncated")
    let a: Matrix<Double> = try stream.matrix(20, 12, singularValues: [8, 4, 2, 1])
    let best = try a.truncatedSVD(rank: 2)
    #expect(best.u.columns == 2 && best.vTransposed.rows == 2)
    #expect((best.singularValues[0] - 8).magnitude < 1e-13)
    #expect((best.error - 5.0.squareRoot()).magnitude < 1e-13)
    #expect(((a - best.reconstruct()).frobeniusNorm - best.error).magnitude < 1e-13)
    #expect((try a.truncatedSVD(rank: 0).error - a.frobeniusNorm).magnitude < 1e-13)
    #expect(try a.truncatedSVD(rank: 12).error == 0)
    #expect(try Matrix<Double>.zeros(0, 3).truncatedSVD(rank: 0).error == 0)
  }

  @Test func errorsDoNotOverflow() throws {
    let best = try Matrix<Double>.diagonal([5e300, 4e300, 3e300]).truncatedSVD(rank: 1)
    #expect((best.error / 5e300 - 1).magnitude < 1e-14)
  }

  @Test func nonFiniteEntriesThrow() {
    #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 0)) {
      try Matrix<Double>.diagonal([.nan]).truncatedSVD(rank: 1)
    }
  }
}

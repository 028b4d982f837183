import FALinalg
import TestSupport
import Testing

@Suite struct RankTests {
  @Test func countsTheSingularValuesAboveTheCutoff() throws {
    let stream = RandomStream(seed: 3, name: "rank")
    let a: Matrix<Double> = try stream.matrix(30, 20, singularValues: [3, 2, 1, 1e-5])
    #expect(try a.rank() == 4)
    #expect(try a.rank(relativeCutoff: 1e-3) == 3)
    #expect(try a.transposed.rank() == 4)
    #expect(try Matrix<Double>.zeros(3, 3).rank() == 0)
    #expect(try Matrix<Double>.zeros(0, 3).rank() == 0)
    let single: Matrix<Float> = try stream.matrix(30, 20, singularValues: [3, 2, 1])
    #expect(try single.rank() == 3)
  }

  @Test func conditionNumbers() throws {
    let a: Matrix<Double> = try RandomStream(seed: 3, name: "condition").matrix(
      20, 12, singularValues: (0..<12).map { Double(12 - $0) })
    #expect((a.conditionNumber - 12).magnitude < 1e-12)
    #expect((a.transposed.conditionNumber - 12).magnitude < 1e-12)
    #expect(Matrix<Double>.identity(4).conditionNumber == 1)
    #expect(Matrix<Double>.zeros(3, 2).conditionNumber == .infinity)
    #expect(Matrix<Double>(diagonal: [1, 0]).conditionNumber == .infinity)
    #expect(Matrix<Double>.zeros(0, 2).conditionNumber == 1)
    #expect(Matrix<Double>(diagonal: [1, .nan]).conditionNumber.isNaN)
    #expect(Matrix<Double>(diagonal: [1, .infinity]).conditionNumber.isNaN)
  }

  @Test func estimatesOfTheConditionAreLowerBounds() throws {
    for order in [1, 5, 40] {
      let a: Matrix<Double> = RandomStream(seed: 1, name: "estimate").normal(order, order)
      let exact = a.oneNorm * (try a.inverse()).oneNorm
      let estimate = try a.estimatedConditionNumber()
      #expect(estimate <= exact * (1 + 1e-9) && estimate > exact / 10)
    }
    #expect(try Matrix<Double>.zeros(2, 2).estimatedConditionNumber() == .infinity)
    #expect(try Matrix<Double>.zeros(0, 0).estimatedConditionNumber() == 1)
    #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 0)) {
      try Matrix<Double>(diagonal: [.nan]).estimatedConditionNumber()
    }
  }

  @Test func spectralAndNuclearNorms() {
    let a = Matrix<Double>(rows: [[3, 0, 0], [0, -4, 0]])
    #expect(a.spectralNorm == 4)
    #expect(a.nuclearNorm == 7)
    #expect(Matrix<Float>.zeros(0, 3).spectralNorm == 0)
    #expect(Matrix<Float>.zeros(0, 3).nuclearNorm == 0)
    let infinite = Matrix<Double>(rows: [[1, -.infinity], [2, 3]])
    #expect(infinite.spectralNorm == .infinity && infinite.nuclearNorm == .infinity)
    let bad = Matrix<Double>(rows: [[.nan, .infinity], [2, 3]])
    #expect(bad.spectralNorm.isNaN && bad.nuclearNorm.isNaN)
  }

  @Test func nonFiniteEntriesThrow() {
    #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 0)) {
      try Matrix<Double>(diagonal: [.nan]).rank()
    }
  }
}

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
    let product = best.u * DiagonalMatrix(diagonal: best.singularValues) * best.v.transposed
    #expect((product - best.reconstruct()).maximumMagnitude < 1e-13)
    #expect(best.rank == best.singularValues.count && best.v.shape == (a.columns, best.rank))
    #expect((try a.truncatedSVD(rank: 0).error - a.frobeniusNorm).magnitude < 1e-13)
    #expect(try a.truncatedSVD(rank: 12).error == 0)
    #expect(try Matrix<Double>.zeros(0, 3).truncatedSVD(rank: 0).error == 0)
  }

  /// In other units the error and its bound are those numbers in these units.
  @Test func boundsHaveTheUnitsOfTheMatrix() throws {
    let a: Matrix<Double> = RandomStream(seed: 4, name: "truncated").normal(20, 12)
    for rank in [0, 3, 12] {
      let (best, other) = (
        try a.truncatedSVD(rank: rank), try (0x1p40 * a).truncatedSVD(rank: rank)
      )
      #expect(other.error == 0x1p40 * best.error)
      #expect(other.certificate.bound == 0x1p40 * best.certificate.bound)
      #expect(best.certificate.bound > 0 || rank == 12)
      #expect(best.certificate.bound < 1e-12 * a.frobeniusNorm)
    }
  }

  /// More copies of the first value than the start of twelve columns can see are noticed after two blocks, and two of 56
  /// columns hold them all: two products for each block, of which the basis would have had six before its first test.
  @Test func copiesOfTheFirstValueAreNoticedEarly() throws {
    let target = DiagonalMatrix(
      diagonal: Array(repeating: 1.0, count: 30) + Array(repeating: 0.01, count: 570))
    let best = try target.truncatedSVD(rank: 50)
    #expect(best.passes <= 8)
    #expect(abs(best.error - 0.01 * 550.0.squareRoot()) <= 1e-12)
    #expect(best.singularValues.prefix(30).allSatisfy { abs($0 - 1) < 1e-12 })
  }

  /// The basis of a large operator is compressed before it takes more than a gibibyte: no more is asked for.
  @Test func largeBasesNeedNoMoreThanTheyMayTake() {
    let count = NeededCount(rows: 1_000_000, columns: 1_000_000, holdsEntries: false)
    #expect(count.truncatedSVD(rank: 10) == 0x1p27)
    #expect(count.truncatedSVD(rank: 100) == 2e6 * 400)
  }

  @Test func errorsDoNotOverflow() throws {
    let best = try Matrix<Double>(diagonal: [5e300, 4e300, 3e300]).truncatedSVD(rank: 1)
    #expect((best.error / 5e300 - 1).magnitude < 1e-14)
  }

  @Test func nonFiniteEntriesThrow() {
    #expect(throws: LinearAlgebraError.nonFinite(row: 0, column: 0)) {
      try Matrix<Double>(diagonal: [.nan]).truncatedSVD(rank: 1)
    }
  }

  /// Of tall and wide matrices only a square factor is decomposed; the oracle decomposes all.
  @Test(arguments: [(90, 7), (7, 90), (40, 20), (20, 41), (300, 1), (1, 300)], scalarTypes)
  func tallAndWideMatricesAgreeWithTheWholeDecomposition(
    _ shape: (Int, Int), scalar: any BLASScalar.Type
  ) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let count = min(shape.0, shape.1)
      let stream = RandomStream(seed: 9, name: "tall")
      let graded: Matrix<Scalar> = try stream.matrix(
        shape.0, shape.1, singularValues: (0..<count).map { 1 / Scalar(1 + $0) })
      for scale in [
        Scalar(1), Scalar.leastNormalMagnitude * 64, Scalar.greatestFiniteMagnitude / 64,
      ] {
        let a = graded * scale
        let whole = try a.svd(drivers: [.gesvd])
        let unit = Scalar(shape.0 + shape.1) * Scalar.ulpOfOne
        for rank in Set([0, 1, count / 2, count]) {
          let best = try a.truncatedSVD(rank: rank)
          let expected = TruncatedSVD(whole, rank: rank)
          #expect(abs(best.error / scale - expected.error / scale) <= unit)
          for (value, exact) in zip(best.singularValues, expected.singularValues) {
            #expect(abs(value / scale - exact / scale) <= unit)
          }
          // The values are apart, so that the vectors are determined, and so are their signs.
          #expect((best.u - expected.u).frobeniusNorm <= 30 * Scalar(count * count) * unit)
          let difference = best.vTransposed - expected.vTransposed
          #expect(difference.frobeniusNorm <= 30 * Scalar(count * count) * unit)
          let identity = Matrix<Scalar>.identity(rank)
          #expect((best.u.transposed * best.u - identity).frobeniusNorm <= 30 * unit)
          #expect(best.certificate.status == .certified)
        }
      }
    }
    try check(scalar)
  }

  @Test func tallAndWideMatricesNameTheirNonFiniteEntry() {
    var a = Matrix<Double>.zeros(30, 4)
    a[17, 2] = .infinity
    #expect(throws: LinearAlgebraError.nonFinite(row: 17, column: 2)) {
      try a.truncatedSVD(rank: 1)
    }
    #expect(throws: LinearAlgebraError.nonFinite(row: 2, column: 17)) {
      try a.transposed.truncatedSVD(rank: 1)
    }
  }

  /// Between any two parts of a decomposition, and before the first.
  @Test func directDecompositionsStopWhenAsked() throws {
    let a: Matrix<Double> = RandomStream(seed: 4, name: "stop").normal(30, 5)
    for matrix in [a, Matrix(a.transposed), Matrix(a[0..<6, ...])] {
      var questions = 0
      _ = try matrix.truncatedSVD(rank: 2) { _ in
        questions += 1
        return true
      }
      #expect(questions == (matrix.rows == 6 ? 1 : 3))
      for last in 1...questions {
        var asked = 0
        #expect(throws: LinearAlgebraError.interrupted) {
          try matrix.truncatedSVD(rank: 2) { _ in
            asked += 1
            return asked < last
          }
        }
        #expect(asked == last)
      }
    }
  }
}

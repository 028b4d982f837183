import FALinalg
import TestSupport
import Testing

@Suite struct SVDProblemsTests {
  @Test(arguments: SVDDriver.allCases)
  func fullAndThinFormsAgree(driver: SVDDriver) throws {
    for (rows, columns) in [(9, 4), (4, 9), (5, 5)] {
      let a: Matrix<Double> = RandomStream(seed: 8, name: "a").normal(rows, columns)
      let (thin, full) = (try a.svd(drivers: [driver]), try a.svd(.full, drivers: [driver]))
      #expect((full.u[..., 0..<thin.u.columns] - thin.u).maximumMagnitude < 1e-13)
      #expect(
        (full.vTransposed[0..<thin.vTransposed.rows, ...] - thin.vTransposed).maximumMagnitude
          < 1e-13)
      #expect((full.reconstruct() - a).maximumMagnitude < 1e-13)
    }
  }

  @Test func signsFollowTheFirstEntryOfLargestMagnitude() throws {
    // Every entry of U has the magnitude 1/2.
    let hadamard = Matrix<Double>(
      rows: [[-1, 1, 1, 1], [-1, -1, 1, -1], [-1, 1, -1, -1], [-1, -1, -1, 1]])
    let svd = try (hadamard * Matrix(diagonal: [4, 3, 2, 1])).svd()
    #expect(
      (svd.reconstruct() - hadamard * Matrix(diagonal: [4, 3, 2, 1])).maximumMagnitude < 1e-13)
    for column in 0..<4 {
      let entries = (0..<4).map { svd.u[$0, column] }
      let largest = entries.map(\.magnitude).max() ?? 0
      #expect(entries.first { $0.magnitude == largest }.map { $0 > 0 } == true)
    }
  }

  @Test func ranksReconstructsAndSolves() throws {
    let stream = RandomStream(seed: 7, name: "svd problems")
    let a: Matrix<Double> = try stream.matrix(20, 12, singularValues: [5, 4, 1, 1e-3])
    let svd = try a.svd()
    #expect(svd.rank() == 4)
    #expect(svd.rank(relativeCutoff: 0.5) == 2)
    #expect((svd.reconstruct() - a).maximumMagnitude < 1e-13)
    let best = svd.reconstruct(rank: 2)
    #expect(((a - best).frobeniusNorm - 1.0000005).magnitude < 1e-7)
    #expect(svd.reconstruct(rank: 0) == .zeros(20, 12))

    let inverse = svd.pseudoInverse()
    #expect((a * inverse * a - a).maximumMagnitude < 1e-11)
    #expect((inverse * a * inverse - inverse).maximumMagnitude < 1e-8)
    let b: Matrix<Double> = RandomStream(seed: 1, name: "b").normal(20, 3)
    #expect((svd.solve(b) - inverse * b).maximumMagnitude < 1e-9)
    #expect((svd.solve(b) - (try a.leastSquares(b))).maximumMagnitude < 1e-9)
  }

  /// No matrix is known on which a driver of today's LAPACK fails: what runs them is told that one has.
  @Test func driversStandInForEachOther() throws {
    #expect(SVDDriver.chain == [.gesdd, .gesvd, .gejsv])
    let a = Matrix<Double>.identity(2)
    for failing in 0...3 {
      var tried: [SVDDriver] = []
      func run() throws(LinearAlgebraError) -> SVDDriver {
        try runDrivers(SVDDriver.chain, on: a.view) { (driver) throws(LinearAlgebraError) in
          tried.append(driver)
          guard tried.count <= failing else { return 0 }
          if driver == .gesvd { throw .dimensionTooLarge(name: "workspace of gesvd", value: 1) }
          return 7
        }
      }
      if failing < 3 {
        #expect(try run() == SVDDriver.chain[failing])
      } else {
        #expect(throws: LinearAlgebraError.noConvergence(routine: "gejsv", info: 7)) { try run() }
      }
      #expect(tried == Array(SVDDriver.chain[...min(failing, 2)]))
    }
  }

  @Test func emptyMatricesHaveCompleteBases() throws {
    let svd = try Matrix<Double>.zeros(0, 3).svd(.full)
    #expect(svd.vTransposed == .identity(3))
    #expect(svd.rank() == 0)
    #expect(svd.solve(Matrix<Double>.zeros(0, 2)) == .zeros(3, 2))
    #expect(svd.pseudoInverse() == .zeros(3, 0))
    #expect(try Matrix<Double>.zeros(2, 0).svd(.full).u == .identity(2))
  }
}

import FALinalg
import TestSupport
import Testing

/// The smallest rank that suffices, against the whole spectrum.
@Suite struct AdaptiveRankTests {
  /// Small shapes go to LAPACK, the last one to a Krylov basis.
  static let shapes = [(1, 1), (1, 9), (9, 1), (12, 9), (9, 12), (40, 30), (520, 500)]

  /// Between the error of one rank and of the next, in the middle: away from ties.
  @Test(arguments: shapes, scalarTypes)
  func isTheSmallestThatReachesTheError(
    _ shape: (Int, Int), scalar: any BLASScalar.Type
  ) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let count = min(shape.0, shape.1)
      let values = (1...count).map { 1 / Double($0) }
      let a: Matrix<Scalar> = try RandomStream(seed: 5, name: "adaptive").matrix(
        shape.0, shape.1, singularValues: values.map { Scalar($0) })
      // From the computed decomposition, not from the values that were asked for.
      let spectrum = try a.svd().singularValues.map { Double($0) }
      let norm = tail(of: spectrum, from: 0)
      for rank in Set([1, 8, 9, min(count, 17)]) where rank <= count {
        let (error, before) = (tail(of: spectrum, from: rank), tail(of: spectrum, from: rank - 1))
        let middle = 0.5 * (error + before) / norm
        let best = try a.truncatedSVD(relativeError: middle, seed: 2)
        #expect(best.singularValues.count == rank)
        #expect(best.u.columns == rank && best.vTransposed.rows == rank)
        #expect(best.residuals.count == rank)
        // Both sums have `count` terms, each right to a few units of the largest value.
        let rounding = Double(shape.0 + shape.1) * Scalar.epsilon * spectrum[0]
        #expect(abs(Double(best.error) - error) <= 1e-10 * error + rounding)
        let residual = Double((a - best.reconstruct()).frobeniusNorm)
        #expect(abs(residual - error) <= 1e-10 * error + rounding)
        let share = 1 - middle * middle
        #expect(try a.truncatedSVD(explainedVariance: share).singularValues.count == rank)
      }
    }
    try check(scalar)
  }

  /// Krylov bases that grow until nothing is left, too.
  @Test func noErrorGivesTheRank() throws {
    let stream = RandomStream(seed: 1, name: "adaptive")
    for (rows, columns, rank) in [(30, 20, 4), (30, 20, 20), (600, 500, 30), (500, 600, 1)] {
      let a: Matrix<Double> = try stream.matrix(
        rows, columns, singularValues: (0..<rank).map { 3 - 2 * Double($0) / Double(rank) })
      for best in [
        try a.truncatedSVD(relativeError: 0), try a.truncatedSVD(explainedVariance: 1),
      ] {
        #expect(best.singularValues.count == rank)
        #expect(best.error <= Double(max(rows, columns)) * .ulpOfOne * a.frobeniusNorm)
      }
    }
  }

  @Test func nothingNeedsNoRank() throws {
    for (rows, columns) in [(0, 0), (0, 4), (5, 4), (600, 700)] {
      let best = try Matrix<Double>.zeros(rows, columns).truncatedSVD(relativeError: 0)
      #expect(best.singularValues.isEmpty && best.error == 0 && best.residuals.isEmpty)
      #expect(best.u.rows == rows && best.vTransposed.columns == columns)
    }
  }

  /// Any one direction says as much as any other: 19 of 100 leave 0.9 of the norm.
  @Test func flatSpectrum() throws {
    let a = Matrix<Double>(diagonal: Array(repeating: 2, count: 100))
    #expect(try a.truncatedSVD(relativeError: 0.901).singularValues.count == 19)
    #expect(try a.truncatedSVD(explainedVariance: 0.185).singularValues.count == 19)
  }

  @Test func extremeScales() throws {
    for scale in [1e-300, 1e300] {
      let a = Matrix<Double>(diagonal: [4 * scale, 3 * scale, scale])
      let best = try a.truncatedSVD(relativeError: 0.3)
      #expect(best.singularValues.count == 2)
      #expect(abs(best.error / scale - 1) < 1e-14)
    }
  }

  @Test func nonFiniteEntriesThrow() {
    #expect(throws: LinearAlgebraError.nonFinite(row: 1, column: 1)) {
      try Matrix<Double>(diagonal: [1, .nan]).truncatedSVD(relativeError: 0.1)
    }
  }

  /// Passes count on from guess to guess, and a stop is a stop.
  @Test func progressAndInterruption() throws {
    let a: Matrix<Double> = try RandomStream(seed: 3, name: "adaptive").matrix(
      600, 600, singularValues: (1...600).map { 1 / Double($0) })
    var passes: [Int] = []
    let best = try a.truncatedSVD(relativeError: 0.2) { progress in
      passes.append(progress.passes)
      return true
    }
    #expect(best.singularValues.count > 8 && best.driver == .blockKrylov)
    #expect(passes == passes.sorted() && passes.last ?? .max < best.passes)
    #expect(throws: LinearAlgebraError.interrupted) {
      try a.truncatedSVD(relativeError: 0.2) { $0.passes < best.passes - 4 }
    }
  }

  /// The certificate of a prefix holds against the whole spectrum, whatever was certified before.
  @Test(arguments: [300, 600]) func prefixIsCertifiedTruthfully(_ order: Int) throws {
    let a: Matrix<Double> = try RandomStream(seed: 4, name: "adaptive").matrix(
      order, order, singularValues: (1...order).map { 1 / Double($0).squareRoot() })
    let spectrum = try a.svd().singularValues
    let whole = try a.truncatedSVD(rank: 24)
    for rank in [0, 1, 5, 23, 24] {
      let best = whole.prefix(rank)
      let optimum = tail(of: spectrum, from: rank)
      #expect(best.error - optimum <= best.certificate.bound)
      #expect(optimum - best.error <= best.certificate.bound)
      #expect(best.certificate.bound <= 1e-9 * best.error)
      #expect(best.certificate.status == whole.certificate.status)
      #expect(best.passes == whole.passes && best.driver == whole.driver)
      let residual = (a - best.reconstruct()).frobeniusNorm
      #expect(abs(residual - best.error) <= 1e-12 * best.error)
    }
  }

  private func tail(of spectrum: [Double], from rank: Int) -> Double {
    spectrum[rank...].reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}

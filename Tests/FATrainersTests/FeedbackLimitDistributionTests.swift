import FALinalg
import FATrainers
import Foundation
import TestSupport
import Testing

/// The distribution of the limit: each draw against 80 digits, the law against a simulation in which
/// nothing is reduced (`make_experiment_fixtures.py`), and the bounds.
@Suite struct FeedbackLimitDistributionTests {
  struct Reference: Decodable, Sendable {
    let exact: [Exact]
    let simulated: [Simulated]
  }
  struct Exact: Decodable, Sendable {
    let name: String
    let values: [Double]
    let normal: FixtureMatrix
    let error: Double
  }
  struct Simulated: Decodable, Sendable {
    let values: [Double]
    let rank: Int
    let draws: Int
    let levels: [Double]
    let quantiles: [Double]
  }

  let reference: Reference

  init() throws {
    reference = try fixture("limits", in: .module)
  }

  /// M, which the formula rests on, comes from a system with the r x r matrix O_1: its condition is what
  /// rounding errors grow by.
  @Test func eachDrawIsExact() throws {
    for expected in reference.exact {
      let normal: Matrix<Double> = expected.normal.matrix()
      let rank = normal.columns
      let limit = try FeedbackLimitDistribution.limit(
        singularValues: expected.values, feedbackTransposed: normal)
      let top = try Matrix(normal[0..<rank, ...]).singularValues()
      let condition = (top.first ?? 1) / (top.last ?? 1)
      let tolerance = 32 * Double(rank) * condition * Double.ulpOfOne
      #expect(
        abs(limit.error - expected.error) <= tolerance * expected.error,
        "\(expected.name), r = \(rank)")
    }
  }

  /// Of D draws, the share below the p-quantile of another D' draws has a standard deviation of
  /// sqrt(p (1 - p) (1/D + 1/D')).
  @Test func theLawIsThatOfTheWholeProblem() throws {
    let draws = 6000
    for expected in reference.simulated {
      let limits = try distribution(
        singularValues: expected.values, ranks: [expected.rank], draws: draws, seed: 3, jobs: 2)
      for (level, quantile) in zip(expected.levels, expected.quantiles) {
        let share = Double(limits.ranks[0].errors.sorted.count { $0 <= quantile }) / Double(draws)
        let deviation = (level * (1 - level) * (1 / Double(draws) + 1 / Double(expected.draws)))
          .squareRoot()
        #expect(abs(share - level) < 4 * deviation, "r = \(expected.rank), \(level)")
      }
    }
  }

  static let spectra = [
    FATrainers.Spectrum.power(1), .power(0.25), .exponential(0.7), .step(count: 3, ratio: 0.01),
    .flat,
  ]

  @Test(arguments: spectra)
  func everyBoundHolds(_ spectrum: FATrainers.Spectrum) throws {
    let limits = try distribution(
      singularValues: spectrum.values(count: 24), ranks: [1, 2, 3, 5, 8, 23], draws: 300, seed: 1)
    for rank in limits.ranks {
      let unit = 1e-12 * limits.frobeniusNorm
      let errors = rank.errors.sorted
      #expect(errors.count == 300 && errors[0] >= rank.optimum - unit)
      #expect(errors[299] <= limits.frobeniusNorm + unit)
      // Draw by draw the error is below its bound, so it is in sorted order as well.
      for (error, bound) in zip(errors, rank.bounds.sorted) { #expect(error <= bound + unit) }
      let mean = try #require(rank.errors.mean)
      let standardError = try #require(rank.errors.standardError)
      if rank.rank == 1 {
        #expect(rank.expectationBound == nil)
      } else {
        #expect(mean <= (try #require(rank.expectationBound)) + 4 * standardError + unit)
      }
    }
  }

  /// From the rank of the matrix on the limit is the optimum.
  @Test func fullRankIsOptimal() throws {
    let limits = try distribution(
      singularValues: FATrainers.Spectrum.rank(4).values(count: 9) + [0, 0], ranks: [3, 4, 6],
      draws: 20,
      seed: 1)
    #expect(limits.numericalRank == 4)
    #expect(limits.ranks[0].errors.sorted[0] >= 1)
    for rank in limits.ranks.dropFirst() {
      #expect(rank.errors == Sample(Array(repeating: 0, count: 20)) && rank.expectationBound == 0)
    }
  }

  @Test func nothingButTheSeedMatters() throws {
    func errors(_ ranks: [Int], _ seed: UInt64, _ jobs: Int) throws -> Sample {
      try distribution(
        singularValues: FATrainers.Spectrum.power(1).values(count: 15), ranks: ranks, draws: 150,
        seed: seed,
        jobs: jobs
      ).ranks[0].errors
    }
    let first = try errors([4], 1, 1)
    #expect(try errors([4], 1, 3) == first)
    #expect(try errors([4, 9, 2], 1, 2) == first)
    #expect(try errors([4], 2, 1) != first)
  }

  /// Multiplying Y by a number multiplies the errors, also where squares would leave the range.
  @Test(arguments: [1e200, 1e-200])
  func unitsAreThoseOfTheMatrix(_ scale: Double) throws {
    let values = FATrainers.Spectrum.power(1).values(count: 10)
    let plain = try distribution(
      singularValues: values, ranks: [3], draws: 10, seed: 1)
    let scaled = try distribution(
      singularValues: values.map { scale * $0 }, ranks: [3], draws: 10, seed: 1)
    for (a, b) in zip(plain.ranks[0].errors.sorted, scaled.ranks[0].errors.sorted) {
      #expect(abs(b / scale - a) < 1e-12 * a)
    }
  }

  @Test func aMatrixServesAsWell() throws {
    let values = FATrainers.Spectrum.exponential(0.8).values(count: 12)
    for scalar in scalarTypes { try check(scalar, values) }
  }

  private func check<Scalar: BLASScalar>(_: Scalar.Type, _ values: [Double]) throws {
    let y: Matrix<Scalar> = try RandomStream(seed: 5, name: "test").matrix(
      20, 12, singularValues: values.map { Scalar($0) })
    let found = try distribution(of: y, ranks: [4], draws: 30, seed: 7).ranks[0]
    let expected = try distribution(
      singularValues: values, ranks: [4], draws: 30, seed: 7
    ).ranks[0]
    for (a, b) in zip(found.errors.sorted, expected.errors.sorted) {
      #expect(abs(a - b) < 1e3 * Scalar.epsilon * b)
    }
  }

  @Test func endsWhenAsked() throws {
    #expect(throws: LinearAlgebraError.interrupted) {
      try distribution(
        singularValues: [1, 0.5, 0.25], ranks: [1], draws: 1000, seed: 1, while: { $0 < 100 })
    }
    #expect(throws: LinearAlgebraError.self) {
      try distribution(singularValues: [1, .nan], ranks: [1], draws: 1, seed: 1)
    }
    let zero = try distribution(
      singularValues: [0, 0], ranks: [1], draws: 2, seed: 1)
    #expect(zero.ranks[0].errors == Sample([0, 0]) && zero.frobeniusNorm == 0)
  }
}

private func distribution(
  singularValues: [Double], ranks: [Int], draws: Int, seed: UInt64, jobs: Int = 1,
  while shouldContinue: (Int) -> Bool = { _ in true }
) throws -> FeedbackLimitDistribution {
  try FeedbackLimitDistribution(
    singularValues: singularValues, ranks: ranks, draws: draws, seed: seed, jobs: jobs,
    while: shouldContinue)
}

private func distribution(
  of target: some LinearOperator, ranks: [Int], draws: Int, seed: UInt64
) throws -> FeedbackLimitDistribution {
  try FeedbackLimitDistribution(of: target, ranks: ranks, draws: draws, seed: seed)
}

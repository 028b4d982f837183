import FALinalg
import FATrainers
import TestSupport
import Testing

/// The law of the limit by products with the target, against that from the singular values.
@Suite struct LargeLimitTests {
  /// The feedback of a draw, as the first columns of the transpose.
  private func feedback(_ draw: Int, _ rows: Int, _ rank: Int) -> Matrix<Double> {
    RandomStream(seed: 4, name: "feedback-limit").normal(
      rows: 0..<rows, columns: (draw << 20)..<(draw << 20) + rank)
  }

  /// Each draw and its bound are those of the closed form in spectral coordinates, where C' turns into
  /// U'C'; the optimum and the bound on the mean are those of the whole spectrum.
  @Test(arguments: [(30, 22), (22, 30), (60, 40)], [1.0, 1e-100])
  func eachDrawIsThatOfTheSpectrum(shape: (Int, Int), scale: Double) throws {
    let (n, m) = shape
    let ranks = [1, 2, 5, 9]
    let target: Matrix<Double> = try RandomStream(seed: 6, name: "test").matrix(
      n, m, singularValues: (1...min(n, m)).map { scale / Double($0) })
    let limits = try FeedbackLimitDistribution(
      drawingOn: target, ranks: ranks, draws: 17, seed: 4)
    let svd = try target.svd()
    let spectral = try FeedbackLimitDistribution(
      singularValues: svd.singularValues, ranks: ranks, draws: 1, seed: 4)
    #expect(limits.numericalRank == nil || limits.numericalRank == min(n, m))
    for (place, rank) in ranks.enumerated() {
      let found = limits.ranks[place]
      let expected = try (0..<17).map { draw in
        try FeedbackLimitDistribution.limit(
          singularValues: svd.singularValues,
          feedbackTransposed: svd.u.transposed * feedback(draw, n, rank))
      }
      // The condition of an r x r normal matrix, which both solve with, is below 1e5 here.
      let tolerance = 1e-9 * target.frobeniusNorm
      for (a, b) in zip(found.errors.sorted, expected.map(\.error).sorted()) {
        #expect((a - b).magnitude <= tolerance)
      }
      for (a, b) in zip(found.bounds.sorted, expected.map(\.bound).sorted()) {
        #expect((a - b).magnitude <= 1e-9 * b)
      }
      #expect((found.optimum - spectral.ranks[place].optimum).magnitude <= tolerance)
      #expect(
        (found.expectationBound ?? 0) - (spectral.ranks[place].expectationBound ?? 0) <= tolerance)
    }
  }

  /// From rank(Y) on the limit is the optimum, which is zero.
  @Test func fullRankEndsAtTheOptimum() throws {
    let target: Matrix<Double> = try RandomStream(seed: 6, name: "test").matrix(
      700, 600, singularValues: [3, 2, 1])
    let limits = try FeedbackLimitDistribution(
      drawingOn: target, ranks: [2, 3, 4], draws: 3, seed: 4)
    #expect(limits.numericalRank == 3)
    #expect(limits.ranks[0].errors.sorted[0] >= limits.ranks[0].optimum)
    for rank in limits.ranks[1...] {
      #expect(rank.errors.sorted.allSatisfy { $0 == rank.optimum })
      #expect(rank.optimum <= 1e-12)
    }
  }

  /// A sparse matrix of which all entries would take 800 GB.
  @Test func sparseTargets() throws {
    let n = 100_000
    let entries = (0..<n).map { i in (row: i, column: (7 * i + 3) % n, value: 1 / Double(1 + i)) }
    let target = SparseMatrix<Double>(rows: n, columns: n, entries: entries)
    #expect(!FeedbackLimitDistribution.decomposes(target))
    let limits = try FeedbackLimitDistribution(of: target, ranks: [3], draws: 2, seed: 1)
    // A permuted diagonal: the singular values are its entries.
    let tail = (4...n).map { 1 / Double($0) }.euclideanNorm
    #expect((limits.ranks[0].optimum - tail).magnitude <= 1e-9 * tail)
    #expect(limits.ranks[0].errors.sorted[0] > tail)
  }

  @Test func interruption() throws {
    let target: Matrix<Double> = try RandomStream(seed: 6, name: "test").matrix(
      30, 20, singularValues: [3, 2, 1])
    #expect(throws: FactorizationError.self) {
      try FeedbackLimitDistribution(
        drawingOn: target, ranks: [1], draws: 100, seed: 4, while: { $0 == 0 })
    }
  }
}

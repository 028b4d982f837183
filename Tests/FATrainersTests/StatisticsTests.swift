import FATrainers
import Foundation
import TestSupport
import Testing

/// Statistics against SciPy and NumPy: `make_experiment_fixtures.py`.
@Suite struct StatisticsTests {
  struct Reference: Decodable, Sendable {
    let levels: [Double]
    let samples: [SampleReference]
    let pairs: [PairsReference]
    let t: [StudentReference]
  }
  struct SampleReference: Decodable, Sendable {
    let values: [Double]
    let mean: Double
    let standardDeviation: Double
    let standardError: Double
    let quantiles: [Double]
    let meanInterval: [Double]
    let quantileIntervals: [Interval]
  }
  struct Interval: Decodable, Sendable {
    let p: Double
    let level: Double
    let ends: [Double]?
  }
  struct PairsReference: Decodable, Sendable {
    let first: [Double]
    let second: [Double]
    let smaller: Int
    let larger: Int
    let signTest: Double
    let geometricMean: Double
    let geometricMeanInterval: [Double]
    let medianRatio: Double
  }
  struct StudentReference: Decodable, Sendable {
    let p: Double
    let degrees: Double
    let value: Double
  }

  let reference: Reference

  init() throws {
    reference = try fixture("statistics", in: .module)
  }

  /// Sums of n values round by n units, and the values' size over their spread enlarges what is
  /// relative to the latter.
  @Test func samples() {
    for expected in reference.samples {
      let sample = Sample(expected.values)
      let size = expected.values.reduce(0) { max($0, $1.magnitude) }
      let unit = Double(expected.values.count) * 4 * Double.ulpOfOne * size
      func agree(_ value: Double?, _ exact: Double, _ factor: Double = 1) -> Bool {
        value.map { abs($0 - exact) <= factor * unit } ?? false
      }
      #expect(agree(sample.mean, expected.mean))
      #expect(agree(sample.standardDeviation, expected.standardDeviation))
      #expect(agree(sample.standardError, expected.standardError))
      for (level, quantile) in zip(reference.levels, expected.quantiles) {
        #expect(agree(sample.quantile(level), quantile))
      }
      #expect(sample.median == sample.quantile(0.5))
      // Student's quantile, at most 13 at 95 %, enlarges the error of the standard error.
      let interval = sample.meanInterval()
      #expect(agree(interval?.lowerBound, expected.meanInterval[0], 14))
      #expect(agree(interval?.upperBound, expected.meanInterval[1], 14))
      for exact in expected.quantileIntervals {
        let found = sample.quantileInterval(exact.p, level: exact.level)
        #expect(found.map { [$0.lowerBound, $0.upperBound] } == exact.ends)
      }
    }
  }

  /// Through the interval of a sample whose standard error is 1: mean 0, standard deviation sqrt(n).
  @Test func studentsQuantiles() throws {
    for expected in reference.t where expected.p > 0.5 {
      let count = Int(expected.degrees) + 1
      // Half the values on each side, and one in the middle where their number is odd.
      let half = count / 2
      let values =
        Array(repeating: -1.0, count: half) + Array(repeating: 1.0, count: half)
        + Array(repeating: 0.0, count: count - 2 * half)
      let sample = Sample(values)
      let interval = try #require(sample.meanInterval(level: 2 * expected.p - 1))
      let quantile = interval.upperBound / (try #require(sample.standardError))
      // The tail 1 - p is known to a unit of p, and the quantile to that over the density.
      #expect(abs(quantile - expected.value) <= 1e-9 * expected.value)
    }
  }

  @Test func pairs() {
    for expected in reference.pairs {
      let comparison = PairedComparison(
        zip(expected.first, expected.second).map { (first: $0, second: $1) })
      #expect(comparison.smaller == expected.smaller && comparison.larger == expected.larger)
      #expect(comparison.ties == 0 && comparison.count == expected.first.count)
      func agree(_ value: Double?, _ exact: Double) -> Bool {
        value.map { abs($0 - exact) <= 1e-12 * exact } ?? false
      }
      // lgamma of n rounds by n log n units.
      #expect(abs(comparison.signTestProbability - expected.signTest) <= 1e-10)
      #expect(agree(comparison.geometricMean, expected.geometricMean))
      #expect(agree(comparison.ratios.median, expected.medianRatio))
      let interval = comparison.geometricMeanInterval()
      #expect(agree(interval?.lowerBound, expected.geometricMeanInterval[0]))
      #expect(agree(interval?.upperBound, expected.geometricMeanInterval[1]))
    }
  }

  /// The squares of the deviations may leave the range where the deviations do not.
  @Test(arguments: [1e300, 1e200, 1e-200, 1e-300])
  func spreadOfAnySize(_ unit: Double) throws {
    let deviation = try #require(Sample([1, 2, 4].map { $0 * unit }).standardDeviation)
    #expect(abs(deviation / unit - (7.0 / 3).squareRoot()) < 8 * Double.ulpOfOne)
  }

  @Test func infinityIsAValue() {
    let sample = Sample([3, .infinity, 1, 2, .infinity])
    #expect(sample.count == 5)
    #expect(sample.median == 3)
    #expect(sample.quantile(0.25) == 2 && sample.quantile(0.5) == 3)
    #expect(sample.quantile(0.51) == .infinity && sample.quantile(1) == .infinity)
    #expect(sample.mean == .infinity)
    #expect(sample.standardDeviation == nil && sample.meanInterval() == nil)
    let many = Sample((0..<20).map { $0 < 15 ? Double($0) : .infinity })
    #expect(many.medianInterval() == 5...14)
    #expect(many.quantileInterval(0.75, level: 0.9)?.upperBound == .infinity)
  }

  @Test func tooSmallSamples() {
    let none = Sample([])
    #expect(none.mean == nil && none.median == nil && none.medianInterval() == nil)
    let one = Sample([2])
    #expect(one.mean == 2 && one.median == 2 && one.quantile(0.3) == 2)
    #expect(one.standardError == nil && one.meanInterval() == nil)
    #expect(one.medianInterval() == nil)
  }

  /// What is equal is a matter of the share, whatever the unit.
  @Test(arguments: [1e-300, 1e-9, 1, 1e9, 1e300])
  func tiesInAnyUnit(_ unit: Double) {
    let comparison = PairedComparison([
      (first: unit, second: unit * (1 + 0.9e-6)), (first: unit * (1 + 0.9e-6), second: unit),
      (first: unit, second: unit * (1 + 1.1e-6)), (first: unit * (1 + 1.1e-6), second: unit),
      (first: unit * (1 + 2e-6), second: unit),
    ])
    #expect(comparison.ties == 2 && comparison.smaller == 1 && comparison.larger == 2)
  }

  @Test func lostRunsLose() {
    let comparison = PairedComparison([
      (first: 1, second: .infinity), (first: .infinity, second: 1),
      (first: .infinity, second: .infinity), (first: 0, second: 0), (first: 2, second: 2 + 1e-7),
      (first: 1, second: 2),
    ])
    #expect(comparison.smaller == 2 && comparison.larger == 1 && comparison.ties == 3)
    // 1/inf, 1/2, about 1, and inf; what is lost or zero on both sides has no ratio.
    #expect(comparison.ratios.count == 4)
    #expect(comparison.ratios.sorted.first == 0 && comparison.ratios.sorted.last == .infinity)
    #expect(comparison.geometricMean == nil && comparison.geometricMeanInterval() == nil)
    // Of three pairs, at least as uneven a division as 2 : 1 is certain.
    #expect(abs(comparison.signTestProbability - 1) < 1e-12)
    #expect(PairedComparison([]).signTestProbability == 1)
  }
}

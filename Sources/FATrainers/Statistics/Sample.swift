import FALinalg

/// Numbers that were measured independently of each other, such as the errors of one rule over seeds.
///
/// A run that diverged is no missing value: it counts as infinite. Quantiles then stay what they are,
/// and a mean is infinite where one value is.
public struct Sample: Sendable, Equatable {
  /// The values, from the smallest.
  public let sorted: [Double]

  /// Creates a sample.
  ///
  /// - Precondition: No value is NaN.
  /// - Complexity: O(n log n).
  public init(_ values: some Sequence<Double>) {
    sorted = values.sorted()
    require(!sorted.contains { $0.isNaN }, "a sample cannot hold NaN")
  }

  /// The number of values.
  public var count: Int { sorted.count }

  /// The mean; nil for no values, infinite where one is.
  public var mean: Double? {
    guard count > 0 else { return nil }
    // Two passes: the second takes away what the first has rounded.
    let first = sorted.reduce(0) { $0 + $1 / Double(count) }
    guard first.isFinite else { return first }
    return first + sorted.reduce(0) { $0 + ($1 - first) } / Double(count)
  }

  /// The standard deviation, with n - 1 in the denominator; nil for less than two values or where one
  /// is infinite.
  public var standardDeviation: Double? {
    guard count > 1, let mean, mean.isFinite else { return nil }
    return sorted.map { $0 - mean }.euclideanNorm / Double(count - 1).squareRoot()
  }

  /// The standard error of the mean; nil where there is no standard deviation.
  public var standardError: Double? { standardDeviation.map { $0 / Double(count).squareRoot() } }

  /// The median; nil for no values.
  public var median: Double? { quantile(0.5) }

  /// The p-quantile, linear between neighbouring values; nil for no values. It is infinite where a
  /// value that it rests on is.
  ///
  /// Source: R. Hyndman, Y. Fan, "Sample quantiles in statistical packages", The American
  /// Statistician 50 (1996), definition 7.
  ///
  /// - Precondition: 0 <= p <= 1.
  public func quantile(_ p: Double) -> Double? {
    require(p >= 0 && p <= 1, "the probability of a quantile must be from 0 to 1, not \(p)")
    guard count > 0 else { return nil }
    let place = p * Double(count - 1)
    let lower = Int(place)
    let share = place - Double(lower)
    let (low, high) = (sorted[lower], sorted[min(lower + 1, count - 1)])
    if share == 0 || low == high { return low }
    return low + share * (high - low)
  }
}

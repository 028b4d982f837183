import FALinalg
internal import Platform

/// Two quantities that were measured together, such as the errors of two rules from the same seeds.
///
/// What varies from seed to seed concerns both and cancels in their ratio. A run that diverged is
/// infinite: it loses against any that did not.
public struct PairedComparison: Sendable, Equatable {
  /// The pairs in which the first is smaller, by more than the tolerance.
  public let smaller: Int
  /// The pairs in which the first is larger.
  public let larger: Int
  /// The pairs that are equal to the tolerance, or both infinite.
  public let ties: Int
  /// First over second, for all pairs but those that are both infinite or both zero.
  public let ratios: Sample

  /// Compares.
  ///
  /// - Parameters:
  ///   - pairs: Numbers of zero or more, none of them NaN.
  ///   - tolerance: Two numbers are equal if they differ by at most this share of the larger.
  public init(
    _ pairs: some Sequence<(first: Double, second: Double)>, tolerance: Double = 1e-6
  ) {
    var (smaller, larger, ties) = (0, 0, 0)
    var ratios: [Double] = []
    for (first, second) in pairs {
      require(
        first >= 0 && second >= 0,
        "errors must not be negative, as one of \(first) and \(second) is")
      if first == second || (first - second).magnitude <= tolerance * max(first, second),
        min(first, second).isFinite == max(first, second).isFinite
      {
        ties += 1
      } else if first < second {
        smaller += 1
      } else {
        larger += 1
      }
      let ratio = first / second
      if !ratio.isNaN { ratios.append(ratio) }
    }
    (self.smaller, self.larger, self.ties) = (smaller, larger, ties)
    self.ratios = Sample(ratios)
  }

  /// The number of pairs.
  public var count: Int { smaller + larger + ties }

  /// The probability that chance alone divides the pairs that are no ties at least as unevenly: the
  /// exact two-sided sign test; 1 without such pairs.
  ///
  /// Source: W. Conover, "Practical nonparametric statistics", 3rd edition (1999), section 3.4.
  public var signTestProbability: Double {
    Binomial(count: smaller + larger, probability: 0.5).twoSidedProbability(of: smaller)
  }

  /// A confidence interval for the factor between the two, the geometric mean of their ratio; nil for
  /// less than two pairs or where a ratio is zero or infinite.
  public func geometricMeanInterval(level: Double = 0.95) -> ClosedRange<Double>? {
    let logarithms = Sample(ratios.sorted.map { log($0) })
    return logarithms.meanInterval(level: level).map { exp($0.lowerBound)...exp($0.upperBound) }
  }

  /// The geometric mean of the ratios; nil without pairs.
  public var geometricMean: Double? {
    // One ratio of zero and one of infinity leave it undefined.
    if ratios.sorted.first == 0, ratios.sorted.last == .infinity { return nil }
    return Sample(ratios.sorted.map { log($0) }).mean.map { exp($0) }
  }
}

import FALinalg

extension Sample {
  /// A confidence interval for the mean of the law that the values come from: exact for a normal law,
  /// near it for others unless their tails are heavy; nil where there is no standard deviation.
  ///
  /// Source: Student, "The probable error of a mean", Biometrika 6 (1908).
  ///
  /// - Precondition: 0 < level < 1.
  public func meanInterval(level: Double = 0.95) -> ClosedRange<Double>? {
    guard let mean, let standardError else { return nil }
    let reach = standardError * StudentT(degrees: Double(count - 1)).quantile((1 + level) / 2)
    return mean - reach...mean + reach
  }

  /// A confidence interval for the p-quantile of the law that the values come from, whatever that law:
  /// between two of the values, which may be infinite; nil where the sample is too small to bound it
  /// on both sides.
  ///
  /// The number of values below the quantile is binomial.
  ///
  /// Source: W. Conover, "Practical nonparametric statistics", 3rd edition (1999), section 3.2.
  ///
  /// - Precondition: 0 < p < 1 and 0 < level < 1.
  /// - Complexity: O(n).
  public func quantileInterval(_ p: Double, level: Double = 0.95) -> ClosedRange<Double>? {
    require(p > 0 && p < 1, "the probability of a quantile must be between 0 and 1, not \(p)")
    require(
      level > 0 && level < 1, "the level of an interval must be between 0 and 1, not \(level)")
    guard count > 0 else { return nil }
    let below = Binomial(count: count, probability: p)
    let outside = (1 - level) / 2
    let low = below.quantile(outside) - 1
    let high = below.quantileFromAbove(outside)
    guard low >= 0, high < count else { return nil }
    return sorted[low]...sorted[high]
  }

  /// A confidence interval for the median: see ``quantileInterval(_:level:)``.
  public func medianInterval(level: Double = 0.95) -> ClosedRange<Double>? {
    quantileInterval(0.5, level: level)
  }
}

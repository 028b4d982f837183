/// What an experiment came to.
public struct ExperimentOutcome: Sendable {
  /// What was measured, and what was asked of it.
  public let measurements: [Measurement]
  /// One sentence on what they show.
  public let finding: String
  /// What could not be tested or decided, and why.
  public let omissions: [String]
  /// Curves of what was measured, for claims that are about one.
  public let charts: [ExperimentChart]

  /// Puts together what was found.
  public init(
    _ measurements: [Measurement], finding: String, omissions: [String] = [],
    charts: [ExperimentChart] = []
  ) {
    (self.measurements, self.finding, self.omissions) = (measurements, finding, omissions)
    self.charts = charts
  }

  /// Fails if one requirement fails; else it is inconclusive if one is, or if there is none; else it holds.
  public var verdict: Verdict {
    let verdicts = measurements.compactMap(\.verdict)
    if verdicts.contains(.fails) { return .fails }
    return verdicts.isEmpty || verdicts.contains(.inconclusive) ? .inconclusive : .holds
  }
}

/// Whether a claim stands.
public enum Verdict: String, Sendable, Codable {
  /// All that was asked for was found.
  case holds
  /// Something that was asked for was found not to be so.
  case fails
  /// The runs could not decide: they did not come to an end, or their intervals are too wide.
  case inconclusive
}

/// What is asked of a measurement.
public struct Requirement: Sendable, Equatable {
  /// Which figure has to be in the range.
  public enum Statistic: String, Sendable, Codable {
    /// Every value.
    case each
    /// The median of the law that the values come from, judged by its interval.
    case median
    /// The mean of that law, judged by its interval.
    case mean
  }

  /// The figure.
  public let statistic: Statistic
  /// Where it has to be; open sides are infinite.
  public let range: ClosedRange<Double>

  /// Asks for a figure in a range.
  public init(statistic: Statistic, range: ClosedRange<Double>) {
    (self.statistic, self.range) = (statistic, range)
  }

  static func each(_ range: ClosedRange<Double>) -> Self { Self(statistic: .each, range: range) }
  static func each(atMost value: Double) -> Self { .each(-.infinity...value) }
  static func each(atLeast value: Double) -> Self { .each(value...(.infinity)) }
  static func median(_ range: ClosedRange<Double>) -> Self {
    Self(statistic: .median, range: range)
  }
  static func median(atMost value: Double) -> Self { .median(-.infinity...value) }
  static func mean(_ range: ClosedRange<Double>) -> Self { Self(statistic: .mean, range: range) }
}

/// A quantity over independent trials.
public struct Measurement: Sendable {
  /// What it is, with its unit.
  public let quantity: String
  /// Its values, of the runs that came to an end; infinite where one diverged.
  public let values: Sample
  /// The number of runs that were still on their way when their steps were used up.
  public let unfinished: Int
  /// What is asked of it; nil for a figure that is only shown.
  public let requirement: Requirement?

  /// Takes in what was measured.
  ///
  /// - Parameters:
  ///   - quantity: What it is, with its unit.
  ///   - values: One for each trial: nil where a run was still on its way, NaN counts as infinite.
  ///   - requirement: What is asked of it.
  public init(_ quantity: String, _ values: [Double?], _ requirement: Requirement? = nil) {
    let known = values.compactMap { $0 }
    // What is no number has left the range of numbers.
    self.values = Sample(known.map { $0.isNaN ? .infinity : $0 })
    unfinished = values.count - known.count
    (self.quantity, self.requirement) = (quantity, requirement)
  }

  /// The figure for all trials: the mean where that is what is asked about, the median otherwise; nil for
  /// no values.
  public var estimate: Double? {
    requirement?.statistic == .mean ? values.mean : values.median
  }

  /// The 95 % confidence interval of the ``estimate`` over seeds: Student's for the mean, and for the median that
  /// between order statistics; nil for too few values.
  public var interval: ClosedRange<Double>? {
    requirement?.statistic == .mean ? values.meanInterval() : values.medianInterval()
  }

  /// Whether the requirement is met; nil where there is none.
  ///
  /// A range that the interval lies within is met, and one that it does not touch is not; for the rest the
  /// trials are too few. Nor do they decide where most of them came to no end.
  public var verdict: Verdict? {
    guard let requirement else { return nil }
    let range = requirement.range
    switch requirement.statistic {
    case .each:
      if values.sorted.contains(where: { !range.contains($0) }) { return .fails }
      return values.count > unfinished ? .holds : .inconclusive
    case .median, .mean:
      guard let interval, values.count > unfinished else { return .inconclusive }
      if range.contains(interval.lowerBound), range.contains(interval.upperBound) { return .holds }
      return range.overlaps(interval) ? .inconclusive : .fails
    }
  }
}

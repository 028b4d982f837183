/// Figures of an experiment over a parameter, beside what is predicted of them.
public struct ExperimentChart: Sendable, Codable {
  /// A short name, in words joined by dashes.
  public let name: String
  /// What is to be seen.
  public let caption: String
  /// What is varied.
  public let x: Axis
  /// What is measured.
  public let y: Axis
  /// The curves.
  public let series: [Series]

  /// An axis.
  public struct Axis: Sendable, Equatable, Codable {
    /// The quantity along it, with its unit.
    public let label: String
    /// Whether equal distances are equal ratios.
    public let isLogarithmic: Bool

    init(_ label: String, isLogarithmic: Bool = false) {
      (self.label, self.isLogarithmic) = (label, isLogarithmic)
    }
  }

  /// Points that belong together.
  public struct Series: Sendable, Codable {
    /// What they are.
    public let name: String
    /// The name of the learning rule that they come from; nil if from none.
    public let rule: String?
    /// How they are drawn.
    public let form: Form
    /// The points.
    public let points: [Point]

    init(_ name: String, rule: String? = nil, form: Form = .line, points: [Point]) {
      (self.name, self.rule, self.form, self.points) = (name, rule, form, points)
    }
  }

  /// How a series is drawn.
  public enum Form: String, Sendable, Codable {
    /// What was measured, joined by a line.
    case line
    /// What was measured, one mark for each run.
    case points
    /// What is predicted.
    case prediction
  }

  /// A point, and an interval around it.
  public struct Point: Sendable, Equatable, Codable {
    /// The parameter.
    public let x: Double
    /// The figure.
    public let y: Double
    /// The lower end of the interval; y where there is none.
    public let lower: Double
    /// The upper end of the interval; y where there is none.
    public let upper: Double

    init(_ x: Double, _ y: Double, _ interval: ClosedRange<Double>? = nil) {
      (self.x, self.y) = (x, y)
      (lower, upper) = (interval?.lowerBound ?? y, interval?.upperBound ?? y)
    }

    /// The median of a sample, between its 5 % and its 95 % quantiles; nil for no values.
    init?(_ x: Double, medianOf values: some Sequence<Double>) {
      let sample = Sample(values.map { $0.isNaN ? .infinity : $0 })
      guard let low = sample.quantile(0.05), let median = sample.median,
        let high = sample.quantile(0.95)
      else { return nil }
      self.init(x, median, low...high)
    }
  }
}

extension ExperimentChart.Series {
  /// The median over runs of what was recorded along each, with the 5 % and 95 % quantiles, at the steps of the
  /// longest; a run that ended sooner stays where it ended.
  init(_ name: String, rule: String, histories: [[(step: Int, value: Double)]]) {
    let longest = histories.max { ($0.last?.step ?? 0) < ($1.last?.step ?? 0) } ?? []
    let points = longest.compactMap { place in
      ExperimentChart.Point(
        Double(place.step),
        medianOf: histories.compactMap { history in
          (history.last { $0.step <= place.step } ?? history.first)?.value
        })
    }
    self.init(name, rule: rule, points: points)
  }
}

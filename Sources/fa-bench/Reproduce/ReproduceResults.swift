import FATrainers

/// The result of `reproduce` as it is written out, schema `fa-bench.reproduce/1`.
struct ReproduceResults: StoredResults, PagedResults {
  static let schema = "fa-bench.reproduce/1"

  let schema: String
  let environment: Environment
  let seed: UInt64
  let scale: String
  @Nullable var input: String?
  @Nullable var reading: ReadingFlags.Settings?
  let experiments: [Experiment]
  /// The names of those that were chosen and not finished.
  let unfinished: [String]
  /// The names of those that cannot be put to the input.
  let notApplicable: [String]

  init(
    _ results: [Experiment], _ setting: ExperimentSetting, input: String?,
    reading: ReadingFlags.Settings, of chosen: [any FATrainers.Experiment], environment: Environment
  ) {
    schema = Self.schema
    self.environment = environment
    (seed, scale, self.input) = (setting.seed, setting.scale.rawValue, input)
    self.reading = input == nil ? nil : reading
    experiments = results
    unfinished = chosen.dropFirst(results.count).map(\.name)
    notApplicable =
      input == nil ? [] : ExperimentCatalogue.all.filter { !$0.takesInput }.map(\.name)
  }

  func table(isColored: Bool) -> String { ReproduceTable(results: self, isColored: isColored).text }

  var page: any PageContent { ReproducePage(results: self) }

  struct Experiment: Codable {
    let name: String
    let source: Source
    let statement: String
    let criterion: String
    let verdict: Verdict
    let finding: String
    let omissions: [String]
    let measurements: [Measurement]
    let charts: [ExperimentChart]
    let seconds: Double

    init(
      _ experiment: any FATrainers.Experiment, _ outcome: ExperimentOutcome, duration: Duration
    ) {
      name = experiment.name
      source = Source(experiment.source)
      (statement, criterion) = (experiment.statement, experiment.criterion)
      (verdict, finding, omissions) = (outcome.verdict, outcome.finding, outcome.omissions)
      measurements = outcome.measurements.map(Measurement.init)
      charts = outcome.charts
      seconds = duration.seconds
    }
  }

  struct Source: Codable {
    let kind: String
    @Nullable var reference: String?

    init(_ source: ClaimSource) {
      switch source {
      case .paper: (kind, reference) = ("paper", "Garg and Vempala 2022")
      case .other(let reference): (kind, self.reference) = ("other", reference)
      case .own: (kind, reference) = ("own", nil)
      }
    }

    var text: String { reference ?? "a derivation of this project" }
  }

  struct Measurement: Codable {
    let quantity: String
    let values: Int
    let unfinished: Int
    let statistic: String
    @Nullable var estimate: Double?
    @Nullable var interval: [Double]?
    @Nullable var minimum: Double?
    @Nullable var maximum: Double?
    @Nullable var requirement: Requirement?
    @Nullable var verdict: Verdict?

    struct Requirement: Codable {
      let statistic: FATrainers.Requirement.Statistic
      @Nullable var atLeast: Double?
      @Nullable var atMost: Double?

      /// What is required, in few words.
      func text(_ number: (Double) -> String) -> String {
        let range =
          switch (atLeast, atMost) {
          case (let low?, let high?) where low == -high: "|.| <= \(number(high))"
          case (let low?, let high?): "\(number(low))..\(number(high))"
          case (let low?, nil): ">= \(number(low))"
          case (nil, let high?): "<= \(number(high))"
          case (nil, nil): "-"
          }
        return "\(statistic.rawValue) \(range)"
      }
    }

    init(_ measurement: FATrainers.Measurement) {
      quantity = measurement.quantity
      (values, unfinished) = (measurement.values.count, measurement.unfinished)
      statistic = measurement.requirement?.statistic == .mean ? "mean" : "median"
      estimate = measurement.estimate
      interval = measurement.interval.map(\.ends)
      (minimum, maximum) = (measurement.values.sorted.first, measurement.values.sorted.last)
      requirement = measurement.requirement.map {
        Requirement(
          statistic: $0.statistic, atLeast: $0.range.lowerBound.finite,
          atMost: $0.range.upperBound.finite)
      }
      verdict = measurement.verdict
    }
  }
}

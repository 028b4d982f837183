import FATrainers

/// The result of `limits` as it is written out, schema `fa-bench.limits/1`.
struct LimitsResults: StoredResults, PagedResults {
  static let schema = "fa-bench.limits/1"

  let schema: String
  let environment: Environment
  @Nullable var settings: Settings?
  let problem: Problem
  let draws: Int
  let ranks: [Rank]
  let seconds: Double

  struct Size {
    let rows: Int
    let columns: Int
  }

  /// What was asked for, besides the ranks and the draws.
  struct Settings: Codable {
    let seed: UInt64
    let precision: String
    @Nullable var threads: Int?
    @Nullable var reading: ReadingFlags.Settings?
    @Nullable var preparation: PreparationOptions.Settings?
  }

  struct Problem: Codable {
    let rows: Int
    let columns: Int
    let source: String
    let frobeniusNorm: Double
    @Nullable var numericalRank: Int?
    @Nullable var streaming: StreamingRecord?
  }

  struct Rank: Codable {
    let rank: Int
    let optimum: Double
    @Nullable var mean: Double?
    @Nullable var standardError: Double?
    @Nullable var meanInterval: [Double]?
    @Nullable var minimum: Double?
    @Nullable var quantile05: Double?
    @Nullable var quantile25: Double?
    @Nullable var median: Double?
    @Nullable var quantile75: Double?
    @Nullable var quantile95: Double?
    @Nullable var maximum: Double?
    let percentiles: [Double]
    @Nullable var medianRatioToOptimum: Double?
    @Nullable var expectationBound: Double?
    @Nullable var medianBound: Double?

    init(_ rank: FeedbackLimitDistribution.Rank, numericalRank: Int?) {
      let errors = rank.errors
      self.rank = rank.rank
      optimum = rank.optimum
      mean = errors.mean
      standardError = errors.standardError
      meanInterval = errors.meanInterval().map(\.ends)
      minimum = errors.quantile(0)
      quantile05 = errors.quantile(0.05)
      quantile25 = errors.quantile(0.25)
      median = errors.median
      quantile75 = errors.quantile(0.75)
      quantile95 = errors.quantile(0.95)
      maximum = errors.quantile(1)
      percentiles = (0...100).compactMap { errors.quantile(Double($0) / 100) }
      medianRatioToOptimum =
        rank.rank < numericalRank ?? .max ? errors.median.map { $0 / rank.optimum } : nil
      expectationBound = rank.expectationBound
      medianBound = rank.bounds.median
    }
  }

  init(
    _ limits: FeedbackLimitDistribution, _ size: Size, source: String, settings: Settings,
    environment: Environment, duration: Duration,
    streaming: StreamingRecord?
  ) {
    schema = Self.schema
    self.environment = environment
    self.settings = settings
    problem = Problem(
      rows: size.rows, columns: size.columns, source: source, frobeniusNorm: limits.frobeniusNorm,
      numericalRank: limits.numericalRank,
      streaming: streaming)
    draws = limits.draws
    ranks = limits.ranks.map { Rank($0, numericalRank: limits.numericalRank) }
    seconds = duration.seconds
  }

  /// The largest rank that was asked for.
  var largestRank: Int { ranks.map(\.rank).max() ?? 0 }

  func table(isColored: Bool) -> String { LimitsTable(results: self, isColored: isColored).text }

  var page: any PageContent { LimitsPage(results: self) }

  /// One line for each rank.
  func csv() -> String {
    CSV.text(
      ranks,
      [
        ("rank", { $0.rank }), ("optimum", { $0.optimum }), ("mean", { $0.mean }),
        ("standardError", { $0.standardError }), ("minimum", { $0.minimum }),
        ("quantile05", { $0.quantile05 }), ("quantile25", { $0.quantile25 }),
        ("median", { $0.median }), ("quantile75", { $0.quantile75 }),
        ("quantile95", { $0.quantile95 }), ("maximum", { $0.maximum }),
        ("medianRatioToOptimum", { $0.medianRatioToOptimum }),
        ("expectationBound", { $0.expectationBound }), ("medianBound", { $0.medianBound }),
      ])
  }
}

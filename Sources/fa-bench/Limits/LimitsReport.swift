import FATrainers

/// The result of `limits` as it is written out, schema `fa-bench.limits/1`.
struct LimitsReport: Report {
  static let schema = "fa-bench.limits/1"

  let schema: String
  let environment: Environment
  let problem: Problem
  let draws: Int
  let ranks: [Rank]
  let seconds: Double

  struct Size {
    let rows: Int
    let columns: Int
  }

  struct Problem: Codable {
    let rows: Int
    let columns: Int
    let source: String
    let frobeniusNorm: Double
    let numericalRank: Int
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

    init(_ rank: FeedbackLimitDistribution.Rank, numericalRank: Int) {
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
        rank.rank < numericalRank ? errors.median.map { $0 / rank.optimum } : nil
      expectationBound = rank.expectationBound
      medianBound = rank.bounds.median
    }
  }

  init(
    _ limits: FeedbackLimitDistribution, _ size: Size, source: String, environment: Environment,
    duration: Duration
  ) {
    schema = Self.schema
    self.environment = environment
    problem = Problem(
      rows: size.rows, columns: size.columns, source: source, frobeniusNorm: limits.frobeniusNorm,
      numericalRank: limits.numericalRank)
    draws = limits.draws
    ranks = limits.ranks.map { Rank($0, numericalRank: limits.numericalRank) }
    seconds = duration.seconds
  }

  /// One line for each rank; an undefined number is an empty field.
  func csv() -> String {
    let header =
      "rank,optimum,mean,standardError,minimum,quantile05,quantile25,median,quantile75,quantile95,"
      + "maximum,medianRatioToOptimum,expectationBound,medianBound"
    let lines = ranks.map { rank in
      let numbers: [Double?] = [
        rank.optimum, rank.mean, rank.standardError, rank.minimum, rank.quantile05,
        rank.quantile25, rank.median, rank.quantile75, rank.quantile95, rank.maximum,
        rank.medianRatioToOptimum, rank.expectationBound, rank.medianBound,
      ]
      return (["\(rank.rank)"] + numbers.map { $0.map { "\($0)" } ?? "" }).joined(separator: ",")
    }
    return ([header] + lines).joined(separator: "\n") + "\n"
  }
}

import FALinalg

/// The result of `svd` as it is written out, schema `fa-bench.svd/1`.
struct SVDResults: StoredResults, PagedResults {
  static let schema = "fa-bench.svd/1"

  let schema: String
  let environment: Environment
  @Nullable var settings: Settings?
  let problem: Problem
  let rank: Int
  let goal: String
  let singularValues: [Double]
  let error: Double
  @Nullable var relativeError: Double?
  let certificate: Certificate
  let residuals: [Double]
  let passes: Int
  let driver: String
  let seconds: Double

  /// What was asked for, besides the goal.
  struct Settings: Codable {
    let seed: UInt64
    let precision: String
    @Nullable var threads: Int?
    @Nullable var reading: ReadingFlags.Settings?
    @Nullable var preparation: PreparationOptions.Settings?
    @Nullable var requestedRank: Int?
    @Nullable var requestedRelativeError: Double?
    let certify: Bool
  }

  struct Problem: Codable {
    let rows: Int
    let columns: Int
    let source: String
    let frobeniusNorm: Double
    @Nullable var streaming: StreamingRecord?
  }

  struct Certificate: Codable {
    let bound: Double
    let status: String
    @Nullable var reason: String?

    init<Scalar>(_ certificate: OptimumCertificate<Scalar>) {
      bound = Double(certificate.bound)
      switch certificate.status {
      case .certified: (status, reason) = ("certified", nil)
      case .uncertified(let reason): (status, self.reason) = ("uncertified", reason)
      }
    }
  }

  init<Scalar>(
    _ best: TruncatedSVD<Scalar>, of target: some LinearOperator<Scalar>,
    goal: ApproximationOptions.Goal,
    source: String, settings: Settings, environment: Environment, duration: Duration
  ) {
    let norm = Double(target.frobeniusNorm)
    schema = Self.schema
    self.environment = environment
    self.settings = settings
    problem = Problem(
      rows: target.rows, columns: target.columns, source: source, frobeniusNorm: norm,
      streaming: StreamingRecord(target))
    rank = best.singularValues.count
    self.goal = goal.rawValue
    singularValues = best.singularValues.map { Double($0) }
    error = Double(best.error)
    relativeError = norm > 0 ? error / norm : nil
    certificate = Certificate(best.certificate)
    residuals = best.residuals.map { Double($0) }
    passes = best.passes
    driver = best.driver.description
    seconds = duration.seconds
  }

  func table(isColored: Bool) -> String { SVDTable(results: self, isColored: isColored).text }

  var page: any PageContent { SVDPage(results: self) }
}

import FALinalg
import FATrainers

/// The result of `network` as it is written out, schema `fa-bench.network/1`.
struct NetworkResults: StoredResults, PagedResults {
  static let schema = "fa-bench.network/1"

  let schema: String
  let environment: Environment
  let settings: Settings
  let problem: Problem
  let optimum: Bound
  let feedbackLimit: Bound
  /// Whether the runs must end at the limit: only steps on all examples at once do.
  let limitApplies: Bool
  let runs: [Run]

  struct Settings: Codable {
    let seed: UInt64
    let precision: String
    @Nullable var threads: Int?
    @Nullable var reading: ReadingFlags.Settings?
    @Nullable var start: String?
    @Nullable var initialScale: Double?
    @Nullable var initialZ: String?
    @Nullable var initialW: String?
    @Nullable var feedbackLaw: String?
    @Nullable var feedbackScale: Double?
    @Nullable var feedback: String?
    let heldOutShare: Double
    let batchSize: Int
    let order: String
    let schedule: String
    let maxSteps: Int
    let tolerance: Double
    @Nullable var stop: String?
    let recording: String
  }

  struct Problem: Codable {
    let inputs: Int
    let outputs: Int
    let hiddenUnits: Int
    let examples: Int
    let heldOutExamples: Int
    let source: String
    /// ||T||_F / sqrt(N): the error of a network that says nothing.
    let targetNorm: Double
  }

  /// What is known without training.
  struct Bound: Codable {
    let error: Double
    @Nullable var heldOutError: Double?
  }

  struct Run: Codable {
    let rule: String
    let status: TrainingStatus
    @Nullable var stoppedBy: String?
    let stepSize: Double
    let steps: Int
    @Nullable var error: Double?
    @Nullable var heldOutError: Double?
    let seconds: Double
    let history: [Record]
  }

  struct Record: Codable {
    let step: Int
    @Nullable var error: Double?
    @Nullable var heldOutError: Double?
    @Nullable var stationarity: Double?
    @Nullable var toGradientDegrees: Double?
    @Nullable var toPseudoBackpropDegrees: Double?
  }
}

extension NetworkResults.Run {
  init<Scalar>(_ result: NetworkResult<Scalar>, stepSize: Scalar, seconds: Double) {
    rule = result.rule.name
    status = result.status
    stoppedBy = result.stoppedBy?.description
    self.stepSize = Double(stepSize)
    steps = result.steps
    self.seconds = seconds
    history = result.history.map { record in
      NetworkResults.Record(
        step: record.step, error: Double(record.error).finite,
        heldOutError: record.heldOutError.flatMap { Double($0).finite },
        stationarity: Double(record.stationarity).finite,
        toGradientDegrees: record.angles?.toGradientDegrees,
        toPseudoBackpropDegrees: record.angles?.toPseudoBackpropDegrees)
    }
    (error, heldOutError) = (history.last?.error, history.last?.heldOutError)
  }
}

extension NetworkResults {
  init<Scalar>(
    _ data: TrainingData<Scalar>, _ heldOut: TrainingData<Scalar>?,
    _ whitened: FactorizationProblem<ReducedTarget<Matrix<Scalar>>>, feedback: Matrix<Scalar>,
    runs: [Run], source: String, settings: Settings, environment: Environment
  ) throws {
    schema = Self.schema
    self.environment = environment
    (self.settings, self.runs) = (settings, runs)
    problem = Problem(
      inputs: data.inputs.rows, outputs: data.targets.rows, hiddenUnits: whitened.rank,
      examples: data.count, heldOutExamples: heldOut?.count ?? 0, source: source,
      targetNorm: Double(whitened.frobeniusNorm))
    func bound(_ factors: Factors<Scalar>, _ error: Scalar) throws -> Bound {
      Bound(
        error: Double(error),
        heldOutError: try heldOut.map {
          Double($0.error(of: try data.network(ofWhitened: factors)))
        })
    }
    let best = try data.optimum(hiddenUnits: whitened.rank)
    optimum = try bound(best.factors, best.error)
    let limit = try FeedbackLimit(of: whitened, feedback: feedback)
    feedbackLimit = try bound(
      Factors(z: limit.image, w: Matrix(limit.basis.transposed)), limit.error)
    limitApplies = settings.batchSize == data.count
  }

  func table(isColored: Bool) -> String { NetworkTable(results: self, isColored: isColored).text }

  var page: any PageContent { NetworkPage(results: self) }

  /// A line for each recorded step of each rule.
  func csv() -> String {
    CSV.text(
      runs.flatMap { run in run.history.map { (rule: run.rule, record: $0) } },
      [
        ("rule", { $0.rule }), ("step", { $0.record.step }), ("error", { $0.record.error }),
        ("heldOutError", { $0.record.heldOutError }),
        ("stationarity", { $0.record.stationarity }),
        ("toGradientDegrees", { $0.record.toGradientDegrees }),
        ("toPseudoBackpropDegrees", { $0.record.toPseudoBackpropDegrees }),
      ])
  }
}

import FALinalg
import FATrainers

/// The result of `compare` as it is written out, schema `fa-bench.compare/1`.
struct CompareResults: StoredResults, PagedResults {
  static let schema = "fa-bench.compare/1"

  let schema: String
  let environment: Environment
  @Nullable var settings: Settings?
  let problem: Problem
  let optimum: OptimumPart
  let feedbackLimit: Limit
  let runs: [Run]
  let pairs: [RunPair]
  /// What the runs start from and end at, where that was asked for.
  @Nullable var matrices: Matrices?

  /// What was asked for. What is read from files instead of drawn has no law.
  struct Settings: Codable {
    let seed: UInt64
    let precision: String
    @Nullable var threads: Int?
    @Nullable var reading: ReadingFlags.Settings?
    @Nullable var preparation: PreparationOptions.Settings?
    @Nullable var start: String?
    @Nullable var initialScale: Double?
    @Nullable var initialZ: String?
    @Nullable var initialW: String?
    @Nullable var feedbackLaw: String?
    @Nullable var feedbackScale: Double?
    @Nullable var feedback: String?
    let schedule: String
    let maxSteps: Int
    let tolerance: Double
    @Nullable var stop: String?
    @Nullable var recording: String?
    @Nullable var requestedMethod: String?
    @Nullable var checkpointSteps: Int?
  }

  struct Problem: Codable {
    let rows: Int
    let columns: Int
    let rank: Int
    let source: String
    let frobeniusNorm: Double
    @Nullable var inputNorm: Double?
    @Nullable var numericalRank: Int?
    @Nullable var streaming: StreamingRecord?
  }

  struct OptimumPart: Codable {
    let error: Double
    @Nullable var relativeError: Double?
    @Nullable var inputError: Double?
    let singularValues: [Double]
    let certificate: Certificate
  }

  struct Certificate: Codable {
    let status: String
    let driver: String
    let bound: Double

    /// Where all entries were decomposed, the bound is that of rounding.
    init<Scalar>(_ optimum: Optimum<Scalar>) {
      driver = optimum.driver.description
      bound = Double(optimum.certificate.bound)
      status =
        switch optimum.certificate.status {
        case .certified: optimum.driver == .blockKrylov ? "certified" : "direct"
        case .uncertified: "uncertified"
        }
    }
  }

  struct Limit: Codable {
    let error: Double
    @Nullable var relativeError: Double?
    @Nullable var inputError: Double?
  }

  /// Where a rule must end by its closed form, and how far its run is from there.
  struct Prediction: Codable {
    let formula: String
    let error: Double
    @Nullable var relativeError: Double?
    @Nullable var distance: Double?
  }

  struct Run: Codable {
    let rule: String
    let method: TrainingMethod
    let status: TrainingStatus
    @Nullable var stoppedBy: String?
    @Nullable var hasOwnStart: Bool?
    @Nullable var requestedStepSize: String?
    let stepSize: Double
    @Nullable var search: SearchPart?
    @Nullable var factorDecay: FactorDecay?
    let steps: Int
    @Nullable var error: Double?
    @Nullable var relativeError: Double?
    @Nullable var ratioToOptimum: Double?
    @Nullable var ratioToLimit: Double?
    @Nullable var inputError: Double?
    @Nullable var predictedLimit: Prediction?
    @Nullable var alignment: AlignmentPart?
    @Nullable var conservationDrift: Double?
    @Nullable var anglesToOptimumDegrees: [Double]?
    @Nullable var krylov: KrylovPart?
    let setupSeconds: Double
    let trainingSeconds: Double
    let history: [Record]
  }

  /// What the search for the best step found.
  struct SearchPart: Codable {
    @Nullable var steps: Int?
    @Nullable var automaticSteps: Int?
    @Nullable var endError: Double?

    init<Scalar>(_ search: FastestStep<Scalar>) {
      (steps, automaticSteps) = (search.steps, search.automaticSteps)
      endError = Double(search.endError).finite
    }
  }

  /// What carried a run in Krylov coordinates.
  struct KrylovPart: Codable {
    let dimension: Int
    let passes: Int
    @Nullable var deviationBound: Double?

    init<Scalar>(_ summary: KrylovSummary<Scalar>) {
      dimension = summary.dimension
      passes = summary.passes
      deviationBound = Double(summary.deviationBound).finite
    }
  }

  struct AlignmentPart: Codable {
    let cosine: Double
    let angleDegrees: Double
    let lineAngleDegrees: Double

    init?(_ alignment: Alignment?) {
      guard let alignment else { return nil }
      cosine = alignment.cosine
      angleDegrees = alignment.angleDegrees
      lineAngleDegrees = alignment.lineAngleDegrees
    }
  }

  struct Record: Codable {
    let step: Int
    @Nullable var error: Double?
    @Nullable var relativeError: Double?
    @Nullable var gapToOptimum: Double?
    @Nullable var gapToLimit: Double?
    @Nullable var gapToPrediction: Double?
    @Nullable var flowError: Double?
    @Nullable var stationarity: Double?
    @Nullable var alignment: AlignmentPart?
    @Nullable var conservationDrift: Double?
    @Nullable var diagnostics: RunDiagnostics?
  }
}

extension CompareResults {
  init<Scalar>(
    _ comparison: Comparison<Scalar>, prepared: PreparedMatrix<Scalar>?, source: String,
    settings: Settings, stepSizes: [String: String], environment: Environment,
    streaming: StreamingRecord?
  ) {
    func relative(_ error: Scalar) -> Double? { comparison.relative(error).map { Double($0) } }
    /// In the units of the input, where these are others.
    func inputError(_ factors: @autoclosure () -> Factors<Scalar>) -> Double? {
      guard let prepared, prepared.isScaled else { return nil }
      return Double(prepared.inputError(of: factors())).finite
    }
    let optimum = comparison.optimum
    let best = optimum.left * Matrix(diagonal: Array(optimum.singularValues.prefix(optimum.rank)))
    let limit = comparison.feedbackLimit
    schema = Self.schema
    self.environment = environment
    self.settings = settings
    problem = Problem(
      rows: comparison.rows, columns: comparison.columns, rank: optimum.rank, source: source,
      frobeniusNorm: Double(comparison.frobeniusNorm),
      inputNorm: prepared.map { Double($0.inputNorm) }, numericalRank: optimum.numericalRank,
      streaming: streaming)
    self.optimum = OptimumPart(
      error: Double(optimum.error), relativeError: relative(optimum.error),
      inputError: inputError(Factors(z: best, w: Matrix(optimum.right.transposed))),
      singularValues: optimum.singularValues.map { Double($0) },
      certificate: Certificate(optimum))
    feedbackLimit = Limit(
      error: Double(comparison.feedbackLimit.error),
      relativeError: relative(comparison.feedbackLimit.error),
      inputError: inputError(Factors(z: limit.image, w: Matrix(limit.basis.transposed))))
    pairs = comparison.pairs
    matrices = nil
    runs = comparison.runs.map { run in
      let result = run.result
      return Run(
        rule: result.rule.name, method: result.method, status: result.status,
        stoppedBy: result.stoppedBy?.description,
        hasOwnStart: run.ownStart != nil, requestedStepSize: stepSizes[result.rule.name],
        stepSize: Double(result.stepSize), search: result.search.map { SearchPart($0) },
        factorDecay: result.rule.factorDecay.shares(stepSize: Double(result.stepSize)),
        steps: result.steps,
        error: Double(result.error).finite,
        relativeError: relative(result.error),
        ratioToOptimum: comparison.ratioToOptimum(result.error).map { Double($0) },
        ratioToLimit: comparison.ratioToLimit(result.error).map { Double($0) },
        inputError: result.status == .diverged ? nil : inputError(result.factors),
        predictedLimit: run.predictedLimit.map { limit in
          Prediction(
            formula: limit.formula, error: Double(limit.error),
            relativeError: relative(limit.error),
            distance: run.distanceToPrediction.flatMap { Double($0).finite })
        },
        alignment: AlignmentPart(result.alignment),
        conservationDrift: result.conservationDrift.flatMap { Double($0).finite },
        anglesToOptimumDegrees: run.anglesToOptimumDegrees?.map { Double($0) },
        krylov: result.krylov.map { KrylovPart($0) },
        setupSeconds: result.setUpDuration.seconds,
        trainingSeconds: result.trainingDuration.seconds,
        history: result.history.enumerated().map { place, record in
          Record(
            step: record.step, error: Double(record.error).finite,
            relativeError: relative(record.error),
            gapToOptimum: Double(record.error - optimum.error).finite,
            gapToLimit: Double(record.error - comparison.feedbackLimit.error).finite,
            gapToPrediction: run.predictedLimit.flatMap { Double(record.error - $0.error).finite },
            flowError: run.flowErrors.flatMap { Double($0[place]).finite },
            stationarity: Double(record.stationarity).finite,
            alignment: AlignmentPart(record.alignment),
            conservationDrift: record.conservationDrift.flatMap { Double($0).finite },
            diagnostics: record.diagnostics)
        })
    }
  }

  func table(isColored: Bool) -> String { CompareTable(results: self, isColored: isColored).text }

  var page: any PageContent { ComparePage(results: self) }

  /// One line for each rule.
  func csv() -> String {
    CSV.text(
      runs,
      [
        ("rule", { $0.rule }), ("method", { $0.method.rawValue }),
        ("status", { $0.status.rawValue }), ("stepSize", { $0.stepSize }),
        ("steps", { $0.steps }), ("error", { $0.error }),
        ("relativeError", { $0.relativeError }), ("ratioToOptimum", { $0.ratioToOptimum }),
        ("ratioToLimit", { $0.ratioToLimit }),
        ("predictedFormula", { $0.predictedLimit?.formula }),
        ("predictedError", { $0.predictedLimit?.error }),
        ("distanceToPrediction", { $0.predictedLimit?.distance }),
        ("alignmentCosine", { $0.alignment?.cosine }),
        ("alignmentAngleDegrees", { $0.alignment?.angleDegrees }),
        ("conservationDrift", { $0.conservationDrift }),
        ("largestAngleToOptimumDegrees", { $0.anglesToOptimumDegrees?.last }),
        ("optimumError", { _ in optimum.error }),
        ("feedbackLimitError", { _ in feedbackLimit.error }),
        ("setupSeconds", { $0.setupSeconds }), ("trainingSeconds", { $0.trainingSeconds }),
        ("stoppedBy", { $0.stoppedBy }), ("inputError", { $0.inputError }),
      ])
  }
}

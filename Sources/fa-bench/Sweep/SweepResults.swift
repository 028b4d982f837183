import FATrainers

/// The results of a sweep: their summary as it is written out, schema `fa-bench.sweep-summary/1`, and all runs.
struct SweepResults: StoredResults, PagedResults {
  static let schema = "fa-bench.sweep-summary/1"

  let schema: String
  let environment: Environment
  let file: String
  let cells: Counts
  let groups: [Group]
  /// All runs, which are in the file.
  private(set) var runs: [SweepResult] = []

  enum CodingKeys: String, CodingKey {
    case schema, environment, cells, groups
    case file = "results"
  }

  struct Counts: Codable {
    let total: Int
    let converged: Int
    let maxSteps: Int
    let diverged: Int
    let failed: Int

    init(_ count: (SweepStatus) -> Int) {
      (converged, maxSteps) = (count(.converged), count(.maxSteps))
      (diverged, failed) = (count(.diverged), count(.failed))
      total = converged + maxSteps + diverged + failed
    }
  }

  struct Group: Codable {
    let setting: SweepSetting
    let rules: [Rule]
    let comparisons: [Comparison]
  }

  struct Rule: Codable {
    let rule: String
    let cells: Counts
    let error: Statistics
    @Nullable var relativeError: Statistics?
    @Nullable var ratioToOptimum: Statistics?
    @Nullable var stepsToConvergence: Statistics?
  }

  struct Statistics: Codable {
    @Nullable var mean: Double?
    @Nullable var standardError: Double?
    @Nullable var meanInterval: [Double]?
    @Nullable var quantile05: Double?
    @Nullable var quantile25: Double?
    @Nullable var median: Double?
    @Nullable var quantile75: Double?
    @Nullable var quantile95: Double?
    @Nullable var medianInterval: [Double]?

    init(_ sample: Sample) {
      mean = sample.mean
      standardError = sample.standardError
      meanInterval = sample.meanInterval().map(\.ends)
      quantile05 = sample.quantile(0.05)
      quantile25 = sample.quantile(0.25)
      median = sample.median
      quantile75 = sample.quantile(0.75)
      quantile95 = sample.quantile(0.95)
      medianInterval = sample.medianInterval().map(\.ends)
    }
  }

  struct Comparison: Codable {
    let rule: String
    let baseline: String
    let pairs: Int
    let smaller: Int
    let larger: Int
    let ties: Int
    let signTestProbability: Double
    @Nullable var medianRatio: Double?
    @Nullable var medianRatioInterval: [Double]?
    @Nullable var geometricMeanRatio: Double?
    @Nullable var geometricMeanInterval: [Double]?
  }
}

extension SweepResults {
  init(_ found: [SweepResult], file: String, environment: Environment) {
    schema = Self.schema
    self.environment = environment
    self.file = file
    runs = found
    cells = Counts { status in found.count { $0.status == status } }
    groups = SweepSummary(found).groups.map { group in
      Group(
        setting: group.setting,
        rules: group.rules.map { rule in
          Rule(
            rule: rule.name, cells: Counts { rule.counts[$0] ?? 0 },
            error: Statistics(rule.error),
            relativeError: rule.relativeError.map(Statistics.init),
            ratioToOptimum: rule.ratioToOptimum.map(Statistics.init),
            stepsToConvergence: rule.stepsToConvergence.count > 0
              ? Statistics(rule.stepsToConvergence) : nil)
        },
        comparisons: group.comparisons.map { comparison in
          let pairs = comparison.pairs
          return Comparison(
            rule: comparison.rule, baseline: comparison.baseline, pairs: pairs.count,
            smaller: pairs.smaller, larger: pairs.larger, ties: pairs.ties,
            signTestProbability: pairs.signTestProbability, medianRatio: pairs.ratios.median,
            medianRatioInterval: pairs.ratios.medianInterval().map(\.ends),
            geometricMeanRatio: pairs.geometricMean,
            geometricMeanInterval: pairs.geometricMeanInterval().map(\.ends))
        })
    }
  }

  func table(isColored: Bool) -> String { SweepTable(results: self, isColored: isColored).text }

  var page: any PageContent { SweepPage(results: self) }

  /// A line for each cell.
  func csv() -> String {
    CSV.text(
      runs,
      [
        ("cell", { $0.cell }), ("target", { $0.setting.target }), ("rows", { $0.rows }),
        ("columns", { $0.columns }), ("rank", { $0.setting.rank }), ("rule", { $0.rule }),
        ("seed", { $0.seed }), ("start", { $0.setting.start }),
        ("initialScale", { $0.setting.initialScale }),
        ("feedbackLaw", { $0.setting.feedbackLaw }),
        ("feedbackScale", { $0.setting.feedbackScale }),
        ("requestedStepSize", { $0.setting.requestedStepSize }),
        ("schedule", { $0.setting.schedule }), ("maxSteps", { $0.setting.maxSteps }),
        ("tolerance", { $0.setting.tolerance }), ("stop", { $0.setting.stop }),
        ("requestedMethod", { $0.setting.requestedMethod }),
        ("precision", { $0.setting.precision }), ("status", { $0.status.rawValue }),
        ("stoppedBy", { $0.stoppedBy }),
        ("message", { $0.message }), ("method", { $0.method }), ("stepSize", { $0.stepSize }),
        ("steps", { $0.steps }), ("error", { $0.error }),
        ("relativeError", { $0.relativeError }), ("ratioToOptimum", { $0.ratioToOptimum }),
        ("ratioToLimit", { $0.ratioToLimit }), ("optimumError", { $0.optimumError }),
        ("limitError", { $0.limitError }), ("predictedFormula", { $0.predictedFormula }),
        ("predictedError", { $0.predictedError }),
        ("distanceToPrediction", { $0.distanceToPrediction }),
        ("alignmentCosine", { $0.alignmentCosine }),
        ("alignmentAngleDegrees", { $0.alignmentAngleDegrees }),
        ("conservationDrift", { $0.conservationDrift }),
        ("largestAngleToOptimumDegrees", { $0.largestAngleToOptimumDegrees }),
        ("setupSeconds", { $0.setupSeconds }), ("trainingSeconds", { $0.trainingSeconds }),
      ])
  }
}

import FALinalg
import FATrainers

/// The result of `deep` as it is written out, schema `fa-bench.deep/1`.
struct DeepResults: StoredResults, PagedResults {
  static let schema = "fa-bench.deep/1"

  let schema: String
  let environment: Environment
  let settings: Settings
  let problem: Problem
  let widths: [Int]
  let stepSize: Double
  let gradientDescentStepSize: Double
  let status: TrainingStatus
  let secondsPerStep: Double
  let history: [Record]

  struct Settings: Codable {
    let seed: UInt64
    let precision: String
    @Nullable var threads: Int?
    @Nullable var reading: ReadingFlags.Settings?
    @Nullable var preparation: PreparationOptions.Settings?
    let feedbackLaw: String
    @Nullable var requestedStepSize: Double?
    let initialScale: Double
    let maxSteps: Int
    let widthFree: Bool
  }

  struct Problem: Codable {
    let rows: Int
    let columns: Int
    let source: String
    let frobeniusNorm: Double
  }

  struct Record: Codable {
    let step: Int
    @Nullable var error: Double?
    @Nullable var relativeError: Double?
    @Nullable var alignments: [Double]?
    @Nullable var differenceFromFullNetwork: Double?
    @Nullable var gradientDescentError: Double?
  }

  init<Scalar>(
    _ comparison: DeepComparison<Scalar>, target: Matrix<Scalar>, widths: [Int], source: String,
    settings: Settings, environment: Environment
  ) {
    schema = Self.schema
    self.environment = environment
    (self.settings, self.widths) = (settings, widths)
    let norm = Double(target.frobeniusNorm)
    problem = Problem(
      rows: target.rows, columns: target.columns, source: source, frobeniusNorm: norm)
    stepSize = Double(comparison.stepSize)
    gradientDescentStepSize = Double(comparison.gradientDescentStepSize)
    status = comparison.status
    secondsPerStep = comparison.stepDuration.seconds
    history = comparison.history.map { record in
      let cosines = record.alignments.compactMap(\.self)
      let error = Double(record.error).finite
      return Record(
        step: record.step, error: error,
        relativeError: norm > 0 ? error.map { $0 / norm } : nil,
        alignments: cosines.count == record.alignments.count ? cosines : nil,
        differenceFromFullNetwork: record.differenceFromFullNetwork.flatMap {
          Double($0).finite
        },
        gradientDescentError: record.gradientDescentError.flatMap { Double($0).finite })
    }
  }

  func table(isColored: Bool) -> String { DeepTable(results: self, isColored: isColored).text }

  var page: any PageContent { DeepPage(results: self) }

  /// One line for each recorded step.
  func csv() -> String {
    CSV.text(
      history,
      [
        ("step", { $0.step }), ("error", { $0.error }), ("relativeError", { $0.relativeError }),
        ("gradientDescentError", { $0.gradientDescentError }),
        ("differenceFromFullNetwork", { $0.differenceFromFullNetwork }),
      ]
        + widths.indices.map { layer in
          ("alignment\(layer + 1)", { $0.alignments?[layer] })
        })
  }
}

import FATrainers

/// The results of a sweep and their summary.
struct SweepFindings: PagedResults {
  let report: SweepReport
  let results: [SweepResult]

  func table(isColored: Bool) -> String { report.table(isColored: isColored) }

  func json() throws -> String { try report.json() }

  var page: any PageContent { SweepPage(report: report, results: results) }

  /// A line for each cell.
  func csv() -> String {
    CSV.text(
      results,
      [
        ("cell", { $0.cell }), ("target", { $0.setting.target }), ("rows", { $0.rows }),
        ("columns", { $0.columns }), ("rank", { $0.setting.rank }), ("rule", { $0.rule }),
        ("seed", { $0.seed }), ("start", { $0.setting.start }),
        ("initialScale", { $0.setting.initialScale }),
        ("feedbackLaw", { $0.setting.feedbackLaw }),
        ("feedbackScale", { $0.setting.feedbackScale }),
        ("requestedStepSize", { $0.setting.requestedStepSize }),
        ("schedule", { $0.setting.schedule }), ("maxSteps", { $0.setting.maxSteps }),
        ("tolerance", { $0.setting.tolerance }),
        ("requestedMethod", { $0.setting.requestedMethod }),
        ("precision", { $0.setting.precision }), ("status", { $0.status.rawValue }),
        ("message", { $0.message }), ("method", { $0.method }), ("stepSize", { $0.stepSize }),
        ("steps", { $0.steps }), ("error", { $0.error }),
        ("relativeError", { $0.relativeError }), ("ratioToOptimum", { $0.ratioToOptimum }),
        ("ratioToLimit", { $0.ratioToLimit }), ("optimumError", { $0.optimumError }),
        ("limitError", { $0.limitError }), ("alignmentCosine", { $0.alignmentCosine }),
        ("alignmentAngleDegrees", { $0.alignmentAngleDegrees }),
        ("conservationDrift", { $0.conservationDrift }),
        ("largestAngleToOptimumDegrees", { $0.largestAngleToOptimumDegrees }),
        ("setupSeconds", { $0.setupSeconds }), ("trainingSeconds", { $0.trainingSeconds }),
      ])
  }
}

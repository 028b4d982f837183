import FATrainers

/// The results of a sweep as a table for other programs: a line for each cell, an undefined number an
/// empty field.
enum SweepCSV {
  static func text(_ results: [SweepResult]) -> String {
    let lines = results.map { result in
      columns.map { quoted($0.text(result) ?? "") }.joined(separator: ",")
    }
    return ([columns.map(\.name).joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }

  private static let columns: [(name: String, text: @Sendable (SweepResult) -> String?)] = [
    ("cell", { $0.cell }),
    ("target", { $0.setting.target }),
    ("rows", { "\($0.rows)" }),
    ("columns", { "\($0.columns)" }),
    ("rank", { "\($0.setting.rank)" }),
    ("rule", { $0.rule }),
    ("seed", { "\($0.seed)" }),
    ("start", { $0.setting.start }),
    ("initialScale", { "\($0.setting.initialScale)" }),
    ("feedbackLaw", { $0.setting.feedbackLaw }),
    ("feedbackScale", { number($0.setting.feedbackScale) }),
    ("requestedStepSize", { $0.setting.requestedStepSize }),
    ("schedule", { $0.setting.schedule }),
    ("maxSteps", { "\($0.setting.maxSteps)" }),
    ("tolerance", { "\($0.setting.tolerance)" }),
    ("requestedMethod", { $0.setting.requestedMethod }),
    ("precision", { $0.setting.precision }),
    ("status", { $0.status.rawValue }),
    ("message", { $0.message }),
    ("method", { $0.method }),
    ("stepSize", { number($0.stepSize) }),
    ("steps", { $0.steps.map { "\($0)" } }),
    ("error", { number($0.error) }),
    ("relativeError", { number($0.relativeError) }),
    ("ratioToOptimum", { number($0.ratioToOptimum) }),
    ("ratioToLimit", { number($0.ratioToLimit) }),
    ("optimumError", { number($0.optimumError) }),
    ("limitError", { number($0.limitError) }),
    ("alignmentCosine", { number($0.alignmentCosine) }),
    ("alignmentAngleDegrees", { number($0.alignmentAngleDegrees) }),
    ("conservationDrift", { number($0.conservationDrift) }),
    ("largestAngleToOptimumDegrees", { number($0.largestAngleToOptimumDegrees) }),
    ("setupSeconds", { number($0.setupSeconds) }),
    ("trainingSeconds", { number($0.trainingSeconds) }),
  ]

  private static func number(_ value: Double?) -> String? { value.map { "\($0)" } }

  /// As RFC 4180 asks for.
  private static func quoted(_ field: String) -> String {
    let isPlain = !field.contains { $0 == "," || $0 == "\"" || $0.isNewline }
    return isPlain ? field : "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}

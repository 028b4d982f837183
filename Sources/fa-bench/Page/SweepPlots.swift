import FATrainers

/// The pictures of a sweep: one for each matrix and each setting that takes several values, with the
/// other settings at what the first result has.
struct SweepPlots {
  private let results: [SweepResult]

  init(_ results: [SweepResult]) {
    self.results = results.filter { $0.status != .failed }
  }

  /// A setting that can be an axis.
  private struct Parameter: Sendable {
    let name: String
    let axis: Plot.Axis
    let value: @Sendable (SweepResult) -> Double?
    /// The other settings, as far as they tell results apart.
    let others: @Sendable (SweepResult) -> [String]
  }

  private static let parameters = [
    Parameter(
      name: "rank", axis: Plot.Axis(label: "rank r"), value: { Double($0.setting.rank) },
      others: { [$0.setting.requestedStepSize, "\($0.setting.initialScale)", scale($0)] }),
    Parameter(
      name: "step-size", axis: Plot.Axis(label: "step size", isLogarithmic: true),
      value: { Double($0.setting.requestedStepSize) },
      others: { ["\($0.setting.rank)", "\($0.setting.initialScale)", scale($0)] }),
    Parameter(
      name: "initial-scale", axis: Plot.Axis(label: "scale of the start", isLogarithmic: true),
      value: { $0.setting.initialScale },
      others: { ["\($0.setting.rank)", $0.setting.requestedStepSize, scale($0)] }),
  ]

  /// A rule without feedback stands beside all of them.
  private static func scale(_ result: SweepResult) -> String {
    guard let law = result.setting.feedbackLaw, let scale = result.setting.feedbackScale else {
      return ""
    }
    return "\(law) \(scale)"
  }

  var all: [Plot] {
    var targets: [String] = []
    for result in results where !targets.contains(result.setting.target) {
      targets.append(result.setting.target)
    }
    return targets.enumerated().flatMap { place, target in
      let own = results.filter { $0.setting.target == target }
      return Self.parameters.flatMap { plots(own, $0, target, "target-\(place)-\($0.name)") }
    }
  }

  private func plots(
    _ results: [SweepResult], _ parameter: Parameter, _ target: String, _ name: String
  ) -> [Plot] {
    var rules: [String] = []
    for result in results where !rules.contains(result.rule) { rules.append(result.rule) }
    var errors: [Plot.Curve] = []
    var divergences: [Plot.Curve] = []
    for rule in rules {
      let own = results.filter { $0.rule == rule && parameter.value($0) != nil }
      guard let first = own.first.map(parameter.others) else { continue }
      let alike = own.filter { parameter.others($0) == first }
      let values = Set(alike.compactMap(parameter.value)).sorted()
      guard values.count > 1 else { continue }
      let samples = values.map { value in
        Sample(alike.filter { parameter.value($0) == value }.map(Self.ratio))
      }
      let style = CurveStyle(rule: rule)
      errors.append(
        Plot.Curve(
          title: rule, style: style.with(marks: "linespoints pt 7 ps 0.5"),
          points: zip(values, samples).map { ($0, $1.median ?? .nan) },
          band: samples.map { ($0.quantile(0.05) ?? .nan, $0.quantile(0.95) ?? .nan) }))
      divergences.append(
        Plot.Curve(
          title: rule, style: style.with(marks: "linespoints pt 7 ps 0.5"),
          points: values.map { value in
            let runs = alike.filter { parameter.value($0) == value }
            return (value, Double(runs.count { $0.status == .diverged }) / Double(runs.count))
          }))
    }
    guard !errors.isEmpty else { return [] }
    let map = Plot(
      name: name,
      caption:
        "\(target): the error over the optimum, or over ||Y|| where that is zero; medians, with a "
        + "band from 5 to 95 % of the seeds. Where the median run diverged there is no point.",
      x: parameter.axis, y: Plot.Axis(label: "error / optimum", isLogarithmic: true),
      curves: errors)
    let hasDiverged = divergences.contains { $0.points.contains { $0.y > 0 } }
    let region = Plot(
      name: name + "-diverged", caption: "\(target): the share of the runs that diverged.",
      x: parameter.axis, y: Plot.Axis(label: "share diverged"), curves: divergences)
    return (hasDiverged ? [map, region] : [map]).filter { !$0.isEmpty }
  }

  private static func ratio(_ result: SweepResult) -> Double {
    guard result.status != .diverged else { return .infinity }
    return result.ratioToOptimum ?? result.relativeError ?? .infinity
  }
}

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
    let courses = rules.compactMap { course(of: $0, results, parameter) }
    guard !courses.isEmpty else { return [] }
    let highest = courses.flatMap(\.samples).flatMap(\.sorted).filter(\.isFinite).max() ?? 1
    // Above all errors there are: where the error is infinite.
    let top = 3 * highest
    let marks = "linespoints pt 7 ps 0.5"
    let errors = courses.map { course in
      Plot.Curve(
        title: course.rule, style: CurveStyle(rule: course.rule).with(marks: marks),
        points: zip(course.values, course.samples).compactMap { value, sample in
          sample.median.map { median in
            let ends = (sample.quantile(0.05) ?? median, sample.quantile(0.95) ?? median)
            return Plot.Point(value, median, band: (min(ends.0, top), min(ends.1, top)))
          }
        })
    }
    let lost = courses.enumerated().map { place, course in
      Plot.Curve(
        title: "\(course.rule) diverged",
        style: CurveStyle(rule: course.rule).with(marks: "points pt 2 ps 0.8"),
        points: zip(course.values, course.samples).compactMap { value, sample in
          sample.median == .infinity ? Plot.Point(value, top * (1 + Double(place) / 2)) : nil
        })
    }
    let map = Plot(
      name: name,
      caption:
        "\(target): the error over the optimum, or over ||Y|| where that is zero; medians, with a "
        + "band from 5 to 95 % of the seeds. Where the median run diverged a cross stands at the top.",
      x: parameter.axis, y: Plot.Axis(label: "error / optimum", isLogarithmic: true),
      curves: errors + lost)
    let region = Plot(
      name: name + "-diverged", caption: "\(target): the share of the runs that diverged.",
      x: parameter.axis, y: Plot.Axis(label: "share diverged"),
      curves: courses.map { course in
        Plot.Curve(
          title: course.rule, style: CurveStyle(rule: course.rule).with(marks: marks),
          points: zip(course.values, course.divergedShares).map { Plot.Point($0, $1) })
      })
    let hasDiverged = courses.contains { $0.divergedShares.contains { $0 > 0 } }
    return (hasDiverged ? [map, region] : [map]).filter { !$0.isEmpty }
  }

  /// The errors of a rule over the values of a setting.
  private struct Course {
    let rule: String
    let values: [Double]
    let samples: [Sample]
    let divergedShares: [Double]
  }

  /// Nil where the setting has one value for this rule.
  private func course(
    of rule: String, _ results: [SweepResult], _ parameter: Parameter
  ) -> Course? {
    let own = results.filter { $0.rule == rule && parameter.value($0) != nil }
    guard let first = own.first.map(parameter.others) else { return nil }
    let alike = own.filter { parameter.others($0) == first }
    let values = Set(alike.compactMap(parameter.value)).sorted()
    guard values.count > 1 else { return nil }
    let runs = values.map { value in alike.filter { parameter.value($0) == value } }
    return Course(
      rule: rule, values: values, samples: runs.map { Sample($0.map(Self.ratio)) },
      divergedShares: runs.map { runs in
        Double(runs.count { $0.status == .diverged }) / Double(runs.count)
      })
  }

  private static func ratio(_ result: SweepResult) -> Double {
    guard result.status != .diverged else { return .infinity }
    return result.ratioToOptimum ?? result.relativeError ?? .infinity
  }
}

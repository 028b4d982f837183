import FATrainers

/// The pictures of a comparison.
struct ComparePlots {
  let report: CompareReport

  init(_ report: CompareReport) { self.report = report }

  /// Those that have something to show.
  var all: [Plot] {
    [errorAgainstSteps, errorAgainstTime, stationarity, alignment, drift, singularValues, angles]
      .filter { !$0.isEmpty }
  }

  private static let steps = Plot.Axis(label: "steps", isLogarithmic: true)

  private var levels: [Plot.Level] {
    [
      Plot.Level(title: "optimum", value: report.optimum.relativeError ?? .nan, dash: 2),
      Plot.Level(
        title: "limit of the feedback", value: report.feedbackLimit.relativeError ?? .nan, dash: 4),
    ]
  }

  private func curves(
    _ x: (CompareReport.Run, CompareReport.Record) -> Double,
    _ y: (CompareReport.Record) -> Double?
  ) -> [Plot.Curve] {
    report.runs.map { run in
      Plot.Curve(
        title: run.rule, style: CurveStyle(rule: run.rule),
        points: run.history.compactMap { record in y(record).map { (x(run, record), $0) } })
    }
  }

  private func againstSteps(
    _ name: String, _ caption: String, _ axis: Plot.Axis, levels: [Plot.Level] = [],
    _ y: (CompareReport.Record) -> Double?
  ) -> Plot {
    Plot(
      name: name, caption: caption, x: Self.steps, y: axis, curves: curves({ Double($1.step) }, y),
      levels: levels)
  }

  private var errorAgainstSteps: Plot {
    againstSteps(
      "error-steps", "Error against steps, with the optimum and the limit that the feedback sets.",
      Plot.Axis(label: "||ZW - Y|| / ||Y||", isLogarithmic: true), levels: levels
    ) { $0.relativeError }
  }

  private var errorAgainstTime: Plot {
    Plot(
      name: "error-time",
      caption: "Error against time: set-up, and then each step's share of the run's duration.",
      x: Plot.Axis(label: "seconds", isLogarithmic: true),
      y: Plot.Axis(label: "||ZW - Y|| / ||Y||", isLogarithmic: true),
      curves: curves(
        { $0.setupSeconds + $0.trainingSeconds * Double($1.step) / Double(max(1, $0.steps)) },
        { $0.relativeError }), levels: levels)
  }

  private var stationarity: Plot {
    againstSteps(
      "stationarity",
      "Relative stationarity against steps: a run has converged when it meets the tolerance.",
      Plot.Axis(label: "stationarity", isLogarithmic: true)
    ) { $0.stationarity }
  }

  private var alignment: Plot {
    againstSteps(
      "alignment", "The angle between Z and the feedback C' as vectors: 0 aligned, 90 unrelated.",
      Plot.Axis(label: "degrees")
    ) { $0.alignment?.angleDegrees }
  }

  private var drift: Plot {
    againstSteps(
      "ledger",
      "How far the quantity that each rule conserves is from its exact prediction: rounding.",
      Plot.Axis(label: "relative drift", isLogarithmic: true)
    ) { $0.conservationDrift }
  }

  private var singularValues: Plot {
    let values = report.optimum.singularValues
    return Plot(
      name: "singular-values", caption: "The singular values of Y, and the rank r of the factors.",
      x: Plot.Axis(label: "i", isLogarithmic: true),
      y: Plot.Axis(label: "singular value", isLogarithmic: true),
      curves: [
        Plot.Curve(
          title: "beyond rank r", style: CurveStyle(place: 1).with(marks: "points pt 6 ps 0.5"),
          points: values.enumerated().dropFirst(report.problem.rank).map { (Double($0 + 1), $1) }),
        Plot.Curve(
          title: "up to rank r", style: CurveStyle(place: 0).with(marks: "points pt 7 ps 0.6"),
          points: values.prefix(report.problem.rank).enumerated().map { (Double($0 + 1), $1) }),
      ])
  }

  private var angles: Plot {
    Plot(
      name: "angles",
      caption:
        "Principal angles between the row space of W and that of the optimum, from the smallest.",
      x: Plot.Axis(label: "i"), y: Plot.Axis(label: "degrees"),
      curves: report.runs.map { run in
        Plot.Curve(
          title: run.rule, style: CurveStyle(rule: run.rule).with(marks: "linespoints pt 7 ps 0.5"),
          points: (run.anglesToOptimumDegrees ?? []).enumerated().map { (Double($0 + 1), $1) })
      })
  }
}

extension CurveStyle {
  /// The style of a rule, the same in every picture.
  init(rule: String) {
    let name = rule.prefix { $0 != ":" }
    self.init(place: RuleCatalogue.all.firstIndex { $0.signature.name == name } ?? 0)
  }
}

import FATrainers

/// The page of a network.
struct NetworkPage: PageContent {
  let results: NetworkResults

  func page(_ gnuplot: Gnuplot?) throws -> Page {
    let problem = results.problem
    var page = Page(
      title: "A \(problem.inputs)-\(problem.hiddenUnits)-\(problem.outputs) linear network")
    page.add("The setting", setting)
    page.add("Results", runs)
    if !plots.isEmpty { page.add("Curves", try .pictures(plots, gnuplot)) }
    page.add("How it was made", .provenance(results.environment))
    return page
  }

  private var setting: Markup {
    let problem = results.problem
    func error(_ bound: NetworkResults.Bound) -> String {
      Format.significant(bound.error, 8)
        + (bound.heldOutError.map { ", held out \(Format.significant($0, 8))" } ?? "")
    }
    let doubt: Markup = results.limitApplies ? "" : "<p>\(NetworkTable.doubt)</p>"
    return """
      <p>The network x -&gt; Z W x learns from examples. The optimum is the least error that so many hidden units can have on
      the examples it learns from; the limit is where feedback alignment on all examples at once must end.</p>
      \(doubt)
      \(Markup.definitions([
        ("Examples", problem.source), ("To learn from", "\(problem.examples)"),
        ("Held out", "\(problem.heldOutExamples)"), ("A step", NetworkTable.steps(results)),
        ("||T|| / sqrt(N)", Format.significant(problem.targetNorm, 8)),
        ("Optimum", error(results.optimum)), ("Limit", error(results.feedbackLimit)),
      ]))
      """
  }

  private var runs: Markup {
    .table(
      header: ["rule", "error", "held out", "steps", "status", "step size", "time"],
      rows: results.runs.map { run in
        [
          run.rule, Format.significant(run.error, 8), Format.significant(run.heldOutError, 8),
          "\(run.steps)", run.stoppedBy ?? run.status.rawValue,
          Format.significant(run.stepSize, 4), Format.duration(run.seconds),
        ]
      })
  }

  var plots: [Plot] { [errors, angles].filter { !$0.isEmpty } }

  private static let steps = Plot.Axis(label: "steps", isLogarithmic: true)

  private func curve(
    _ run: NetworkResults.Run, _ suffix: String = "", line: Int = 0,
    _ value: (NetworkResults.Record) -> Double?
  ) -> Plot.Curve {
    Plot.Curve(
      title: run.rule + suffix, style: CurveStyle(rule: run.rule).with(line: line),
      points: run.history.compactMap { record in
        value(record).map { Plot.Point(Double(record.step), $0) }
      })
  }

  private var errors: Plot {
    let limit = results.limitApplies ? "limit of the feedback" : "limit on all examples at once"
    return Plot(
      name: "error-steps",
      caption:
        "The root of the mean squared error against steps, on the examples and on those held out.",
      x: Self.steps, y: Plot.Axis(label: "||T - ZWX|| / sqrt(N)", isLogarithmic: true),
      curves: results.runs.flatMap { run in
        [curve(run) { $0.error }, curve(run, ", held out", line: 1) { $0.heldOutError }]
      },
      levels: [
        Plot.Level(title: "optimum", value: results.optimum.error, style: .optimum),
        Plot.Level(title: limit, value: results.feedbackLimit.error, style: .limit),
      ])
  }

  private var angles: Plot {
    Plot(
      name: "hidden-angles",
      caption:
        "The angle between what the feedback sends to the hidden units and what gradient descent would.",
      x: Self.steps, y: Plot.Axis(label: "degrees"),
      curves: results.runs.map { run in curve(run) { $0.toGradientDegrees } })
  }
}

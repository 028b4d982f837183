import FATrainers

/// The page of the claims: a table of verdicts, and each claim with its figures and curves.
struct ReproducePage: PageContent {
  let results: ReproduceResults

  func page(_ gnuplot: Gnuplot?) throws -> Page {
    var page = Page(title: "Claims about gradient descent and random feedback, tested")
    page.add("Verdicts", verdicts)
    for experiment in results.experiments {
      page.add(
        "\(experiment.name): \(experiment.verdict.rawValue)", try section(experiment, gnuplot))
    }
    page.add("How it was made", .provenance(results.environment))
    return page
  }

  private var verdicts: Markup {
    let held = results.experiments.count { $0.verdict == .holds }
    let rows = results.experiments.map { experiment in
      [
        experiment.name, experiment.verdict.rawValue, experiment.source.text,
        Format.duration(experiment.seconds),
      ]
    }
    let missing = [
      ("Not finished", results.unfinished), ("Not applicable to the input", results.notApplicable),
    ].filter { !$0.1.isEmpty }
    return """
      <p>\(held) of \(results.experiments.count) claims hold. A claim holds if every requirement on its figures is met,
      fails if one is found not to be, and is inconclusive if the runs could not decide.</p>
      \(Markup.definitions([
        ("Target", results.input ?? "those of the experiments"), ("Seed", "\(results.seed)"),
        ("Scale", results.scale),
      ] + missing.map { ($0.0, $0.1.joined(separator: ", ")) }))
      \(Markup.table(header: ["claim", "verdict", "whose claim", "time"], rows: rows))
      """
  }

  private func section(
    _ experiment: ReproduceResults.Experiment, _ gnuplot: Gnuplot?
  ) throws -> Markup {
    let rows = experiment.measurements.map { measurement in
      [
        measurement.quantity, number(measurement.estimate),
        measurement.interval?.interval.map { "\(number($0.low)) to \(number($0.high))" } ?? "-",
        "\(number(measurement.minimum)) to \(number(measurement.maximum))",
        "\(measurement.values)"
          + (measurement.unfinished > 0 ? " and \(measurement.unfinished) unfinished" : ""),
        measurement.requirement?.text(number) ?? "-", measurement.verdict?.rawValue ?? "-",
      ]
    }
    let header = [
      "quantity", "estimate", "95 % interval", "range", "runs", "required", "verdict",
    ]
    let table: Markup =
      rows.isEmpty
      ? ""
      : "\(Markup.table(header: header, rows: rows))\n<p>Estimates are medians over seeds, or means where the mean is asked about. each: required of every run.</p>"
    return """
      <p>\(experiment.statement) (\(experiment.source.text).)</p>
      <p><strong>\(experiment.finding)</strong></p>
      <p>Required: \(experiment.criterion)</p>
      \(Markup(experiment.omissions.map { "<p>Open: \($0).</p>" }))
      \(table)
      \(try Markup.pictures(plots(of: experiment), gnuplot))
      """
  }

  private func number(_ value: Double?) -> String {
    value.map { $0.isFinite ? Format.significant($0, 4) : "infinite" } ?? "-"
  }

  var plots: [Plot] { results.experiments.flatMap(plots) }

  private func plots(of experiment: ReproduceResults.Experiment) -> [Plot] {
    experiment.charts.map { chart in
      Plot(
        name: "\(experiment.name)-\(chart.name)", caption: chart.caption,
        x: Plot.Axis(label: chart.x.label, isLogarithmic: chart.x.isLogarithmic),
        y: Plot.Axis(label: chart.y.label, isLogarithmic: chart.y.isLogarithmic),
        curves: chart.series.map { series in
          Plot.Curve(
            title: series.name, style: style(of: series),
            points: series.points.map { point in
              Plot.Point(
                point.x, point.y,
                band: point.lower < point.upper ? (point.lower, point.upper) : nil)
            })
        })
    }.filter { !$0.isEmpty }
  }

  private func style(of series: ExperimentChart.Series) -> CurveStyle {
    let style = series.rule.map(CurveStyle.init(rule:)) ?? .optimum
    return switch series.form {
    case .line: style.with(marks: "linespoints pt 7 ps 0.4")
    case .points: style.with(marks: "points pt 7 ps 0.5")
    case .prediction: style
    }
  }
}

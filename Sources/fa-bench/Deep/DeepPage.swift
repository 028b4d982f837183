import FATrainers

/// The page of a deep network.
struct DeepPage: PageContent {
  let results: DeepResults

  func page(_ gnuplot: Gnuplot?) throws -> Page {
    let problem = results.problem
    var page = Page(
      title:
        "A deep linear network on \(problem.source), \(problem.rows) x \(problem.columns)")
    page.add("The setting", setting)
    if !plots.isEmpty { page.add("Curves", try .pictures(plots, gnuplot)) }
    page.add("Figures", table)
    page.add("How it was made", .provenance(results.environment))
    return page
  }

  private var setting: Markup {
    let problem = results.problem
    return """
      <p>Layers W_1 to W_L learn W_L ... W_1 = Y from white inputs, all at once: by direct feedback alignment from zero weights, in a
      network that has no more than n units in a layer and takes the same steps, whatever the widths; and by gradient descent from a
      small start.</p>
      \(Markup.definitions([
        ("Target Y", "\(problem.source), \(problem.rows) x \(problem.columns)"),
        ("||Y||", Format.significant(problem.frobeniusNorm, 8)),
        ("Hidden layers", results.widths.map { "\($0)" }.joined(separator: ", ")),
        ("Feedback", results.settings.feedbackLaw),
        ("Step sizes", "\(Format.significant(results.stepSize, 4)), gradient descent "
          + Format.significant(results.gradientDescentStepSize, 4)),
        ("A step without widths", Format.duration(results.secondsPerStep)),
      ]))
      """
  }

  private var table: Markup {
    let header =
      ["step", "error", "GD error", "full - free"]
      + results.widths.indices.map { "align \($0 + 1)" }
    let rows = results.history.map { record in
      ["\(record.step)"]
        + [record.error, record.gradientDescentError].map { number($0, 8) }
        + [number(record.differenceFromFullNetwork, 2)]
        + results.widths.indices.map { number(record.alignments?[$0], 4) }
    }
    return """
      \(Markup.table(header: header, rows: rows))
      <p>Error: ||W_L ... W_1 - Y||. Full - free: the difference of what the whole network and the one without widths compute,
      over ||Y||. Align: the cosine between the feedback of a hidden layer and the layers above it, transposed.</p>
      """
  }

  private func number(_ value: Double?, _ digits: Int) -> String {
    value.map { Format.significant($0, digits) } ?? "-"
  }

  var plots: [Plot] { [errors, alignments].filter { !$0.isEmpty } }

  private static let steps = Plot.Axis(label: "steps", isLogarithmic: true)

  private func curve(
    _ title: String, _ style: CurveStyle, _ value: (DeepResults.Record) -> Double?
  ) -> Plot.Curve {
    Plot.Curve(
      title: title, style: style,
      points: results.history.compactMap { record in
        value(record).map { Plot.Point(Double(record.step), $0) }
      })
  }

  private var errors: Plot {
    let norm = results.problem.frobeniusNorm
    return Plot(
      name: "error-steps", caption: "Error against steps.", x: Self.steps,
      y: Plot.Axis(label: "||W_L ... W_1 - Y|| / ||Y||", isLogarithmic: true),
      curves: [
        curve("feedback alignment", CurveStyle(rule: "fa")) { $0.relativeError },
        curve("gradient descent", CurveStyle(rule: "gd")) {
          norm > 0 ? $0.gradientDescentError.map { $0 / norm } : nil
        },
      ])
  }

  private var alignments: Plot {
    Plot(
      name: "alignment",
      caption: "The cosine between the feedback of each hidden layer and the layers above it.",
      x: Self.steps, y: Plot.Axis(label: "cosine"),
      curves: results.widths.indices.map { layer in
        curve("layer \(layer + 1)", CurveStyle(place: layer)) { $0.alignments?[layer] }
      })
  }
}

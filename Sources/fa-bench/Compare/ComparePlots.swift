/// The pictures of a comparison.
struct ComparePlots {
  let results: CompareResults

  init(_ results: CompareResults) { self.results = results }

  /// Those that have something to show.
  var all: [Plot] {
    ([errorAgainstSteps, errorAgainstTime] + histories + [singularValues, angles])
      .filter { !$0.isEmpty }
  }

  private static let steps = Plot.Axis(label: "steps", isLogarithmic: true)
  private static let relativeError = Plot.Axis(label: "||ZW - Y|| / ||Y||", isLogarithmic: true)

  private var levels: [Plot.Level] {
    [
      Plot.Level(title: "optimum", value: results.optimum.relativeError ?? .nan, style: .optimum),
      Plot.Level(
        title: "limit of the feedback", value: results.feedbackLimit.relativeError ?? .nan,
        style: .limit),
    ]
  }

  private func errors(_ x: (CompareResults.Run, CompareResults.Record) -> Double) -> [Plot.Curve] {
    results.runs.map { run in
      Plot.Curve(
        title: run.rule, style: CurveStyle(rule: run.rule),
        points: run.history.compactMap { record in
          record.relativeError.map { Plot.Point(x(run, record), $0) }
        })
    }
  }

  private var errorAgainstSteps: Plot {
    Plot(
      name: "error-steps",
      caption: "Error against steps, with the optimum and the limit that the feedback sets.",
      x: Self.steps, y: Self.relativeError, curves: errors { Double($1.step) }, levels: levels)
  }

  private var errorAgainstTime: Plot {
    Plot(
      name: "error-time",
      caption: "Error against time: set-up, and then each step's share of the run's duration.",
      x: Plot.Axis(label: "seconds", isLogarithmic: true), y: Self.relativeError,
      curves: errors {
        $0.setupSeconds + $0.trainingSeconds * Double($1.step) / Double(max(1, $0.steps))
      },
      levels: levels)
  }

  private var histories: [Plot] {
    let norm = results.problem.frobeniusNorm
    return Self.quantities.map { quantity in
      let curves = results.runs.flatMap { run in
        quantity.figures.enumerated().map { place, figure in
          Plot.Curve(
            title: run.rule + figure.suffix, style: CurveStyle(rule: run.rule).with(line: place),
            points: run.history.compactMap { record in
              figure.value(record).map {
                Plot.Point(Double(record.step), quantity.isOfTarget ? $0 / norm : $0)
              }
            })
        }
      }
      return Plot(
        name: quantity.name, caption: quantity.caption, x: Self.steps, y: quantity.axis,
        curves: curves)
    }
  }

  private var singularValues: Plot {
    .singularValues(results.optimum.singularValues, rank: results.problem.rank)
  }

  private var angles: Plot {
    Plot(
      name: "angles",
      caption:
        "Principal angles between the row space of W and that of the optimum, from the smallest.",
      x: Plot.Axis(label: "i"), y: Plot.Axis(label: "degrees"),
      curves: results.runs.map { run in
        Plot.Curve(
          title: run.rule, style: CurveStyle(rule: run.rule).with(marks: "linespoints pt 7 ps 0.5"),
          points: Plot.numbered(run.anglesToOptimumDegrees ?? []))
      })
  }
}

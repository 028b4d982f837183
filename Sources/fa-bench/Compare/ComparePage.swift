import FATrainers

/// The page of a comparison.
struct ComparePage: PageContent {
  let results: CompareResults

  var plots: [Plot] { ComparePlots(results).all }

  func page(_ gnuplot: Gnuplot?) throws -> Page {
    let problem = results.problem
    var page = Page(
      title:
        "Learning rules on \(problem.source), \(problem.rows) x \(problem.columns), rank \(problem.rank)"
    )
    page.add("The setting", setting)
    page.add("Results", runs)
    if !plots.isEmpty { page.add("Curves", try .pictures(plots, gnuplot)) }
    page.add("Singular values and angles", angles)
    page.add("How it was made", .provenance(results.environment))
    return page
  }

  private var setting: Markup {
    let (problem, optimum, limit) = (results.problem, results.optimum, results.feedbackLimit)
    func error(_ value: Double, _ relative: Double?) -> String {
      Format.significant(value, 8) + (relative.map { " (\(Format.percent($0)) of ||Y||)" } ?? "")
    }
    return """
      <p>Each rule trains Z (n x r) and W (r x m) on min ||ZW - Y||. The optimum is the error of the
      truncated singular value decomposition, which no factors of that rank beat. The limit is
      ||Y - Y P|| with P the projector on the row space of C Y: where rules with fixed feedback C end.</p>
      \(Markup.definitions([
        ("Target Y", "\(problem.source), \(problem.rows) x \(problem.columns)"),
        ("||Y||", Format.significant(problem.frobeniusNorm, 8)),
        ("rank(Y)", problem.numericalRank.map { "\($0)" } ?? "above \(problem.rank)"),
        ("r", "\(problem.rank)"),
        ("Optimum", error(optimum.error, optimum.relativeError)),
        ("Certificate",
          "\(optimum.certificate.status), \(optimum.certificate.driver), "
            + "at most \(Format.significant(optimum.certificate.bound, 2)) above the true optimum"),
        ("Limit", error(limit.error, limit.relativeError)),
      ]))
      """
  }

  private var runs: Markup {
    let header = [
      "rule", "error", "/ optimum", "/ limit", "predicted", "ZW in the end", "off by", "steps",
      "status", "step size", "align",
      "largest angle",
      "drift", "method", "time",
    ]
    let rows = results.runs.map { run in
      [
        run.rule, Format.significant(run.error, 8), Format.significant(run.ratioToOptimum, 6),
        Format.significant(run.ratioToLimit, 6), Format.significant(run.predictedLimit?.error, 8),
        run.predictedLimit?.formula ?? "-", Format.significant(run.predictedLimit?.distance, 2),
        "\(run.steps)", run.status.rawValue, Format.significant(run.stepSize, 4),
        run.alignment.map { Format.angle($0.angleDegrees) } ?? "-",
        run.anglesToOptimumDegrees?.last.map(Format.angle) ?? "-",
        Format.significant(run.conservationDrift, 2),
        run.method.rawValue, Format.duration(run.setupSeconds + run.trainingSeconds),
      ]
    }
    return """
      \(Markup.table(header: header, rows: rows))
      <p>Predicted: the error at the limit that is known for the rule itself, without training; ZW in the end: its
      formula; off by: ||ZW - prediction||. Align: degrees between Z and C' as vectors, 0 aligned, 90 unrelated. Largest angle: the largest
      principal angle, in degrees, between the row space of W and that of the optimum. Drift: how far the
      quantity that the rule conserves is from its exact prediction, a measure of rounding. Method: in
      which coordinates the run was computed, with the same trajectory. Time: set-up and training.</p>
      """
  }

  private var angles: Markup {
    let values = results.optimum.singularValues
    let rows = values.prefix(max(20, min(results.problem.rank, values.count) + 1)).enumerated().map
    {
      index, value in
      ["\(index + 1)", Format.significant(value, 10)]
        + results.runs.map { run in
          run.anglesToOptimumDegrees.flatMap {
            $0.indices.contains(index) ? Format.angle($0[index]) : nil
          }
            ?? "-"
        }
    }
    return """
      \(Markup.table(
        header: ["i", "singular value"] + results.runs.map { "angle of \($0.rule)" }, rows: rows))
      <p>The singular values of Y from the largest, and the principal angles, in degrees from the
      smallest, between the row space of W and that of the optimum.</p>
      """
  }
}

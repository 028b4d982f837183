/// The page of an approximation.
struct SVDPage: PageContent {
  let results: SVDResults
  /// More triplets than anybody reads are for programs.
  private static let rowLimit = 200

  func page(_ gnuplot: Gnuplot?) throws -> Page {
    let problem = results.problem
    var page = Page(
      title: "The best approximation of \(problem.source), \(problem.rows) x \(problem.columns), "
        + "rank \(results.rank)")
    page.add("Result", result)
    if !plots.isEmpty { page.add("Curves", try .pictures(plots, gnuplot)) }
    if !results.singularValues.isEmpty { page.add("Singular values", triplets) }
    page.add("How it was made", .provenance(results.environment))
    return page
  }

  private var result: Markup {
    let (problem, certificate) = (results.problem, results.certificate)
    let share = results.relativeError.map { " (\(Format.percent($0)) of ||Y||)" } ?? ""
    return """
      <p>No matrix of rank \(results.rank) is nearer to Y than the truncated singular value decomposition
      U S V': its error, the optimum, is the root of the sum of s_i^2 over i beyond the rank. The certificate
      bounds how far the error that was computed can be above the optimum.</p>
      \(Markup.definitions([
        ("Matrix Y", "\(problem.source), \(problem.rows) x \(problem.columns)"),
        ("||Y||", Format.significant(problem.frobeniusNorm, 8)),
        ("Rank", "\(results.rank)"),
        ("||U S V' - Y||", Format.significant(results.error, 8) + share),
        ("Certificate",
          "\(certificate.status): at most \(Format.significant(certificate.bound, 2)) above the optimum"
            + (certificate.reason.map { " (\($0))" } ?? "")),
        ("Computed",
          "for \(results.goal), by \(results.driver), products with Y: \(results.passes), "
            + Format.duration(results.seconds)),
      ]))
      """
  }

  private var triplets: Markup {
    let (values, errors) = (results.singularValues, self.errors.dropFirst())
    let rows = zip(zip(values, results.residuals), errors).prefix(Self.rowLimit).enumerated().map {
      index, row in
      [
        "\(index + 1)", Format.significant(row.0.0, 10),
        Format.significant(row.1, 6), Format.significant(row.0.1, 2),
      ]
    }
    let more = values.count - rows.count
    let rest: Markup = more > 0 ? "<p>\(more) more are in the JSON.</p>" : ""
    return """
      \(Markup.table(header: ["i", "s_i", "error of rank i / ||Y||", "residual"], rows: rows))
      \(rest)
      <p>The residual is ||Y'u_i - s_i v_i||, which bounds how far s_i is from a singular value of Y.</p>
      """
  }

  /// The relative error of each rank from zero: summed from the end, where nothing cancels.
  private var errors: [Double?] {
    let norm = results.problem.frobeniusNorm
    guard norm > 0 else { return Array(repeating: nil, count: results.singularValues.count + 1) }
    var square = (results.error / norm) * (results.error / norm)
    let squares =
      [square]
      + results.singularValues.reversed().map { value in
        square += (value / norm) * (value / norm)
        return square
      }
    return squares.reversed().map { $0.squareRoot() }
  }

  var plots: [Plot] {
    let marks = "linespoints pt 7 ps 0.4"
    let error = Plot(
      name: "error-rank",
      caption: "The error of the best approximation of each rank up to this one.",
      x: Plot.Axis(label: "rank"), y: Plot.Axis(label: "error / ||Y||", isLogarithmic: true),
      curves: [
        Plot.Curve(
          title: "optimum", style: CurveStyle(place: 0).with(marks: marks),
          points: errors.enumerated().compactMap { rank, error in
            error.map { Plot.Point(Double(rank), $0) }
          })
      ])
    let residuals = Plot(
      name: "residuals",
      caption: "The residuals ||Y'u_i - s_i v_i||, or for n < m ||Y v_i - s_i u_i||.",
      x: Plot.Axis(label: "i", isLogarithmic: true),
      y: Plot.Axis(label: "residual", isLogarithmic: true),
      curves: [
        Plot.Curve(
          title: "residual", style: CurveStyle(place: 1).with(marks: marks),
          points: Plot.numbered(results.residuals))
      ])
    let spectrum = Plot.singularValues(results.singularValues, rank: results.rank)
    return [spectrum, error, residuals].filter { !$0.isEmpty }
  }
}

import FATrainers

/// The page of the limits over random feedback.
struct LimitsPage: PageContent {
  let results: LimitsResults

  func page(_ gnuplot: Gnuplot?) throws -> Page {
    let problem = results.problem
    var page = Page(
      title:
        "Where feedback alignment ends on \(problem.source), \(problem.rows) x \(problem.columns)")
    page.add("The setting", setting)
    if !plots.isEmpty { page.add("The distribution", try .pictures(plots, gnuplot)) }
    page.add("Figures", table)
    page.add("How it was made", .provenance(results.environment))
    return page
  }

  private var setting: Markup {
    let problem = results.problem
    return """
      <p>Feedback alignment ends at ||Y - Y P||, with P the orthogonal projector on the row space of C Y. For each
      rank r this is the law of that limit over random feedback C (r x n, independent normal entries), without
      any training. The optimum is the error of the truncated singular value decomposition of rank r.</p>
      \(Markup.definitions([
        ("Target Y", "\(problem.source), \(problem.rows) x \(problem.columns)"),
        ("||Y||", Format.significant(problem.frobeniusNorm, 8)),
        ("rank(Y)", problem.numericalRank.map { "\($0)" } ?? "above \(results.largestRank)"),
        ("Draws", "\(results.draws), in \(Format.duration(results.seconds))"),
      ]))
      """
  }

  private var table: Markup {
    let header = [
      "r", "optimum", "least", "5 %", "25 %", "median", "75 %", "95 %", "largest", "mean",
      "bound on the mean", "median bound", "median / optimum",
    ]
    let rows = results.ranks.map { rank in
      let interval = rank.meanInterval?.interval.map {
        " (\(Format.significant($0.low, 4)) to \(Format.significant($0.high, 4)))"
      }
      return ["\(rank.rank)"]
        + [
          rank.optimum, rank.minimum, rank.quantile05, rank.quantile25, rank.median,
          rank.quantile75, rank.quantile95, rank.maximum,
        ].map(number) + [number(rank.mean) + (interval ?? "")]
        + [rank.expectationBound, rank.medianBound, rank.medianRatioToOptimum].map(number)
    }
    return """
      \(Markup.table(header: header, rows: rows))
      <p>All errors are ||ZW - Y|| in the units of Y; percentages are quantiles over the draws, and the mean has its
      95 % confidence interval. The bound on the mean (Halko, Martinsson and Tropp 2011, theorem 10.5) needs
      r of 2 or more; the median bound is the median over the draws of their deterministic bound (theorem 9.1).
      From r = rank(Y) on, the limit is the optimum.</p>
      """
  }

  private func number(_ value: Double?) -> String { Format.significant(value, 5) }

  var plots: [Plot] { [overRanks, cumulative].filter { !$0.isEmpty } }

  /// Whatever is known of every rank.
  private var overRanks: Plot {
    func line(_ title: String, _ style: CurveStyle, _ figure: (LimitsResults.Rank) -> Double?)
      -> Plot.Curve
    {
      Plot.Curve(
        title: title, style: style,
        points: results.ranks.compactMap { rank in
          figure(rank).map { Plot.Point(Double(rank.rank), $0) }
        })
    }
    let boxes = results.ranks.compactMap { rank -> Plot.Point? in
      guard let median = rank.median, let low = rank.quantile05, let high = rank.quantile95,
        let first = rank.quantile25, let third = rank.quantile75
      else { return nil }
      return Plot.Point(
        Double(rank.rank), median, band: (low, high), quartiles: (first, third))
    }
    return Plot(
      name: "limits",
      caption:
        "The limit of FA over random feedback: the median, the quartiles as a box, 5 % and 95 % as whiskers; beside "
        + "it the optimum, the bound on the mean, and the median of the deterministic bound.",
      x: Plot.Axis(label: "rank r"), y: Plot.Axis(label: "error", isLogarithmic: true),
      curves: [
        Plot.Curve(
          title: "limit of FA",
          style: CurveStyle(rule: "fa").with(marks: "points pt 7 ps 0.5"), points: boxes),
        line("optimum", .optimum.with(marks: "linespoints pt 7 ps 0.3")) { $0.optimum },
        line("bound on the mean", CurveStyle(place: 2).with(marks: "linespoints pt 6 ps 0.5")) {
          $0.expectationBound
        },
        line("median bound", CurveStyle(place: 3).with(marks: "linespoints pt 4 ps 0.5")) {
          $0.medianBound
        },
      ])
  }

  /// The law of each rank, of so many as can be told apart.
  private var cumulative: Plot {
    Plot(
      name: "distribution",
      caption: "The share of the draws whose limit is at most so many times the optimum"
        + (chosen.count < untrivial.count ? ", for some of the ranks." : "."),
      x: Plot.Axis(label: "limit / optimum"), y: Plot.Axis(label: "share of the draws"),
      curves: chosen.enumerated().map { place, rank in
        Plot.Curve(
          title: "r = \(rank.rank)", style: CurveStyle(place: place),
          points: rank.percentiles.enumerated().map { share, limit in
            Plot.Point(limit / rank.optimum, Double(share) / Double(rank.percentiles.count - 1))
          })
      })
  }

  private var untrivial: [LimitsResults.Rank] {
    results.ranks.filter { $0.rank < results.problem.numericalRank ?? .max }
  }

  private var chosen: [LimitsResults.Rank] {
    let most = CurveStyle.colors.count
    guard untrivial.count > most else { return untrivial }
    return (0..<most).map { untrivial[$0 * (untrivial.count - 1) / (most - 1)] }
  }
}

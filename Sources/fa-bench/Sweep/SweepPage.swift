import FATrainers

/// The page of a sweep: the summary, and medians with bands over seeds against whatever was varied.
struct SweepPage: PageContent {
  let results: SweepResults

  var plots: [Plot] { SweepPlots(results.runs).all }

  func page(_ gnuplot: Gnuplot?) throws -> Page {
    var page = Page(title: "A sweep of \(results.cells.total) runs")
    page.add("The cells", cells)
    if let ranks = SweepRankTables(results.runs).markup { page.add("Over ranks", ranks) }
    if !plots.isEmpty { page.add("Curves", try .pictures(plots, gnuplot)) }
    for group in results.groups { page.add(heading(of: group), table(of: group)) }
    page.add("How it was made", .provenance(results.environment))
    return page
  }

  private var cells: Markup {
    let cells = results.cells
    return """
      <p>Each cell is a run of one rule from one seed. A run that diverged has an infinite error, and
      counts as such in medians and quantiles. Rules are compared on the same seeds.</p>
      \(Markup.definitions([
        ("Runs", "\(cells.total)"), ("Converged", "\(cells.converged)"),
        ("Used their steps", "\(cells.maxSteps)"), ("Diverged", "\(cells.diverged)"),
        ("Failed", "\(cells.failed)"),
      ]))
      """
  }

  private func heading(of group: SweepResults.Group) -> String {
    let setting = group.setting
    return "\(setting.target), r = \(setting.rank), step size \(setting.requestedStepSize), "
      + "start \(setting.start) \(Format.significant(setting.initialScale, 3))"
  }

  private func table(of group: SweepResults.Group) -> Markup {
    func number(_ value: Double?, _ digits: Int = 5) -> String {
      value.map { $0.isFinite ? Format.significant($0, digits) : "infinite" } ?? "-"
    }
    let rules = group.rules.map { rule in
      [
        rule.rule, "\(rule.cells.total)", "\(rule.cells.diverged)",
        number(rule.relativeError?.median), number(rule.ratioToOptimum?.quantile05),
        number(rule.ratioToOptimum?.median), number(rule.ratioToOptimum?.quantile95),
        number(rule.stepsToConvergence?.median),
      ]
    }
    let comparisons = group.comparisons.map { comparison in
      [
        "\(comparison.rule) against \(comparison.baseline)", "\(comparison.pairs)",
        "\(comparison.smaller)", "\(comparison.larger)", number(comparison.medianRatio),
        Format.significant(comparison.signTestProbability, 2),
      ]
    }
    let first = Markup.table(
      header: [
        "rule", "runs", "diverged", "error / ||Y||", "/ optimum, 5 %", "median", "95 %", "steps",
      ], rows: rules)
    guard !comparisons.isEmpty else { return first }
    return """
      \(first)
      \(Markup.table(
        header: ["by seed", "pairs", "smaller", "larger", "median ratio", "sign test, p"],
        rows: comparisons))
      """
  }
}

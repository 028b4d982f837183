import FAMatrixIO
import FATrainers

/// The summary of a sweep for a person: for each setting the rules, and how they compare.
struct SweepTable {
  let results: SweepResults
  let isColored: Bool
  /// More settings than fit some screens are for programs.
  private static let groupLimit = 24

  var text: String {
    let shown = results.groups.prefix(Self.groupLimit).flatMap { group in
      [""] + setting(group.setting) + rows(group) + group.comparisons.flatMap(sentence)
    }
    let rest = results.groups.count - Self.groupLimit
    let more = rest > 0 ? ["", "… and \(rest) more settings: --format json has them all"] : []
    let ranks = SweepRankTables(results.runs).text(isColored: isColored)
    return (summary + ranks + shown + more + [""] + notes).joined(separator: "\n") + "\n"
  }

  private var summary: [String] {
    let cells = results.cells
    let parts = [
      (cells.converged, "converged"), (cells.maxSteps, "max-steps"), (cells.diverged, "diverged"),
      (cells.failed, "failed"),
    ]
    let counts = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    return [
      "Results".bold(isColored) + "  \(results.file.printable.shortened(to: 70))",
      "         \(cells.total) cells" + (counts.isEmpty ? "" : ": \(counts)"),
    ]
  }

  private func setting(_ setting: SweepSetting) -> [String] {
    var parts = ["r = \(setting.rank)", "start \(setting.start)"]
    if setting.start != "zero" { parts[1] += " \(setting.initialScale)" }
    if let law = setting.feedbackLaw, let scale = setting.feedbackScale {
      parts.append("feedback \(law) \(scale)")
    }
    parts.append("step \(setting.requestedStepSize)")
    if setting.schedule != "constant" { parts.append(setting.schedule) }
    return [setting.target.printable.shortened(to: 80).bold(isColored)]
      + parts.joined(separator: ", ").wrapped(width: 80)
  }

  private func rows(_ group: SweepResults.Group) -> [String] {
    let header = ["rule", "runs", "lost", "5 %", "median", "95 %", "/optimum", "steps"]
    let body = group.rules.map { rule in
      [
        rule.rule, "\(rule.cells.total)", "\(rule.cells.diverged + rule.cells.failed)",
        Format.significant(rule.error.quantile05, 4), Format.significant(rule.error.median, 4),
        Format.significant(rule.error.quantile95, 4),
        Format.significant(rule.ratioToOptimum?.median, 5),
        Format.significant(rule.stepsToConvergence?.median, 4),
      ]
    }
    return TableText.aligned([header] + body, left: [0], cutting: 0, boldHead: isColored)
  }

  private func sentence(_ comparison: SweepResults.Comparison) -> [String] {
    guard comparison.pairs > 0 else { return [] }
    let seeds = comparison.pairs == 1 ? "1 seed" : "\(comparison.pairs) seeds"
    var text =
      "\(comparison.rule) over \(comparison.baseline), \(seeds): median ratio "
      + Format.significant(comparison.medianRatio, 5)
    if let interval = comparison.medianRatioInterval {
      text += " (\(Format.significant(interval[0], 5)) to \(Format.significant(interval[1], 5)))"
    }
    text += ", smaller in \(comparison.smaller), larger in \(comparison.larger)"
    if comparison.ties > 0 { text += ", equal in \(comparison.ties)" }
    if comparison.smaller + comparison.larger > 0 {
      text += ", p = \(Format.significant(comparison.signTestProbability, 2))"
    }
    return text.asItem
  }

  private var notes: [String] {
    """
    5 %, median, 95 %: quantiles of ||ZW - Y|| over seeds; runs that are lost (diverged or failed) \
    count as infinite. /optimum: median of the ratio. steps: median of those that converged. Ratios of \
    rules are paired by seed, with a 95 % interval for the median and the sign test.
    """.wrapped(width: 80)
  }
}

import FAMatrixIO

/// The result of `limits` for a person: the optimum, the limit and its bounds at each rank.
struct LimitsTable {
  let results: LimitsResults
  let isColored: Bool

  var text: String { (summary + [""] + rows + [""] + notes).joined(separator: "\n") + "\n" }

  private var summary: [String] {
    let problem = results.problem
    // All that is known of the rank of a large target is that it exceeds those asked for.
    let rank = problem.numericalRank.map { "rank \($0)" } ?? "rank > \(results.largestRank)"
    return [
      "Target".bold(isColored) + "  \(problem.source.printable.shortened(to: 72))",
      "        \(problem.rows) x \(problem.columns), \(rank), "
        + "||Y|| = \(Format.significant(problem.frobeniusNorm, 6))",
      problem.streaming.map { "        \($0.text)" },
      "Limit".bold(isColored)
        + "   ||Y - Y P|| over \(results.draws) draws of the feedback, "
        + Format.duration(results.seconds),
    ].compactMap(\.self)
  }

  private var rows: [String] {
    let header = ["r", "optimum", "5 %", "median", "95 %", "mean", "bound", "/optimum"]
    let body = results.ranks.map { rank in
      ["\(rank.rank)"]
        + [
          rank.optimum, rank.quantile05, rank.median, rank.quantile95, rank.mean,
          rank.expectationBound, rank.medianRatioToOptimum,
        ].map { Format.significant($0, 4) }
    }
    return TableText.aligned([header] + body, boldHead: isColored)
  }

  private var notes: [String] {
    """
    5 %, median, 95 %, mean: of where FA ends, over random feedback; ||.|| is the Frobenius norm. bound: on the mean, by Halko, \
    Martinsson and Tropp; none at r = 1. /optimum: the median over the optimum. From r = rank(Y) on the \
    limit is the optimum.
    """.wrapped(width: 80)
  }
}

import FAMatrixIO
import FATrainers

/// Rules over ranks: rank down, rules across.
struct SweepRankTables {
  let tables: [SweepSummary.RankTable]

  init(_ runs: [SweepResult]) { tables = SweepSummary(runs).rankTables }

  /// Those with something to compare.
  private var shown: [SweepSummary.RankTable] { tables.filter { $0.rows.count > 1 } }

  /// The median over seeds of the error over the optimum; of the error, where the optimum is zero.
  private func figure(_ rule: SweepSummary.Rule?) -> String {
    guard let rule else { return "-" }
    let median = (rule.ratioToOptimum ?? rule.error).median
    let text = median.map { $0.isFinite ? Format.significant($0, 5) : "inf" } ?? "-"
    return rule.ratioToOptimum == nil && text != "inf" ? text + "*" : text
  }

  private func cells(_ row: SweepSummary.RankTable.Row) -> [String] {
    ["\(row.rank)", Format.significant(row.optimumError, 5)] + row.rules.map(figure)
  }

  static let note =
    "Over ranks: the error of the optimum, and for each rule the median over seeds of the error over it "
    + "(* of the error itself, where the optimum is zero)."

  /// For a terminal: as many rules beside each other as fit.
  func text(isColored: Bool) -> [String] {
    shown.flatMap { table -> [String] in
      let head = ["r", "optimum"] + table.rules
      let body = table.rows.map(cells)
      let widths = head.indices.map { column in
        ([head] + body).map { $0[column].count }.max() ?? 0
      }
      var blocks: [[Int]] = [[]]
      var width = widths[0] + 2 + widths[1]
      for column in 2..<head.count {
        if width + 2 + widths[column] > 80, !blocks[blocks.count - 1].isEmpty {
          blocks.append([])
          width = widths[0] + 2 + widths[1]
        }
        blocks[blocks.count - 1].append(column)
        width += 2 + widths[column]
      }
      let title = table.setting.target.printable.shortened(to: 80).bold(isColored)
      return ["", title + ", over ranks"]
        + blocks.flatMap { block in
          TableText.aligned(
            ([head] + body).map { cells in ([0, 1] + block).map { cells[$0] } },
            boldHead: isColored)
        }
    } + (shown.isEmpty ? [] : Self.note.asItem)
  }

  /// For a page.
  var markup: Markup? {
    guard !shown.isEmpty else { return nil }
    let tables = Markup(
      shown.map { table in
        """
        <h3>\(table.setting.target), step size \(table.setting.requestedStepSize)</h3>
        \(Markup.table(header: ["r", "optimum"] + table.rules, rows: table.rows.map(cells)))
        """
      })
    return "\(tables)\n<p>\(Self.note)</p>"
  }

  /// For other programs: a line for each rank of each setting, and for each rule the medians of its error and of
  /// the error over the optimum.
  func csv() -> String {
    var rules: [String] = []
    for rule in tables.flatMap(\.rules) where !rules.contains(rule) { rules.append(rule) }
    typealias Line = (table: SweepSummary.RankTable, row: SweepSummary.RankTable.Row)
    let lines = tables.flatMap { table in table.rows.map { (table: table, row: $0) } }
    func rule(_ name: String, of line: Line) -> SweepSummary.Rule? {
      line.row.rules.lazy.compactMap(\.self).first { $0.name == name }
    }
    let settings: [CSV.Column<Line>] = [
      ("target", { $0.table.setting.target }), ("start", { $0.table.setting.start }),
      ("initialScale", { $0.table.setting.initialScale }),
      ("feedbackLaw", { $0.table.setting.feedbackLaw }),
      ("feedbackScale", { $0.table.setting.feedbackScale }),
      ("requestedStepSize", { $0.table.setting.requestedStepSize }), ("rank", { $0.row.rank }),
      ("optimumError", { $0.row.optimumError }),
    ]
    let figures = rules.flatMap { name -> [CSV.Column<Line>] in
      [
        (name, { rule(name, of: $0)?.error.median }),
        ("\(name)/optimum", { rule(name, of: $0)?.ratioToOptimum?.median }),
      ]
    }
    return CSV.text(lines, settings + figures)
  }
}

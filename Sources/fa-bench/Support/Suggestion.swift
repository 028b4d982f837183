/// What somebody who has mistyped a name may have meant.
enum Suggestion {
  /// The nearest of the names, if it is as near as a slip: a letter too many, too few, another or two that changed places, one
  /// for every three letters.
  static func nearest(to word: String, among names: some Sequence<String>) -> String? {
    let most = max(1, word.count / 3)
    let nearest = names.map { (name: $0, slips: slips(Array(word), Array($0))) }
      .min { $0.slips < $1.slips }
    return nearest.flatMap { $0.slips <= most ? $0.name : nil }
  }

  /// The least number of such slips that make one word of the other: the optimal string alignment distance.
  private static func slips(_ a: [Character], _ b: [Character]) -> Int {
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(
          rows[i][j] + (a[i] == b[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}

/// Rows of cells as lines of text.
enum TableText {
  /// The lines, with every column as wide as its widest cell, and of 80 characters if that can be.
  ///
  /// - Parameters:
  ///   - rows: The cells, of every row the same number.
  ///   - left: The columns of names, which go to the left; numbers go to the right.
  ///   - names: The column of names that are cut where lines would be too long.
  ///   - boldHead: Whether the first line is bold.
  static func aligned(
    _ rows: [[String]], left: Set<Int> = [], cutting names: Int? = nil, boldHead: Bool = false
  ) -> [String] {
    var widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    let isWide = widths.reduce(0, +) + 2 * (widths.count - 1) > 80
    if let names {
      let excess = widths.reduce(0, +) + widths.count - 1 - 80
      widths[names] = min(widths[names], max(8, widths[names] - excess))
    }
    return rows.enumerated().map { index, cells in
      cells.indices.map { column in
        let cell = cells[column].cut(to: widths[column])
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return left.contains(column) ? cell + padding : padding + cell
      }.joined(separator: isWide ? " " : "  ").bold(boldHead && index == 0)
    }
  }
}

extension String {
  /// The end of a text that is too long for a line: of a path the end says most.
  func shortened(to width: Int) -> String {
    count > width ? "…" + suffix(width - 1) : self
  }

  /// The beginning of a text that is too long.
  fileprivate func cut(to width: Int) -> String {
    count > width ? prefix(max(0, width - 1)) + "…" : self
  }

  /// Bold where the terminal shows colours.
  func bold(_ isColored: Bool) -> String {
    isColored ? "\u{1B}[1m\(self)\u{1B}[0m" : self
  }

  /// Lines with a dash before the first, of at most 78 characters.
  var asItem: [String] {
    wrapped(width: 76).enumerated().map { ($0 == 0 ? "- " : "  ") + $1 }
  }

  /// Lines of at most `width` characters, broken between words.
  func wrapped(width: Int) -> [String] {
    var lines: [String] = []
    for word in split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

/// Rows of cells as lines of text.
enum TableText {
  /// The lines, with every column as wide as its widest cell.
  ///
  /// - Parameters:
  ///   - rows: The cells, of every row the same number.
  ///   - left: The columns of names, which go to the left; numbers go to the right.
  static func aligned(_ rows: [[String]], left: Set<Int> = []) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    let isWide = widths.reduce(0, +) + 2 * (widths.count - 1) > 80
    return rows.map { cells in
      cells.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - cells[column].count)
        return left.contains(column) ? cells[column] + padding : padding + cells[column]
      }.joined(separator: isWide ? " " : "  ")
    }
  }
}

extension String {
  /// The end of a text that is too long for a line: of a path the end says most.
  func shortened(to width: Int) -> String {
    count > width ? "…" + suffix(width - 1) : self
  }

  /// Bold where the terminal shows colours.
  func bold(_ isColored: Bool) -> String {
    isColored ? "\u{1B}[1m\(self)\u{1B}[0m" : self
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

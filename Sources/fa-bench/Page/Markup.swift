/// A piece of HTML. What a string interpolates is escaped unless it is markup itself:
///
/// ```swift
/// let cell: Markup = "<td>\(name)</td>"
/// ```
struct Markup: ExpressibleByStringInterpolation {
  private(set) var text: String

  init(stringLiteral text: String) { self.text = text }

  init(stringInterpolation interpolation: Interpolation) { text = interpolation.text }

  /// Text that is markup already, such as a picture.
  init(trusting text: String) { self.text = text }

  /// Pieces one after the other, each on its lines.
  init(_ parts: [Markup]) { text = parts.map(\.text).joined(separator: "\n") }

  struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: String) { text += literal }

    mutating func appendInterpolation(_ markup: Markup) { text += markup.text }

    mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      for character in value.description {
        switch character {
        case "&": text += "&amp;"
        case "<": text += "&lt;"
        case ">": text += "&gt;"
        case "\"": text += "&quot;"
        case "'": text += "&#39;"
        default: text.append(character)
        }
      }
    }
  }
}

extension Markup {
  /// A table; the first column holds names, the others numbers.
  static func table(header: [String], rows: [[String]]) -> Markup {
    let head = Markup(header.map { "<th>\($0)</th>" })
    let body = rows.map { row -> Markup in
      let cells = zip(header, row).map { name, text -> Markup in
        "<td data-of=\"\(name)\">\(text)</td>"
      }
      return "<tr>\(Markup(cells))</tr>"
    }
    return """
      <table class="to-\(width(of: [header] + rows))">
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(Markup(body))
      </tbody>
      </table>
      """
  }

  /// The room that a table needs at most, in rem and in tens.
  ///
  /// No letter is wider than 1.1 em on average over a cell, and digits are half as wide as that.
  private static func width(of rows: [[String]]) -> Int {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { row in row[column].reduce(0) { $0 + ($1.isLetter && $1.isUppercase ? 0.8 : 0.6) } }
        .max() ?? 0
    }
    let total = widths.reduce(0) { $0 + $1 + 0.75 }
    return 10 * Int((total / 10).rounded(.up))
  }

  /// What turns the rows of a table that has no room for its columns into lists, each figure beside the name of its
  /// column: nothing is hidden at any width.
  static func tableStyle(for body: Markup) -> String {
    let widths = Set(body.text.matches(of: /<table class="to-(\d+)">/).compactMap { Int($0.1) })
    return widths.sorted().map { width in
      let table = ".to-\(width)"
      return """

        @container (max-width: \(width)rem) {
          \(table) thead { display: none; } \(table), \(table) tr { display: block; }
          \(table) tbody { display: grid; gap: 0 2rem;
            grid-template-columns: repeat(auto-fill, minmax(min(100%, 16rem), 1fr)); }
          \(table) tr { padding: .5rem 0; border-bottom: 1px solid var(--line); min-width: 0; }
          \(table) td { display: flex; justify-content: space-between; gap: 1rem; border: 0; padding: 0;
            white-space: normal; overflow-wrap: anywhere; }
          \(table) td::before { content: attr(data-of); color: var(--soft); text-align: left; white-space: nowrap; }
          \(table) td:first-child { font-weight: 600; }
        }
        """
    }.joined()
  }

  /// Names and what they stand for.
  static func definitions(_ pairs: [(String, String)]) -> Markup {
    "<dl>\n\(Markup(pairs.map { "<dt>\($0)</dt><dd>\($1)</dd>" }))\n</dl>"
  }
}

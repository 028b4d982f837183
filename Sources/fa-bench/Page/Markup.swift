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
    func cells(_ texts: [String], _ tag: String) -> Markup {
      let tag = Markup(trusting: tag)
      return Markup(texts.map { "<\(tag)>\($0)</\(tag)>" })
    }
    return """
      <div class="wide"><table>
      <thead><tr>\(cells(header, "th"))</tr></thead>
      <tbody>
      \(Markup(rows.map { "<tr>\(cells($0, "td"))</tr>" }))
      </tbody>
      </table></div>
      """
  }

  /// Names and what they stand for.
  static func definitions(_ pairs: [(String, String)]) -> Markup {
    "<dl>\n\(Markup(pairs.map { "<dt>\($0)</dt><dd>\($1)</dd>" }))\n</dl>"
  }
}

import FALinalg
import Foundation

/// What a command found, in every form in which it is printed.
protocol Results {
  /// For people at a terminal.
  func table(isColored: Bool) -> String
  /// For programs.
  func json() throws -> String
  /// A line for each row, under a line of names.
  func csv() -> String
}

/// What can be shown with pictures as well.
protocol PagedResults: Results {
  var page: any PageContent { get }
}

/// Results that are written as JSON with all they hold. Numbers are Double; one that is undefined is nil, and null
/// in JSON, and one that is infinite is the text "inf".
protocol StoredResults: Results, Codable {
  /// The name and the number of the form.
  static var schema: String { get }
}

extension StoredResults {
  /// All of it, with sorted keys so that equal results are equal bytes.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// Reads what ``json()`` has written; nil if it is something else.
  init?(json: Data) {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let result = try? decoder.decode(Self.self, from: json) else { return nil }
    self = result
  }

  /// Commands without this form do not offer it.
  func csv() -> String { stop("\(Self.schema) has no CSV") }
}

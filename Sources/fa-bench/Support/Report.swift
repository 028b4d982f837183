import Foundation

/// Results as they are written out. Numbers are Double; one that is undefined is nil, and null in
/// JSON, and one that is infinite is the text "inf".
protocol Report: Codable {
  /// The name and the number of the form.
  static var schema: String { get }
}

extension Report {
  /// The whole report, with sorted keys so that equal results are equal bytes.
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
}

/// An optional that is written as null rather than left out.
@propertyWrapper
struct Nullable<Value: Encodable>: Encodable {
  var wrappedValue: Value?

  init(wrappedValue: Value?) {
    self.wrappedValue = wrappedValue
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue {
      try container.encode(wrappedValue)
    } else {
      try container.encodeNil()
    }
  }
}

extension Nullable: Decodable where Value: Decodable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
  }
}

extension [Double] {
  /// The ends of an interval, if that is what it is: a file may hold anything.
  var interval: (low: Double, high: Double)? { count == 2 ? (self[0], self[1]) : nil }
}

extension Double {
  var finite: Double? { isFinite ? self : nil }
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}

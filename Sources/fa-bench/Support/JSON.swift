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

extension KeyedDecodingContainer {
  /// What an older version did not write yet is undefined.
  func decode<Value: Codable>(
    _: Nullable<Value>.Type, forKey key: Key
  ) throws -> Nullable<Value> {
    Nullable(wrappedValue: try decodeIfPresent(Value.self, forKey: key))
  }
}

extension [Double] {
  /// The ends of an interval, if that is what it is: a file may hold anything.
  var interval: (low: Double, high: Double)? { count == 2 ? (self[0], self[1]) : nil }
}

extension ClosedRange<Double> {
  var ends: [Double] { [lowerBound, upperBound] }
}

extension Double {
  var finite: Double? { isFinite ? self : nil }
}

extension Duration {
  var seconds: Double { self / .seconds(1) }
}

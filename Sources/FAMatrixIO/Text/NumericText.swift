import FALinalg

/// What a text is, taken as a number.
enum NumericText {
  /// A decimal number: digits with at most one point, and an exponent if there is one.
  case decimal
  /// A name of NaN or of infinity.
  case nonFinite
  /// Anything else, among it what only some programs take for a number: hexadecimal, `1_000`.
  case other

  /// Classifies the bytes of `text` in `range`.
  init(_ text: [UInt8], _ range: Range<Int>) {
    if Self.isDecimal(text, range) {
      self = .decimal
    } else {
      let longest = "-infinity".utf8.count
      let name = String(decoding: text[range].prefix(longest + 1), as: UTF8.self).lowercased()
      let unsigned = name.hasPrefix("+") || name.hasPrefix("-") ? name.dropFirst() : name[...]
      self = ["nan", "inf", "infinity"].contains(unsigned) ? .nonFinite : .other
    }
  }

  private static func isDecimal(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    var position = range.lowerBound

    func takes(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
      guard position < range.upperBound,
        text[position] == UInt8(ascii: first) || text[position] == UInt8(ascii: second)
      else { return false }
      position += 1
      return true
    }
    func countDigits() -> Int {
      let start = position
      while position < range.upperBound, text[position] &- UInt8(ascii: "0") < 10 { position += 1 }
      return position - start
    }

    _ = takes("+", "-")
    var digits = countDigits()
    if takes(".", ".") { digits += countDigits() }
    guard digits > 0 else { return false }
    if takes("e", "E") {
      _ = takes("+", "-")
      guard countDigits() > 0 else { return false }
    }
    return position == range.upperBound
  }
}

extension BLASScalar {
  /// Reads the decimal number in `range` of a text.
  ///
  /// - Throws: What is wrong with it, if it is none or not finite.
  init(_ text: [UInt8], _ range: Range<Int>) throws(Refusal) {
    switch NumericText(text, range) {
    case .decimal:
      guard let value = Self(decimal: String(decoding: text[range], as: UTF8.self)) else {
        throw Refusal(
          "\(String(quoting: text[range])) is too large for \(Self.self), "
            + "which ends at \(Self.greatestFiniteMagnitude)")
      }
      self = value
    case .nonFinite:
      throw Refusal("'\(String(quoting: text[range]))' is not finite; every entry must be")
    case .other:
      throw Refusal("'\(String(quoting: text[range]))' is not a number")
    }
  }

  /// The number nearest to a decimal one, or nil if it is too large. It is rounded once, straight
  /// from the digits.
  private init?(decimal text: String) {
    if Self.self == Float.self {
      guard let value = Float(text), value.isFinite else { return nil }
      self.init(value)
    } else {
      guard let value = Double(text), value.isFinite else { return nil }
      self.init(value)
    }
  }
}

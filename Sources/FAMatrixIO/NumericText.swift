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

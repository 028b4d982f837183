import FALinalg

/// What a text is, taken as a number.
enum NumericText {
  /// Digits, perhaps behind a sign.
  case integer
  /// A decimal number with a point or an exponent.
  case fraction
  /// A name of NaN or of infinity.
  case nonFinite
  /// Anything else, among it what only some programs take for a number: hexadecimal, `1_000`.
  case other

  /// Classifies the bytes of `text` in `range`.
  init(_ text: [UInt8], _ range: Range<Int>, decimal: UInt8 = UInt8(ascii: ".")) {
    if let kind = Self.number(text, range, decimal) {
      self = kind
    } else {
      let longest = "-infinity".utf8.count
      let name = String(decoding: text[range].prefix(longest + 1), as: UTF8.self).lowercased()
      let unsigned = name.hasPrefix("+") || name.hasPrefix("-") ? name.dropFirst() : name[...]
      self = ["nan", "inf", "infinity"].contains(unsigned) ? .nonFinite : .other
    }
  }

  private static func number(
    _ text: [UInt8], _ range: Range<Int>, _ decimal: UInt8
  ) -> NumericText? {
    var position = range.lowerBound

    func takes(_ first: UInt8, _ second: UInt8) -> Bool {
      guard position < range.upperBound, text[position] == first || text[position] == second
      else { return false }
      position += 1
      return true
    }
    func countDigits() -> Int {
      let start = position
      while position < range.upperBound, text[position] &- UInt8(ascii: "0") < 10 { position += 1 }
      return position - start
    }

    _ = takes(UInt8(ascii: "+"), UInt8(ascii: "-"))
    var digits = countDigits()
    var kind = NumericText.integer
    if takes(decimal, decimal) {
      digits += countDigits()
      kind = .fraction
    }
    guard digits > 0 else { return nil }
    if takes(UInt8(ascii: "e"), UInt8(ascii: "E")) {
      _ = takes(UInt8(ascii: "+"), UInt8(ascii: "-"))
      guard countDigits() > 0 else { return nil }
      kind = .fraction
    }
    return position == range.upperBound ? kind : nil
  }

  /// What to do about a text that is no number, as the end of a sentence; empty if nothing is known.
  static func advice(_ field: some Collection<UInt8>) -> String {
    let text = String(decoding: field.prefix(64), as: UTF8.self)
    let lowercased = text.lowercased()
    if missing.contains(lowercased) {
      return ": a value is missing; fill it in, or leave its row or column out"
    }
    if truths.contains(lowercased) { return ": write truth values as 1 and 0" }
    if text.hasSuffix("%") { return ": write percentages as numbers" }
    if lowercased.hasPrefix("0x") { return ": write it as a decimal number" }
    guard text.first.map({ $0.isNumber || "+-.,".contains($0) }) == true else { return "" }
    let rest = Set(text.drop { "+-".contains($0) }.filter { !$0.isNumber })
    if !rest.isDisjoint(with: "dDqQ"), rest.isSubset(of: ".dDqQ+-") {
      return ": write its exponent with E"
    }
    if rest.contains(","), rest.isSubset(of: ".,+-eE") {
      return ": if its comma is a decimal mark, set the option decimal; write numbers without "
        + "separators between thousands"
    }
    if rest.isSubset(of: "._'  \u{202F}+-eE") {
      return ": write numbers without separators between thousands"
    }
    return rest.isSubset(of: ".,;:|\t eE+-")
      ? ": if it is several numbers, set the option delimiter" : ""
  }

  /// Whether a text can only be a name: a letter in it, no digit before that, and none of the words
  /// that stand for a value.
  static func isName(_ field: some Collection<UInt8>) -> Bool {
    let text = String(decoding: field, as: UTF8.self)
    guard !missing.contains(text.lowercased()), !truths.contains(text.lowercased()) else {
      return false
    }
    let start = text.unicodeScalars.first {
      $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil
    }
    return start.map { $0.properties.numericType == nil } ?? false
  }

  /// The texts by which spreadsheets and statistics programs say that there is no value.
  private static let missing: Set<String> = [
    "", "na", "n/a", "#n/a", "nan", "null", "#null!", "none", "nil", "missing", "-", "--", "?", ".",
    "*", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "<na>", "nat",
  ]
  private static let truths: Set<String> = ["true", "false"]
}

extension BLASScalar {
  /// Reads the decimal number in `range` of a text.
  ///
  /// - Throws: What is wrong with it, if it is none, not finite, or cannot be held to the last digit
  ///   of the type.
  init(
    _ text: [UInt8], _ range: Range<Int>, decimal: UInt8 = UInt8(ascii: ".")
  ) throws(Refusal) {
    func quoted() -> String { String(quoting: text[range]) }
    switch NumericText(text, range, decimal: decimal) {
    case .integer, .fraction:
      var digits = String(decoding: text[range], as: UTF8.self)
      if decimal != UInt8(ascii: "."), let mark = digits.utf8.firstIndex(of: decimal) {
        digits.replaceSubrange(mark...mark, with: ".")
      }
      guard let value = Self(decimal: digits), value.isFinite else {
        throw Refusal(
          "\(quoted()) is too large for \(Self.self), which ends at \(Self.greatestFiniteMagnitude)"
        )
      }
      guard value.magnitude >= .leastNormalMagnitude || value.holds(digits) else {
        throw Refusal("\(quoted()) \(Self.tooSmall)")
      }
      self = value
    case .nonFinite:
      throw Refusal("'\(quoted())' is not finite; every entry must be")
    case .other:
      throw Refusal("'\(quoted())' is not a number" + NumericText.advice(text[range]))
    }
  }

  /// The number nearest to a decimal one, rounded once, straight from the digits.
  private init?(decimal digits: String) {
    if Self.self == Float.self {
      guard let value = Float(digits) else { return nil }
      self.init(value)
    } else {
      guard let value = Double(digits) else { return nil }
      self.init(value)
    }
  }

  /// Whether a number below the normal ones is that of the digits, to rounding.
  private func holds(_ digits: String) -> Bool {
    let parts = digits.lowercased().split(separator: "e", maxSplits: 1)
    guard self != 0, let exponent = parts.count > 1 ? Int(parts[1]) : 0 else {
      return parts[0].utf8.allSatisfy { !(UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }
    }
    // Moved to where doubles have all of their digits.
    let shift = 300
    func moved(_ parts: [Substring], _ exponent: Int) -> Double? {
      Double("\(parts[0])e\(exponent + shift)")
    }
    guard let exact = moved(parts, exponent) else { return false }
    let value = Double(self)
    let error = (value * 1e300 - exact).magnitude
    if error <= 2 * Double(Self.ulpOfOne) * exact.magnitude { return true }
    // What printed the number of this type may have left out the digits that say no more.
    guard Self.self == Double.self else { return false }
    let printed = "\(value)".split(separator: "e", maxSplits: 1)
    return printed.count == 2 && Int(printed[1]).flatMap { moved(printed, $0) } == exact
  }
}

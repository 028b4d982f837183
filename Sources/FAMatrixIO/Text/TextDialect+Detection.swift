extension TextDialect {
  /// The most lines that the dialect is found from.
  private static let sampleSize = 200

  /// The dialect of a text: as the options say, or what its first lines have in common.
  ///
  /// - Parameter usual: The delimiter that texts of this kind usually have.
  init(of text: [UInt8], usual: UInt8, _ options: ReadingOptions) throws(Refusal) {
    let comma = UInt8(ascii: ",")
    let given = options.delimiter?.asciiValue
    let decimal = options.decimal?.asciiValue
    guard given == nil || given != decimal else {
      throw Refusal("the options delimiter and decimal are the same")
    }
    let sample = Self(text: text, delimiter: usual, decimal: comma).sample()
    let delimiter =
      if let given { given } else { try Self.delimiter(of: sample, text, usual, except: decimal) }
    self.init(text: text, delimiter: delimiter, decimal: UInt8(ascii: "."))
    guard decimal == nil, delimiter != comma else {
      self.init(text: text, delimiter: delimiter, decimal: decimal ?? UInt8(ascii: "."))
      return
    }
    if try hasDecimalComma(sample) {
      self.init(text: text, delimiter: delimiter, decimal: comma)
    }
  }

  /// The first lines that are neither blank nor comments, without the very first of several, which
  /// may hold names.
  private func sample() -> ArraySlice<Range<Int>> {
    var lines = TextLines(text)
    var sample: [Range<Int>] = []
    while sample.count < Self.sampleSize, let line = lines.next() {
      if !isEmpty(line) { sample.append(line) }
    }
    return sample.count > 1 ? sample.dropFirst() : sample[...]
  }

  /// The first of the delimiters that is in every line.
  private static func delimiter(
    of sample: ArraySlice<Range<Int>>, _ text: [UInt8], _ usual: UInt8, except decimal: UInt8?
  ) throws(Refusal) -> UInt8 {
    let (semicolon, tab, comma) = (UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: ","))
    let candidates: [UInt8] = (usual == tab ? [tab, semicolon, comma] : [semicolon, comma, tab])
      .filter { $0 != decimal }
    let found: UInt8? = candidates.first { candidate in
      !sample.isEmpty && sample.allSatisfy { Self.contains(text[$0], candidate) }
    }
    switch found {
    case semicolon?:
      // Rows of MATLAB, or one column: the semicolon says nothing then about what is before it.
      let isLast = sample.allSatisfy { line in
        text[line].firstIndex(of: semicolon) == text[line].lastIndex { $0 > space }
      }
      if isLast, sample.contains(where: { contains(text[$0], comma) || hasInnerBlank(text[$0]) }) {
        throw Refusal("its lines end in ';': remove it, or set the option delimiter")
      }
    case tab? where usual != tab:
      // Where there are blanks of both kinds, any of them are one delimiter.
      let isMixed = sample.contains { line in
        text[line].split(separator: tab).contains(where: hasInnerBlank)
      }
      if usual == space || isMixed { return space }
    case comma? where usual != comma:
      try checkNoDecimalCommas(sample, text)
    case nil:
      guard !sample.isEmpty, sample.allSatisfy({ hasInnerBlank(text[$0]) }) else {
        return usual == decimal ? semicolon : usual
      }
      if usual == comma, sample.allSatisfy({ isGroupedByThree(text[$0]) }) {
        throw Refusal(
          "its lines, such as '\(String(quoting: text[sample[sample.startIndex]]))', are several "
            + "numbers or one with separators between thousands: write it without, or set the "
            + "option delimiter")
      }
      return space
    default: break
    }
    return found ?? usual
  }

  /// Whether the byte is in the line, outside quotes and comments.
  private static func contains(_ line: ArraySlice<UInt8>, _ byte: UInt8) -> Bool {
    var isQuoted = false
    for other in line {
      if other == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted, other == UInt8(ascii: "#") { return false }
      if !isQuoted, other == byte { return true }
    }
    return false
  }

  private static func hasInnerBlank(_ line: ArraySlice<UInt8>) -> Bool {
    let blanks = [space, tab]
    let words = line.prefix { $0 != UInt8(ascii: "#") }.split(whereSeparator: blanks.contains)
    return words.count > 1
  }

  /// Whether the line is digits in groups of three, the first of which may be shorter.
  private static func isGroupedByThree(_ line: ArraySlice<UInt8>) -> Bool {
    let groups = line.split(separator: space)
    return groups.indices.allSatisfy { index in
      groups[index].allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
        && (groups[index].count == 3 || (index == 0 && groups[index].count < 3))
    }
  }

  /// Throws if each line is one number with a decimal comma as well as two whole ones.
  private static func checkNoDecimalCommas(
    _ sample: ArraySlice<Range<Int>>, _ text: [UInt8]
  ) throws(Refusal) {
    let comma = UInt8(ascii: ",")
    let isEither = sample.allSatisfy { line in
      let field = text[line].drop { $0 == space }.prefix { $0 != space }
      return field.endIndex == line.upperBound
        && NumericText(text, field.startIndex..<field.endIndex, decimal: comma) == .fraction
    }
    if isEither {
      throw Refusal(
        "the commas in its lines may be between numbers or before decimals: set the option "
          + "delimiter or decimal to ','")
    }
  }

  /// Whether commas stand before decimals: in every field that has one, where no point does, and not
  /// all of them could as well be between thousands.
  private func hasDecimalComma(_ sample: ArraySlice<Range<Int>>) throws(Refusal) -> Bool {
    let (comma, point) = (UInt8(ascii: ","), UInt8(ascii: "."))
    var fields: [Field] = []
    var (withComma, thousands) = (0, 0)
    for line in sample {
      // Bad quotes are reported where the line is read.
      guard (try? split(line, into: &fields)) != nil else { continue }
      for field in fields where !field.range.isEmpty {
        let bytes = text[field.range]
        if NumericText(text, field.range) != .other, bytes.contains(point) { return false }
        guard let mark = bytes.firstIndex(of: comma) else { continue }
        guard NumericText(text, field.range, decimal: comma) != .other else { return false }
        withComma += 1
        let whole = bytes[..<mark].drop { "+-".utf8.contains($0) }
        thousands += (1...3).contains(whole.count) && bytes.endIndex - mark == 4 ? 1 : 0
      }
    }
    if withComma > 0, thousands == withComma {
      throw Refusal(
        "the commas in its numbers may be before decimals or between thousands: set the option "
          + "decimal to ',' or write the numbers without")
    }
    return withComma > 0
  }
}

/// How the lines of a text divide into fields, and which mark stands before decimals.
struct TextDialect {
  /// A field without its quotes and the blanks around it.
  struct Field {
    let range: Range<Int>
    let isQuoted: Bool
    /// Whether there is nothing between two delimiters.
    var isEmpty: Bool { range.isEmpty && !isQuoted }
  }

  let text: [UInt8]
  /// The byte between fields; a space stands for any number of blanks and tabs.
  let delimiter: UInt8
  let decimal: UInt8

  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")

  var isBlankSeparated: Bool { delimiter == Self.space }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == Self.space || (byte == Self.tab && byte != delimiter)
  }

  private func skippingBlanks(_ start: Int, _ end: Int) -> Int {
    var position = start
    while position < end, isBlank(text[position]) { position += 1 }
    return position
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    let start = skippingBlanks(range.lowerBound, range.upperBound)
    var end = range.upperBound
    while end > start, isBlank(text[end - 1]) { end -= 1 }
    return start..<end
  }

  /// Whether a line holds nothing but blanks and a comment.
  func isEmpty(_ line: Range<Int>) -> Bool {
    let blanks = text[line].prefix { $0 == Self.space || $0 == Self.tab }
    return blanks.endIndex == line.upperBound
      || startsComment(blanks.endIndex, fieldStart: line.lowerBound, isFirst: true)
  }

  /// Whether the byte is a `#` that starts a comment: at the start of a line, behind a blank or
  /// behind a number; not where a field of its own would start, nor within a word.
  private func startsComment(_ position: Int, fieldStart: Int, isFirst: Bool) -> Bool {
    guard text[position] == UInt8(ascii: "#") else { return false }
    let blank = text[fieldStart..<position].allSatisfy { $0 == Self.space || $0 == Self.tab }
    guard !blank else {
      // What spreadsheets write where a formula failed.
      return (isFirst || isBlankSeparated)
        && !["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"].contains {
          text[position...].starts(with: $0.utf8)
        }
    }
    let last = text[position - 1]
    return isBlank(last) || last == UInt8(ascii: ".") || last &- UInt8(ascii: "0") < 10
      || last == UInt8(ascii: "\"")
  }

  /// Finds the fields of a line; a comment at its end is none of them.
  ///
  /// - Throws: What is wrong with the quotes of a field, from its column on.
  func split(_ line: Range<Int>, into fields: inout [Field]) throws(Refusal) {
    fields.removeAll(keepingCapacity: true)
    let end = line.upperBound
    var position = line.lowerBound
    while true {
      let fieldStart = position
      position = skippingBlanks(position, end)
      let start = position
      if start < end, text[start] == UInt8(ascii: "\"") {
        let quote = try closingQuote(of: start, to: end, column: fields.count + 1)
        fields.append(Field(range: trimmed((start + 1)..<quote), isQuoted: true))
        let next = quote + 1
        position = skippingBlanks(next, end)
        guard
          position == end || text[position] == delimiter || (isBlankSeparated && position > next)
            || startsComment(position, fieldStart: start, isFirst: false)
        else { throw Refusal("column \(fields.count) goes on after its closing quote") }
      } else {
        while position < end, text[position] != delimiter,
          !(isBlankSeparated && isBlank(text[position])),
          !startsComment(position, fieldStart: fieldStart, isFirst: fields.isEmpty)
        {
          position += 1
        }
        // Blanks at the end of a line delimit nothing.
        if isBlankSeparated, position == start { return }
        fields.append(Field(range: trimmed(start..<position), isQuoted: false))
      }
      if position == end || startsComment(position, fieldStart: fieldStart, isFirst: false) {
        return
      }
      if !isBlankSeparated { position += 1 }
    }
  }

  private func closingQuote(of start: Int, to end: Int, column: Int) throws(Refusal) -> Int {
    let quote = UInt8(ascii: "\"")
    var position = start + 1
    while position < end {
      if text[position] == quote {
        // Two quotes within a quoted text stand for one.
        guard position + 1 < end, text[position + 1] == quote else { return position }
        position += 1
      }
      position += 1
    }
    throw Refusal("column \(column) has no closing quote on its line")
  }
}

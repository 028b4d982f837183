import FALinalg

/// Reads matrices from text: one row a line, numbers separated by commas or tabs.
enum DelimitedTextReader {
  /// Reads the matrix in a file.
  static func read<Scalar: BLASScalar>(
    _ file: borrowing InputFile, separator: UInt8
  ) throws(MatrixFileError) -> Matrix<Scalar> {
    var table = DelimitedTable<Scalar>(
      text: try file.bytes(at: 0, count: file.size), separator: separator)
    do throws(Refusal) {
      try table.parse()
    } catch {
      throw file.invalid(error.reason)
    }
    // The rows of the text are the columns of the transpose.
    return Matrix(
      Matrix(rows: table.columns, columns: table.rows, columnMajor: table.values).transposed)
  }
}

/// A text under way to becoming a matrix.
///
/// Lines and fields are counted from one in messages, as editors and spreadsheets do.
private struct DelimitedTable<Scalar: BLASScalar> {
  /// The entries so far, row by row.
  private(set) var values: [Scalar] = []
  private(set) var rows = 0
  private(set) var columns = 0

  private let text: [UInt8]
  private let separator: UInt8
  /// The line being read.
  private var line = 0
  /// The places in the text of the fields of that line.
  private var fields: [Range<Int>] = []
  /// The line that said how many columns there are: the names of the columns, or the first row.
  private var firstLine: Int?
  /// A blank line that is an error if a row follows.
  private var blankLine: Int?

  init(text: [UInt8], separator: UInt8) {
    self.text = text
    self.separator = separator
  }

  mutating func parse() throws(Refusal) {
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var start = text.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    while start < text.count {
      line += 1
      let range = try lineRange(from: start)
      start = range.upperBound + 1
      try parse(line: trimmingReturn(range))
    }
    guard rows > 0 else {
      throw Refusal(
        firstLine.map { "line \($0) holds no number, and no rows follow it" }
          ?? "it has no rows of numbers")
    }
  }

  /// The line that starts at `start`, up to its newline or the end of the text.
  private func lineRange(from start: Int) throws(Refusal) -> Range<Int> {
    var end = start
    var union: UInt8 = 0
    while end < text.count, text[end] != UInt8(ascii: "\n") {
      if text[end] == 0 {
        throw Refusal("line \(line) holds a NUL byte: this is no text, or not in UTF-8")
      }
      union |= text[end]
      end += 1
    }
    // Decoding repairs what is wrong, and changes nothing else.
    if union >= 0x80 {
      let decoded = String(decoding: text[start..<end], as: UTF8.self)
      guard decoded.utf8.elementsEqual(text[start..<end]) else {
        throw Refusal("line \(line) is not UTF-8: save the text in UTF-8")
      }
    }
    return start..<end
  }

  private func trimmingReturn(_ range: Range<Int>) -> Range<Int> {
    let endsInReturn = !range.isEmpty && text[range.upperBound - 1] == UInt8(ascii: "\r")
    return endsInReturn ? range.lowerBound..<(range.upperBound - 1) : range
  }

  private mutating func parse(line range: Range<Int>) throws(Refusal) {
    let start = skippingSpaces(from: range.lowerBound, to: range.upperBound)
    if start == range.upperBound {
      if rows > 0, blankLine == nil { blankLine = line }
      return
    }
    if text[start] == UInt8(ascii: "#") { return }
    if let blankLine {
      throw Refusal("line \(blankLine) is blank, and rows follow: remove it or fill it in")
    }
    try split(range)
    if let firstLine {
      guard fields.count == columns else {
        throw Refusal(
          "line \(line) has \(counted(fields.count)), line \(firstLine) has \(columns)")
      }
    } else {
      firstLine = line
      columns = fields.count
      if namesColumns { return }
    }
    for (index, field) in fields.enumerated() {
      values.append(try number(in: field, column: index + 1))
    }
    rows += 1
  }

  /// Whether the fields of the line are texts: some of them may be empty, none is a number.
  private var namesColumns: Bool {
    fields.allSatisfy { NumericText(text, $0) == .other } && fields.contains { !$0.isEmpty }
  }

  private func counted(_ count: Int) -> String { "\(count) field\(count == 1 ? "" : "s")" }

  /// Finds the fields of a line, without their quotes and the spaces around them.
  private mutating func split(_ range: Range<Int>) throws(Refusal) {
    fields.removeAll(keepingCapacity: true)
    var position = range.lowerBound
    while true {
      position = skippingSpaces(from: position, to: range.upperBound)
      let start = position
      if start < range.upperBound, text[start] == UInt8(ascii: "\"") {
        let end = try closingQuote(of: start, to: range.upperBound)
        fields.append(trimmed((start + 1)..<end))
        position = skippingSpaces(from: end + 1, to: range.upperBound)
        guard position == range.upperBound || text[position] == separator else {
          throw Refusal("\(place(fields.count)) goes on after its closing quote")
        }
      } else {
        while position < range.upperBound, text[position] != separator { position += 1 }
        fields.append(trimmed(start..<position))
      }
      if position == range.upperBound { return }
      position += 1
    }
  }

  private func closingQuote(of start: Int, to end: Int) throws(Refusal) -> Int {
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
    throw Refusal("\(place(fields.count + 1)) has no closing quote")
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (byte == UInt8(ascii: "\t") && byte != separator)
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    let start = skippingSpaces(from: range.lowerBound, to: range.upperBound)
    var end = range.upperBound
    while end > start, isSpace(text[end - 1]) { end -= 1 }
    return start..<end
  }

  private func skippingSpaces(from start: Int, to end: Int) -> Int {
    var position = start
    while position < end, isSpace(text[position]) { position += 1 }
    return position
  }

  private func place(_ column: Int) -> String { "line \(line), column \(column)" }

  private func number(in field: Range<Int>, column: Int) throws(Refusal) -> Scalar {
    guard !field.isEmpty else {
      throw Refusal("\(place(column)) is empty: fill it in, or remove a separator too many")
    }
    do throws(Refusal) {
      return try Scalar(text, field)
    } catch {
      throw Refusal("\(place(column)): \(error.reason)")
    }
  }
}

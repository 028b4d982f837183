import FALinalg

/// The lines of a Matrix Market file and the fields of the present one.
struct MatrixMarketText {
  private let text: [UInt8]
  private var lines: TextLines
  private var fields: [Range<Int>] = []

  init(_ text: [UInt8]) {
    self.text = text
    lines = TextLines(text)
  }

  /// The bytes after the present line.
  var remaining: Int { lines.remaining }

  /// The words of the first line, in lower case and fit to be quoted; six at most.
  mutating func readHeader() -> [String] {
    if let line = lines.next() { split(line, commentsFrom: 5) }
    return fields.prefix(6).map { String(quoting: text[$0]).lowercased() }
  }

  /// Goes to the next line that is neither blank nor a comment; false at the end.
  mutating func readLine() throws(Refusal) -> Bool {
    while let line = lines.next() {
      split(line, commentsFrom: 0)
      if !fields.isEmpty { return true }
    }
    return false
  }

  /// Splits a line into what blanks separate, up to a comment.
  ///
  /// - Parameter first: The first field that can start one.
  private mutating func split(_ line: Range<Int>, commentsFrom first: Int) {
    fields.removeAll(keepingCapacity: true)
    var position = line.lowerBound
    while position < line.upperBound {
      if text[position] == UInt8(ascii: " ") || text[position] == UInt8(ascii: "\t") {
        position += 1
        continue
      }
      if fields.count >= first, text[position] == UInt8(ascii: "%") { return }
      let start = position
      while position < line.upperBound, text[position] != UInt8(ascii: " "),
        text[position] != UInt8(ascii: "\t")
      {
        position += 1
      }
      fields.append(start..<position)
    }
  }

  /// The number of fields of the present line.
  var fieldCount: Int { fields.count }

  /// Throws unless the line has so many fields.
  func expect(fields count: Int, _ meaning: String) throws(Refusal) {
    guard fields.count == count else {
      throw refusal(
        "there must be \(count) field\(count == 1 ? "" : "s"), \(meaning), not \(fields.count)")
    }
  }

  /// Throws unless only blank lines and comments follow.
  ///
  /// - Parameter advice: What may be the reason, as the end of a sentence.
  mutating func expectEnd(_ advice: String = "") throws(Refusal) {
    if try readLine() { throw refusal("more follows than the size says" + advice) }
  }

  /// The field as a number of rows, columns or entries.
  func count(_ field: Int) throws(Refusal) -> Int {
    let digits = text[fields[field]]
    guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      throw refusal("'\(String(quoting: digits))' is not a whole number of 0 or more")
    }
    var count = 0
    for digit in digits {
      let (product, overflow) = count.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
      guard !overflow, !carry, sum <= Int.max / 64 else {
        throw refusal("\(String(quoting: digits)) is too large")
      }
      count = sum
    }
    return count
  }

  /// The field, which counts from one, as an index that counts from zero.
  func index(_ field: Int, upTo limit: Int, _ name: String) throws(Refusal) -> Int {
    let index = try count(field)
    guard index >= 1, index <= limit else {
      throw refusal("\(name) \(index) is not from 1 to \(limit)")
    }
    return index - 1
  }

  /// The field as an entry.
  func value<Scalar: BLASScalar>(
    _ field: Int, _ kind: MatrixMarketHeader.Field
  ) throws(Refusal) -> Scalar {
    let range = fields[field]
    do throws(Refusal) {
      let value = try Scalar(text, range)
      guard
        kind != .integer && kind != .unsignedInteger
          || text[range].allSatisfy({ !".eE".utf8.contains($0) })
      else {
        throw Refusal(
          "'\(String(quoting: text[range]))' is not a whole number, which line 1 says entries are")
      }
      return value
    } catch {
      throw refusal(error.reason)
    }
  }

  /// What is thrown for the present line.
  func refusal(_ reason: String) -> Refusal { Refusal("line \(lines.number): \(reason)") }
}

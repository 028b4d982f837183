import FALinalg

/// The lines of a Matrix Market file and the fields of the present one.
struct MatrixMarketText {
  private let text: [UInt8]
  private var position = 0
  private var line = 0
  private var fields: [Range<Int>] = []

  init(_ text: [UInt8]) { self.text = text }

  /// The bytes after the present line.
  var remaining: Int { text.count - position }

  /// The words of the first line, in lower case and fit to be quoted; six at most.
  mutating func readHeader() -> [String] {
    nextLine()
    return fields.prefix(6).map { String(quoting: text[$0]).lowercased() }
  }

  /// Goes to the next line that is neither blank nor a comment; false at the end.
  mutating func readLine() throws(Refusal) -> Bool {
    while position < text.count {
      nextLine()
      if let first = fields.first, text[first.lowerBound] != UInt8(ascii: "%") { return true }
    }
    return false
  }

  /// Splits the next line, which ends at a line feed, or at the end, into what spaces separate.
  private mutating func nextLine() {
    line += 1
    fields.removeAll(keepingCapacity: true)
    var start: Int?
    while position < text.count, text[position] != UInt8(ascii: "\n") {
      let byte = text[position]
      let isSpace =
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
      if isSpace, let field = start {
        fields.append(field..<position)
        start = nil
      } else if !isSpace, start == nil {
        start = position
      }
      position += 1
    }
    if let start { fields.append(start..<position) }
    position = min(position + 1, text.count)
  }

  /// Throws unless the line has so many fields.
  func expect(fields count: Int, _ meaning: String) throws(Refusal) {
    guard fields.count == count else {
      throw refusal(
        "there must be \(count) field\(count == 1 ? "" : "s"), \(meaning), not \(fields.count)")
    }
  }

  /// Throws unless only blank lines and comments follow.
  mutating func expectEnd() throws(Refusal) {
    if try readLine() { throw refusal("more follows than the size says") }
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
      guard kind == .real || text[range].allSatisfy({ !".eE".utf8.contains($0) }) else {
        throw Refusal(
          "'\(String(quoting: text[range]))' is no whole number, which line 1 says entries are")
      }
      return value
    } catch {
      throw refusal(error.reason)
    }
  }

  /// What is thrown for the present line.
  func refusal(_ reason: String) -> Refusal { Refusal("line \(line): \(reason)") }
}

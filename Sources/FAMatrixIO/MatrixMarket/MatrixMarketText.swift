import FALinalg

/// The lines of a Matrix Market file, of which a piece at a time is in memory, and the fields of the
/// present one.
struct MatrixMarketText: ~Copyable {
  /// Where the text comes from.
  let file: InputFile
  /// The piece of it that holds the present line.
  private var text: [UInt8]
  private var lines: TextLines
  private var fields: [Range<Int>] = []
  /// The place in the file that follows the piece.
  private var end: Int

  /// The bytes of a piece, unless a line has more.
  private static let pieceSize = 1 << 20

  init(_ file: consuming InputFile) throws(MatrixFileError) {
    (text, end) = try Gunzip.text(of: file, upTo: Self.pieceSize)
    lines = TextLines(text)
    self.file = file
  }

  /// The bytes after the present line.
  var remaining: Int { lines.remaining + file.size - end }

  /// The place of the next line; nil at the end of the text.
  private mutating func nextLine() throws(MatrixFileError) -> Range<Int>? {
    while true {
      let number = lines.number
      let line = lines.next()
      // What ends with the piece may go on behind it.
      guard lines.remaining == 0, end < file.size else { return line }
      let begun = line.map { text[$0.lowerBound...] } ?? []
      let count = min(file.size - end, max(Self.pieceSize, begun.count))
      text = begun + (try file.bytes(at: end, count: count))
      lines = TextLines(text, after: number)
      end += count
    }
  }

  /// The words of the first line, in lower case and fit to be quoted; six at most.
  mutating func readHeader() throws(MatrixFileError) -> [String] {
    if let line = try nextLine() { split(line, commentsFrom: 5) }
    return fields.prefix(6).map { String(quoting: text[$0]).lowercased() }
  }

  /// Goes to the next line that is neither blank nor a comment; false at the end.
  mutating func readLine() throws(MatrixFileError) -> Bool {
    while let line = try nextLine() {
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
  func expect(fields count: Int, _ meaning: String) throws(MatrixFileError) {
    guard fields.count == count else {
      throw refusal(
        "there must be \(count) field\(count == 1 ? "" : "s"), \(meaning), not \(fields.count)")
    }
  }

  /// Throws unless only blank lines and comments follow.
  ///
  /// - Parameter advice: What may be the reason, as the end of a sentence.
  mutating func expectEnd(_ advice: String = "") throws(MatrixFileError) {
    if try readLine() { throw refusal("more follows than the size says" + advice) }
  }

  /// The field as a number of rows, columns or entries.
  func count(_ field: Int) throws(MatrixFileError) -> Int {
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
  func index(_ field: Int, upTo limit: Int, _ name: String) throws(MatrixFileError) -> Int {
    let index = try count(field)
    guard index >= 1, index <= limit else {
      throw refusal("\(name) \(index) is not from 1 to \(limit)")
    }
    return index - 1
  }

  /// The field as an entry.
  func value<Scalar: BLASScalar>(
    _ field: Int, _ kind: MatrixMarketHeader.Field
  ) throws(MatrixFileError) -> Scalar {
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
  func refusal(_ reason: String) -> MatrixFileError {
    file.invalid("line \(lines.number): \(reason)")
  }
}

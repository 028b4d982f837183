import FALinalg

/// A text under way to becoming a matrix.
///
/// Lines and fields are counted from one in messages, as editors and spreadsheets do.
struct DelimitedTable<Scalar: BLASScalar> {
  /// What the first line is.
  enum FirstLine {
    /// Names of the columns, of which the first may be empty.
    case names(isFirstEmpty: Bool)
    /// Numbers behind an empty field: names, if the first column counts.
    case numbersBehindEmpty
    /// A row, which numbers that could be names make doubtful.
    case row(TextEvidence.Count?)
  }

  /// What the first column is.
  enum FirstColumn {
    /// Part of the matrix.
    case entries
    /// An index, as the options say.
    case index
    /// An index, as it has no name and all others do; it may hold texts.
    case nameless
    /// An index if it counts, as its name is empty.
    case namedEmpty
  }

  /// The entries so far, row by row.
  private(set) var values: [Scalar] = []
  private(set) var rows = 0
  /// The columns of the matrix.
  private(set) var columns = 0
  private(set) var notes: [String] = []

  private let dialect: TextDialect
  private let options: ReadingOptions
  private var lines: TextLines
  private var fields: [TextDialect.Field] = []
  /// The line that says how many fields a row has.
  private var reference = 0
  /// The fields of a row, the index among them, an empty one behind the last delimiter not.
  private var width: Int?
  private var endsInDelimiter = false
  private var nameCount: Int?
  private var namesEndInDelimiter = false
  private var firstLine: FirstLine?
  private var firstColumn = FirstColumn.entries
  private var evidence = TextEvidence()
  private var blankLines = 0
  private var blankLinesBetween = 0

  init(_ dialect: TextDialect, _ options: ReadingOptions) {
    self.dialect = dialect
    self.options = options
    lines = TextLines(dialect.text)
  }

  private var text: [UInt8] { dialect.text }

  /// Reads all lines.
  mutating func parse() throws(Refusal) {
    while let line = lines.next() {
      try lines.checkEncoding(line)
      if dialect.isEmpty(line) {
        if !text[line].contains(UInt8(ascii: "#")) { blankLines += 1 }
        continue
      }
      if rows > 0 { blankLinesBetween = blankLines } else { blankLines = 0 }
      do throws(Refusal) {
        try dialect.split(line, into: &fields)
      } catch {
        throw Refusal("line \(lines.number), \(error.reason)")
      }
      if firstLine == nil, try takesNames() { continue }
      try takeRow()
    }
    guard rows > 0 else {
      throw Refusal(
        firstLine == nil
          ? "it has no rows of numbers"
          : "line \(reference) holds no number, and no rows follow it")
    }
  }

  // MARK: The first line

  /// Decides what the first line is; true if it holds names.
  private mutating func takesNames() throws(Refusal) -> Bool {
    reference = lines.number
    if options.hasIndexColumn == true { firstColumn = .index }
    let kind = options.header == .no ? .row(nil) : try kindOfFirstLine()
    firstLine = kind
    if case .row = kind { return false }
    nameCount = fields.count
    namesEndInDelimiter = endsInEmptyField
    let isFirstEmpty = if case .names(isFirstEmpty: false) = kind { false } else { true }
    if isFirstEmpty, fields.count > 1, options.hasIndexColumn == nil { firstColumn = .namedEmpty }
    return true
  }

  private func kindOfFirstLine() throws(Refusal) -> FirstLine {
    let line = fields.dropLast(endsInEmptyField ? 1 : 0)
    let isFirstEmpty = line[0].range.isEmpty
    let others = line.dropFirst(firstColumn == .index || (isFirstEmpty && line.count > 1) ? 1 : 0)
    if options.header == .yes { return .names(isFirstEmpty: isFirstEmpty) }
    let numbers = others.map { NumericText(text, $0.range, decimal: dialect.decimal) }
    let count = TextEvidence.Count(others.map { text[$0.range] }, numbers)
    if !numbers.isEmpty, numbers.allSatisfy({ $0 == .integer || $0 == .fraction }) {
      if !isFirstEmpty || firstColumn == .index { return .row(count) }
      if line.count > 1, count?.isPlain == true { return .numbersBehindEmpty }
    }
    let names = others.filter { !$0.range.isEmpty }
    if !names.isEmpty, names.allSatisfy({ NumericText.isName(text[$0.range]) }) {
      return .names(isFirstEmpty: isFirstEmpty)
    }
    // As a row it is refused where its first field is no number, and so is the line.
    for (column, field) in line.enumerated() where column > 0 || firstColumn != .index {
      do throws(Refusal) {
        _ = try number(in: field, column: column)
      } catch {
        throw Refusal(error.reason + "; if the line holds names, set the option header to yes")
      }
    }
    return .row(nil)
  }

  /// Whether the line ends in a delimiter.
  private var endsInEmptyField: Bool {
    fields.count > 1 && !dialect.isBlankSeparated && fields[fields.count - 1].isEmpty
  }

  // MARK: Rows

  private mutating func takeRow() throws(Refusal) {
    try checkWidth()
    let start = firstColumn == .entries ? 0 : 1
    if width == 1, start == 1 {
      throw Refusal("\(place(0)) is the index, and no other column follows")
    }
    let kind = NumericText(text, fields[0].range, decimal: dialect.decimal)
    evidence.addIndex(
      kind == .integer ? Int(String(decoding: text[fields[0].range], as: UTF8.self)) : nil,
      isNumber: kind != .other, rowIsFirst: rows == 0)
    for column in start..<fields.count {
      let field = fields[column]
      let value = try number(in: field, column: column)
      values.append(value)
      let isInteger = NumericText(text, field.range, decimal: dialect.decimal) == .integer
      evidence.add(isInteger: isInteger, column: column - start, rowIsFirst: rows == 0)
    }
    columns = fields.count - start
    rows += 1
  }

  /// Holds the fields against those of the lines before, and drops an empty one behind the last
  /// delimiter, if every row ends so.
  private mutating func checkWidth() throws(Refusal) {
    let endsSo = endsInEmptyField
    if width == nil { try setWidth(endsSo) }
    guard let width else { return }
    if endsInDelimiter, endsSo { fields.removeLast() }
    guard fields.count == width else {
      if endsInDelimiter, fields.count == width + 1 {
        throw Refusal(
          "line \(reference), column \(fields.count) is empty, and line \(lines.number) has a value "
            + "there: fill it in, or leave the column out")
      }
      throw mismatch(width + (endsInDelimiter ? 1 : 0))
    }
    if endsInDelimiter, !endsSo {
      throw Refusal(
        "line \(lines.number) does not end in a delimiter, as line \(reference) does")
    }
  }

  private mutating func setWidth(_ endsSo: Bool) throws(Refusal) {
    // A column that has a name and no values is no column behind the last delimiter.
    endsInDelimiter = endsSo && (nameCount != fields.count || namesEndInDelimiter)
    let count = fields.count - (endsInDelimiter ? 1 : 0)
    width = count
    guard let nameCount else { return }
    let isNameless = nameCount + 1 == count && options.hasIndexColumn != false
    guard nameCount == count || isNameless || (endsInDelimiter && nameCount == count + 1) else {
      throw mismatch(nameCount)
    }
    if isNameless, options.hasIndexColumn == nil { firstColumn = .nameless }
    reference = lines.number
  }

  private func mismatch(_ expected: Int) -> Refusal {
    Refusal(
      "line \(lines.number) has \(fields.count) field\(fields.count == 1 ? "" : "s"), "
        + "line \(reference) has \(expected)")
  }

  private func place(_ column: Int) -> String { "line \(lines.number), column \(column + 1)" }

  private func number(in field: TextDialect.Field, column: Int) throws(Refusal) -> Scalar {
    guard !field.range.isEmpty else {
      throw Refusal("\(place(column)) is empty: fill it in, or leave its row or column out")
    }
    do throws(Refusal) {
      return try Scalar(text, field.range, decimal: dialect.decimal)
    } catch {
      let isLabel =
        column == 0 && options.hasIndexColumn == nil && NumericText.isName(text[field.range])
      throw Refusal(
        "\(place(column)): \(error.reason)"
          + (isLabel ? "; if the column names the rows, set the option index-column" : ""))
    }
  }
}

extension DelimitedTable {
  /// Decides by what all lines say what the first line and the first column are, and notes it.
  mutating func decide() throws(Refusal) {
    var isNames = true
    switch firstLine {
    case .row(let count): isNames = try decideFirstLine(count)
    case .numbersBehindEmpty where !evidence.indexCounts(withFirst: true):
      throw Refusal(
        "its first line, numbers behind an empty field, may hold names or be damaged: set the "
          + "options header and index-column")
    default: break
    }
    if isNames { notes.append("\(rows) row\(rows == 1 ? "" : "s") after a line of names") }
    try decideFirstColumn(isNames: isNames)
    if endsInDelimiter { notes.append("without the empty column behind the last delimiter") }
    if blankLinesBetween > 0 {
      notes.append(
        "without \(blankLinesBetween) blank line\(blankLinesBetween == 1 ? "" : "s") between rows")
    }
  }

  /// Whether a first line of numbers, which is among the rows so far, holds names.
  private mutating func decideFirstLine(_ count: TextEvidence.Count?) throws(Refusal) -> Bool {
    guard options.header == .auto, let count, rows > 1 else { return false }
    let range = count.length > 1 ? "\(count.first) … \(count.last)" : "\(count.first)"
    switch evidence.verdict(on: count) {
    case .row: return false
    case .rowWithNote:
      notes.append("the first line, \(range), as a row (names: header yes)")
      return false
    case .names:
      values.removeFirst(columns)
      rows -= 1
      notes.append("the first line, \(range), as names (a row: header no)")
      return true
    case .doubtful:
      throw Refusal(
        "its first line, \(range), may be names or a row: set the option header to yes or no")
    }
  }

  private mutating func decideFirstColumn(isNames: Bool) throws(Refusal) {
    let isFirstLineRow = if case .row = firstLine { !isNames } else { true }
    let counts = evidence.indexCounts(withFirst: isFirstLineRow)
    switch firstColumn {
    case .index: notes.append("without the index column")
    case .nameless where counts || !evidence.hasNumericIndex,
      .namedEmpty where counts:
      notes.append("without the index column")
    case .nameless, .namedEmpty:
      throw Refusal(
        "its first column, which has no name, may be an index or part of the matrix: set the "
          + "option index-column or no-index-column")
    case .entries:
      guard options.hasIndexColumn == nil, counts, rows > 1, columns > 1 else { return }
      if !isNames, rows > 2, evidence.areOthersFractions {
        throw Refusal(
          "its first column, which counts the rows, may be an index or part of the matrix: set the "
            + "option index-column or no-index-column")
      }
      notes.append("the first column, which counts the rows, as part of the matrix")
    }
  }
}

/// Parses the text of a `.npy` header: the literal of a Python dictionary with three keys.
///
/// Python's grammar is far larger. This is the part of it in which a header can be written, with
/// its keys in any order, of one that comes twice the last, either kind of quotes, and spaces wherever Python takes them.
struct NPYHeaderParser {
  private let text: [UInt8]
  private let offset: Int
  private var position = 0

  private var descr: [UInt8]?
  private var isFortranOrder: Bool?
  private var shape: [Int]?

  /// A parser of `text`, which starts at byte `offset` of the file.
  init(_ text: [UInt8], at offset: Int) {
    self.text = text
    self.offset = offset
  }

  /// The values of the three keys.
  mutating func parse() throws(Refusal) -> (
    descr: [UInt8], isFortranOrder: Bool, shape: [Int]
  ) {
    try expect("{", "the header must be a dictionary, and start with '{'")
    while try !takes("}") {
      try parseItem()
      if try takes("}") { break }
      try expect(",", "expected ',' or '}' after an item of the header")
    }
    skipSpaces()
    guard position == text.count else { throw refusal("the header must end after its '}'") }
    guard let descr else { throw Refusal("the header has no key 'descr'") }
    guard let isFortranOrder else { throw Refusal("the header has no key 'fortran_order'") }
    guard let shape else { throw Refusal("the header has no key 'shape'") }
    return (descr, isFortranOrder, shape)
  }

  private mutating func parseItem() throws(Refusal) {
    let start = position
    let key = try parseString("a key of the header must be a quoted text")
    guard ["descr", "fortran_order", "shape"].contains(String(decoding: key, as: UTF8.self)) else {
      throw refusal("the header has the unknown key '\(String(quoting: key))'", at: start)
    }
    try expect(":", "expected ':' after the key '\(String(quoting: key))'")
    switch key.first {
    case UInt8(ascii: "d"): descr = try parseDescr()
    case UInt8(ascii: "f"): isFortranOrder = try parseBool()
    default: shape = try parseShape()
    }
  }

  private mutating func parseDescr() throws(Refusal) -> [UInt8] {
    skipSpaces()
    if let next = text[position...].first, "[(".utf8.contains(next) {
      throw Refusal(
        "the type of the entries, '\(String(quoting: text[position...]))', is structured: "
          + "save one field at a time (a['name'])")
    }
    return try parseString("'descr' must be a quoted text")
  }

  private mutating func parseBool() throws(Refusal) -> Bool {
    skipSpaces()
    for (word, value) in [("True", true), ("False", false)]
    where text[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw refusal("'fortran_order' must be True or False")
  }

  private mutating func parseShape() throws(Refusal) -> [Int] {
    try expect("(", "'shape' must be a tuple, and start with '('")
    var shape: [Int] = []
    while try !takes(")") {
      shape.append(try parseDimension())
      if try takes(")") { break }
      try expect(",", "expected ',' or ')' after a dimension")
    }
    return shape
  }

  private mutating func parseDimension() throws(Refusal) -> Int {
    skipSpaces()
    let start = position
    let isNegative = try takes("-")
    let digits = text[position...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard !digits.isEmpty else {
      throw refusal("a dimension in 'shape' must be an integer", at: start)
    }
    position += digits.count
    // Python 2 wrote long integers with an L.
    _ = try takes("L")
    if isNegative {
      throw refusal("a dimension in 'shape' is negative: -\(String(quoting: digits))", at: start)
    }
    guard let dimension = Int(String(decoding: digits, as: UTF8.self)) else {
      throw refusal("the dimension \(String(quoting: digits)) is too large", at: start)
    }
    return dimension
  }

  private mutating func parseString(_ message: String) throws(Refusal) -> [UInt8] {
    skipSpaces()
    let start = position
    guard let quote = text[position...].first, "'\"".utf8.contains(quote) else {
      throw refusal(message)
    }
    let content = text[(position + 1)...].prefix { $0 != quote }
    guard content.endIndex < text.count else {
      throw refusal("a quoted text in the header never ends", at: start)
    }
    guard !content.contains(UInt8(ascii: "\\")) else {
      throw refusal("the header holds an escaped character, which NumPy never writes", at: start)
    }
    position = content.endIndex + 1
    return Array(content)
  }

  private mutating func skipSpaces() {
    while position < text.count, " \t\n\r".utf8.contains(text[position]) { position += 1 }
  }

  private mutating func takes(_ character: Unicode.Scalar) throws(Refusal) -> Bool {
    skipSpaces()
    guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(
    _ character: Unicode.Scalar, _ message: String
  ) throws(Refusal) {
    if try !takes(character) { throw refusal(message) }
  }

  private func refusal(_ message: String, at place: Int? = nil) -> Refusal {
    Refusal("\(message) (byte \(offset + (place ?? position)) of the file)")
  }
}

/// The lines of a text, which end at a line feed, at a carriage return, or at both.
struct TextLines {
  private let text: [UInt8]
  private var position = 0
  /// The number of the line that was read last, from one.
  private(set) var number = 0

  /// - Parameter number: The lines that came before the text.
  init(_ text: [UInt8], after number: Int = 0) {
    self.text = text
    self.number = number
  }

  /// The bytes behind the lines that were read.
  var remaining: Int { text.count - position }

  /// The place of the next line, without its end; nil at the end of the text.
  mutating func next() -> Range<Int>? {
    guard position < text.count else { return nil }
    number += 1
    let start = position
    while position < text.count, text[position] != UInt8(ascii: "\n"),
      text[position] != UInt8(ascii: "\r")
    {
      position += 1
    }
    let end = position
    let isPair =
      position + 1 < text.count && text[position] == UInt8(ascii: "\r")
      && text[position + 1] == UInt8(ascii: "\n")
    position = min(text.count, position + (isPair ? 2 : 1))
    return start..<end
  }

  /// Throws unless the line that was read last is text in UTF-8.
  func checkEncoding(_ line: Range<Int>) throws(Refusal) {
    let union = text[line].reduce(0 as UInt8) { $0 | $1 }
    if union < 0x80, !text[line].contains(0) { return }
    guard !text[line].contains(0) else {
      throw Refusal("line \(number) holds a NUL byte: the file is not text in UTF-8")
    }
    // Decoding repairs what is wrong, and changes nothing else.
    guard String(decoding: text[line], as: UTF8.self).utf8.elementsEqual(text[line]) else {
      throw Refusal("line \(number) is not UTF-8: save the text in UTF-8")
    }
  }
}

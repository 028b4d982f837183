/// Texts of the system, such as paths, which are bytes and need not be UTF-8.
///
/// A byte that is no part of a character in UTF-8 stands in a string as the character U+10FF00 + byte, which is for
/// private use. So do the bytes of these characters themselves: every text has one string, and is had from it again.
private let escapes: ClosedRange<UInt32> = 0x10_FF80...0x10_FFFF

extension Unicode.Scalar {
  /// The byte that the character stands for, if it is one that is no part of UTF-8.
  fileprivate var escapedByte: UInt8? {
    escapes.contains(value) ? UInt8(truncatingIfNeeded: value) : nil
  }
}

extension String {
  /// The string of a text of the system.
  package init(systemBytes bytes: [UInt8]) {
    if let text = String(validating: bytes, as: UTF8.self),
      text.unicodeScalars.allSatisfy({ $0.escapedByte == nil })
    {
      self = text
      return
    }
    self.init()
    var rest = bytes[...]
    while let first = rest.first {
      let character = (1...4).lazy.compactMap { count in
        String(validating: rest.prefix(count), as: UTF8.self)?.unicodeScalars.first
      }.first
      if let character, character.escapedByte == nil {
        unicodeScalars.append(character)
        rest = rest.dropFirst(UTF8.width(character))
      } else {
        unicodeScalars.append(
          contentsOf: Unicode.Scalar(escapes.lowerBound - 0x80 + UInt32(first)).map { [$0] } ?? [])
        rest = rest.dropFirst()
      }
    }
  }

  /// The text of the system that the string stands for.
  package var systemBytes: [UInt8] {
    guard utf8.contains(0xF4), unicodeScalars.contains(where: { $0.escapedByte != nil }) else {
      return Array(utf8)
    }
    return unicodeScalars.flatMap { scalar in
      scalar.escapedByte.map { [$0] } ?? Array(String(scalar).utf8)
    }
  }

  /// Calls `body` with the path for a call of the system.
  package func withSystemPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    let bytes = (systemBytes + [0]).map { CChar(bitPattern: $0) }
    return unsafe bytes.withUnsafeBufferPointer { unsafe body($0.baseAddress.unsafelyUnwrapped) }
  }

  /// The text with characters that could steer a terminal, or hide, written as escapes.
  package var printable: String {
    var result = ""
    for scalar in unicodeScalars {
      if let byte = scalar.escapedByte {
        result += "\\x" + String(byte, radix: 16, uppercase: true)
        continue
      }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        result += scalar.escaped(asASCII: true)
      default:
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

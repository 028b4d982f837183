/// A choice that people make by a text such as `power:1.5`: what is printed can be read again.
///
/// `Self(text: choice.description)` is the same choice.
public protocol WrittenChoice: CustomStringConvertible {
  /// How the choices are written, for help texts and messages.
  static var usage: String { get }
  /// Reads a choice.
  ///
  /// - Throws: ``ChoiceError``, which says what was wrong and what there is.
  init(text: String) throws(ChoiceError)
}

/// Why a text is none of the choices.
public struct ChoiceError: Error, Equatable, CustomStringConvertible {
  /// A sentence without its full stop.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// The name of a choice and the words after its colons.
struct ChoiceWords {
  let name: String
  let arguments: [String]

  init(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    (name, arguments) = (parts[0], Array(parts.dropFirst()))
  }

  static func number(
    _ text: String, upTo limit: Double = .greatestFiniteMagnitude
  ) throws(ChoiceError) -> Double {
    guard let number = Double(text), number >= 0, number <= limit else {
      throw ChoiceError(
        "'\(text)' is not a finite number \(limit == 1 ? "from 0 to 1" : "of 0 or more")")
    }
    return number
  }

  static func count(_ text: String) throws(ChoiceError) -> Int {
    guard let count = Int(text), count >= 0 else {
      throw ChoiceError("'\(text)' is not a whole number of 0 or more")
    }
    return count
  }
}

/// How a file is read where its content alone does not say, or says it only by evidence.
public struct ReadingOptions: Equatable, Sendable {
  /// Whether a text begins with a line of names of its columns.
  public enum Header: String, CaseIterable, Sendable {
    /// The first line holds names.
    case yes
    /// The first line is a row.
    case no
    /// The first line holds names if it holds no number, or counts 0 … m-1 or 1 … m before
    /// columns of numbers that are not whole; where neither is sure, the text is refused.
    case auto
  }

  /// What an array of one dimension becomes.
  public enum Vector: String, CaseIterable, Sendable {
    case column, row
  }

  /// Whether a text begins with a line of names.
  public var header = Header.auto
  /// Whether the first column of a text is an index and no part of the matrix; nil decides by
  /// evidence: a column that counts below an empty name, or that has no name beside others.
  public var hasIndexColumn: Bool?
  /// What separates the fields of a text, a blank meaning any number of blanks and tabs; nil takes
  /// what its lines have in common.
  public var delimiter: Character?
  /// The mark before the decimals of a number in a text, a point or a comma; nil takes the comma
  /// only where its fields leave no doubt.
  public var decimal: Character?
  /// What an array of one dimension becomes; nil refuses it.
  public var vector: Vector?
  /// Whether a matrix may take over 256 MiB and over 100 times the bytes of its file.
  public var allowsGrowth = false

  /// Options that leave every decision to the content.
  public init() {}

  /// Whether a character can separate fields: an ASCII character that no number holds.
  public static func isDelimiter(_ character: Character) -> Bool {
    guard let byte = character.asciiValue else { return false }
    return !character.isLetter && !character.isNumber && !"+-.\"#".utf8.contains(byte)
      && (byte >= 0x20 || byte == UInt8(ascii: "\t"))
  }
}

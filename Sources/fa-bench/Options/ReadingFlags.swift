public import ArgumentParser
public import FAMatrixIO

/// How a file is read where its content alone does not say.
struct ReadingFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Whether the first line of a text holds names: yes, no, or auto, where the text leaves no \
      doubt.
      """, valueName: "yes|no|auto"))
  var header = ReadingOptions.Header.auto

  @Flag(
    inversion: .prefixedNo,
    help: "The first column of a text is an index and no part of the matrix, or it is part of it.")
  var indexColumn: Bool?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What separates the numbers of a text: a character, tab, or space for any number of blanks.",
      valueName: "c"),
    transform: { argument in
      let name = ["tab": "\t", "\\t": "\t", "space": " "][argument] ?? argument
      guard name.count == 1, let character = name.first, ReadingOptions.isDelimiter(character)
      else {
        throw ValidationError(
          "a delimiter is tab, space, or one character that no number holds, as in ';'.")
      }
      return character
    })
  var delimiter: Character?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The mark before the decimals of a text: . or ,", valueName: "c"),
    transform: { argument in
      guard [".", ","].contains(argument), let character = argument.first else {
        throw ValidationError("the mark before decimals is . or ,")
      }
      return character
    })
  var decimal: Character?

  @Option(
    help: ArgumentHelp(
      "What an array of one dimension becomes: column or row.", valueName: "column|row"))
  var vector: ReadingOptions.Vector?

  @Flag(help: "Read small files that take over 256 MiB of memory and 100 times their size.")
  var allowGrowth = false

  /// What was asked for, as it is written out.
  struct Settings: Codable {
    let header: String
    @Nullable var indexColumn: Bool?
    @Nullable var delimiter: String?
    @Nullable var decimal: String?
    @Nullable var vector: String?
  }

  var settings: Settings {
    Settings(
      header: header.rawValue, indexColumn: indexColumn, delimiter: delimiter.map { "\($0)" },
      decimal: decimal.map { "\($0)" }, vector: vector?.rawValue)
  }

  /// The options of the library.
  var options: ReadingOptions {
    var options = ReadingOptions()
    options.header = header
    options.hasIndexColumn = indexColumn
    options.delimiter = delimiter
    options.decimal = decimal
    options.vector = vector
    options.allowsGrowth = allowGrowth
    return options
  }
}

extension ReadingOptions.Header: ExpressibleByArgument {}
extension ReadingOptions.Vector: ExpressibleByArgument {}

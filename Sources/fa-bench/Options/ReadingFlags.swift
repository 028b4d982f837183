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

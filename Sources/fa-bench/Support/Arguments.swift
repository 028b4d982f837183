import FAMatrixIO
import Platform

/// The words that the program was started with.
enum Arguments {
  /// What was typed, each word as it was understood; first the program's name.
  static let all: [String] = {
    guard var argument = unsafe fa_arguments() else { return CommandLine.arguments }
    var words: [String] = []
    while let word = unsafe argument.pointee {
      unsafe words.append(
        String(systemBytes: Array(UnsafeRawBufferPointer(start: word, count: strlen(word)))))
      unsafe argument += 1
    }
    return words
  }()
}

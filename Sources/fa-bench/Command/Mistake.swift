import ArgumentParser
import FAMatrixIO

/// A first word that is neither a command nor an option.
struct Mistake: CustomStringConvertible {
  let description: String

  /// Nil if the first word makes sense, where there are these commands.
  init?(_ words: [String], commands: [String]) {
    guard let word = words.first, !word.hasPrefix("-"), word != "help", !commands.contains(word)
    else { return nil }
    let shown = word.printable
    if Self.isMatrix(word) {
      description = "'\(shown)' is not a command: give a matrix by --input"
    } else if let meant = Suggestion.nearest(to: word, among: commands) {
      description = "there is no command '\(shown)': did you mean '\(meant)'?"
    } else {
      description =
        "there is no command '\(shown)'; the commands are " + commands.joined(separator: ", ")
    }
  }

  /// What the parser has found, without its full stop, and what may help.
  static func explained(_ reason: String, _ words: [String]) -> String {
    let sentence = (reason.hasSuffix(".") ? String(reason.dropLast()) : reason).printable
    let isStray =
      sentence.contains("Unexpected argument") || sentence.contains("unexpected argument")
    guard isStray,
      let matrix = words.first(where: { sentence.contains("'\($0.printable)'") && isMatrix($0) })
    else { return sentence }
    return sentence + ": give a matrix by --input, as in --input \(matrix.printable)"
  }

  private static func isMatrix(_ word: String) -> Bool {
    let file = MatrixPath(word).file
    let endings = ["npy", "npz", "mtx", "csv", "tsv", "txt", "dat", "mat", "gz"]
    return endings.contains(file.ending) || FileSystem.exists(file)
  }
}

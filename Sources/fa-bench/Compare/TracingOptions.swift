import ArgumentParser
import FAMatrixIO

/// What is written of the course of runs besides the results: for other implementations to compare with.
struct TracingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the histories of all runs as one table: CSV, a line for each step that is recorded.",
      valueName: "file"))
  var history: String?

  @Flag(
    help: """
      Put Y, C, Z_0 and W_0 into the JSON as well, and what each rule ends at, as lists of rows in full \
      precision.
      """)
  var embedMatrices = false

  var writtenFiles: [WrittenFile] { history.map { [WrittenFile("--history", $0)] } ?? [] }

  /// Writes the histories, if that is asked for.
  func save(historyOf results: CompareResults) throws {
    guard let history else { return }
    WrittenFile.noteContents(of: history, "csv")
    try AtomicFile.write(results.historyCSV().utf8, to: history)
  }
}

import ArgumentParser
import FAMatrixIO

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Turn the JSON of a command into a page for people.",
    discussion: """
      The page is one HTML file that needs no network and no script.

        fa-bench compare --input Y.npy --rank 20 --output result.json
        fa-bench report result.json --output result.html
      """)

  @Argument(
    help: ArgumentHelp("The JSON of \(ResultsFile.commands).", valueName: "result"))
  var result: String

  @Option(help: ArgumentHelp("Where the page goes.", valueName: "file"))
  var output: String

  func run() throws {
    try ExitStatus.exitingOnFailure(of: "report") {
      guard !FileSystem.isSame(result, output) else {
        throw UsageError("--output would replace the result: choose another name")
      }
      try AtomicFile.checkWritable(output)
      try PageOptions.write(ResultsFile.read(result), to: output)
    }
  }
}

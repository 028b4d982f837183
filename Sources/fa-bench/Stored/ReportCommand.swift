import ArgumentParser
import FAMatrixIO

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Turn the JSON of commands into a page for people.",
    discussion: """
      The page is one HTML file that needs no network and no script. Of several results it shows what they have \
      in common side by side.

        fa-bench compare --input Y.npy --rank 20 --output result.json
        fa-bench report result.json --output result.html
        fa-bench report a.json b.json --output both.html
      """)

  @Argument(
    help: ArgumentHelp(
      "The JSON of \(ResultsFile.commands), or the results of fa-bench sweep.", valueName: "result")
  )
  var results: [String]

  @Option(help: ArgumentHelp("Where the page goes.", valueName: "file"))
  var output: String

  func run() throws {
    try ExitStatus.exitingOnFailure(of: "report") {
      guard !results.contains(where: { FileSystem.isSame($0, output) }) else {
        throw UsageError("--output would replace the result: choose another name")
      }
      try AtomicFile.checkWritable(output)
      let contents = try results.map(ResultsFile.read)
      if contents.count == 1 {
        try PageOptions.write(contents[0], to: output)
      } else {
        try PageOptions.write(JointPage(zip(results, contents).map { ($0, $1) }), to: output)
      }
    }
  }
}

import ArgumentParser
import FAMatrixIO

struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw a single picture of a result, for a paper.",
    discussion: """
      The ending of the file says its form: .svg, .png or .pdf.

        fa-bench plot result.json --picture error-steps --output error.pdf
        fa-bench plot result.json --picture gap --rules gd,fa --size 9x6cm --font Times --output gap.pdf
        fa-bench plot r.jsonl --output ranks.svg
      """)

  @Argument(
    help: ArgumentHelp(
      "The JSON of \(ResultsFile.commands), or the results of fa-bench sweep.", valueName: "result")
  )
  var result: String

  @Option(
    help: ArgumentHelp(
      "Which picture, by the name that it has in the page. (default: the first)",
      valueName: "name"))
  var picture: String?

  @Option(help: ArgumentHelp("Where the picture goes.", valueName: "file"))
  var output: String

  @OptionGroup var options: PictureOptions

  func run() throws {
    try ExitStatus.exitingOnFailure(of: "plot") {
      try options.check()
      guard let format = Gnuplot.Format(rawValue: output.ending) else {
        throw UsageError("the picture must end in .svg, .png or .pdf, not '\(output.printable)'")
      }
      guard !FileSystem.isSame(result, output) else {
        throw UsageError("--output would replace the result: choose another name")
      }
      try AtomicFile.checkWritable(output)
      let plots = try ResultsFile.read(result).plots
      guard let plot = picture.map({ name in plots.first { $0.name == name } }) ?? plots.first
      else {
        throw UsageError(
          "this result has no picture '\((picture ?? "").printable)'; it has "
            + plots.map(\.name).joined(separator: ", "))
      }
      guard let gnuplot = Gnuplot.installed() else {
        throw Gnuplot.Failure(description: Gnuplot.advice)
      }
      try AtomicFile.write(
        gnuplot.draw(try options.applied(to: plot), as: format, options.appearance), to: output)
    }
  }
}

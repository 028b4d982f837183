import ArgumentParser
import FAMatrixIO

struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw a single picture of a comparison, for a paper.",
    discussion: """
      The ending of the file says its form: .svg, .png or .pdf.

        fa-bench plot result.json --picture error-steps --output error.pdf
      """)

  @Argument(help: ArgumentHelp("The JSON of fa-bench compare.", valueName: "result"))
  var result: String

  @Option(
    help: ArgumentHelp(
      "Which picture: error-steps, error-time, stationarity, alignment, ledger, singular-values or angles.",
      valueName: "name"))
  var picture = "error-steps"

  @Option(help: ArgumentHelp("Where the picture goes.", valueName: "file"))
  var output: String

  func run() throws {
    try ExitStatus.reportingFailures(of: "plot") {
      let ending = output.split(separator: ".").last.map { $0.lowercased() } ?? ""
      guard let format = Gnuplot.Format(rawValue: ending) else {
        throw UsageError("the picture must end in .svg, .png or .pdf, not '\(output.printable)'")
      }
      try AtomicFile.checkWritable(output)
      let plots = ComparePlots(try CompareReport.read(result)).all
      guard let plot = plots.first(where: { $0.name == picture }) else {
        throw UsageError(
          "there is no picture '\(picture.printable)' of this result; there are "
            + plots.map(\.name).joined(separator: ", "))
      }
      guard let gnuplot = Gnuplot.installed() else {
        throw Gnuplot.Failure(description: Gnuplot.advice)
      }
      try AtomicFile.write(gnuplot.draw(plot, as: format), to: output)
    }
  }
}

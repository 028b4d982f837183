import ArgumentParser
import FAMatrixIO

/// Whether there is a page for people beside the results, and where.
struct PageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write a page with tables and pictures to this file: HTML that needs nothing else.",
      valueName: "file"))
  var report: String?

  var writtenFile: WrittenFile? { report.map { WrittenFile("--report", $0) } }

  func write(_ content: some PageContent) throws {
    if let report { try Self.write(content, to: report) }
  }

  /// Writes the page. Where pictures cannot be drawn, it says so and has the rest.
  static func write(_ content: some PageContent, to path: String) throws {
    let gnuplot = Gnuplot.installed()
    if gnuplot == nil {
      Terminal.standardError.say("warning: the page has no pictures: \(Gnuplot.advice)")
    }
    WrittenFile.noteContents(of: path, "html")
    try AtomicFile.write(content.page(gnuplot).text.utf8, to: path)
  }
}

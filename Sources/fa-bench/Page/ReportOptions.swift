import ArgumentParser
import FAMatrixIO

/// Whether there is a page for people beside the results, and where.
struct ReportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write a page with tables and pictures to this file: HTML that needs nothing else.",
      valueName: "file"))
  var report: String?

  func checkWritable() throws {
    if let report { try AtomicFile.checkWritable(report) }
  }

  /// Writes the page of a comparison. Where pictures cannot be drawn, it says so and has the rest.
  func write(_ result: CompareReport) throws {
    guard let report else { return }
    try Self.write(result, to: report)
  }

  static func write(_ result: CompareReport, to path: String) throws {
    let gnuplot = Gnuplot.installed()
    if gnuplot == nil {
      Terminal.standardError.report("warning: the report has no pictures: \(Gnuplot.advice)")
    }
    try AtomicFile.write(ComparePage(report: result, gnuplot: gnuplot).page().text.utf8, to: path)
  }
}

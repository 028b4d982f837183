import ArgumentParser
import FAMatrixIO

/// Whether there is a page for people beside the results, and where.
struct ReportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write a page with tables and pictures to this file: HTML that needs nothing else.",
      valueName: "file"))
  var report: String?

  /// The page must not take the place of what is read, or of another result.
  ///
  /// - Parameter others: The other files.
  func checkNothingIsReplaced(of others: [String?]) throws {
    guard let report else { return }
    if FileSystem.isAny(of: others, at: report) {
      throw UsageError("--report would replace another file of the command: choose another name")
    }
  }

  func checkWritable() throws {
    if let report { try AtomicFile.checkWritable(report) }
  }

  /// Writes the page. Where pictures cannot be drawn, it says so and has the rest.
  func write(_ content: some PageContent) throws {
    guard let report else { return }
    try Self.write(content, to: report)
  }

  static func write(_ content: some PageContent, to path: String) throws {
    let gnuplot = Gnuplot.installed()
    if gnuplot == nil {
      Terminal.standardError.report("warning: the report has no pictures: \(Gnuplot.advice)")
    }
    try AtomicFile.write(content.page(gnuplot).text.utf8, to: path)
  }
}

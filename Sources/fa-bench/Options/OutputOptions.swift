import ArgumentParser
import FAMatrixIO

/// The forms in which a command has its results.
protocol ReportFormat: ExpressibleByArgument, CaseIterable, Sendable {
  static var table: Self { get }
}

/// Those of a command that can save factors as well.
protocol FactorReportFormat: ReportFormat {
  /// What `--save-factors` saves.
  static var savedFactors: String { get }
}

/// In which form and where results go.
struct OutputOptions<Format: ReportFormat>: ParsableArguments {
  @Option(help: ArgumentHelp("The form of the results.", valueName: "format"))
  var format = Format.table

  @Option(help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
  var output: String?

  /// Whether a table is read on a terminal that shows colours.
  var isColored: Bool { output == nil && Terminal.standardOutput.showsColor }

  func checkWritable() throws {
    if let output { try AtomicFile.checkWritable(output) }
  }

  /// Results must not take the place of what they were computed from.
  ///
  /// - Parameter given: The files that are read.
  func checkNothingIsReplaced(of given: [String?]) throws {
    if let output, FileSystem.isAny(of: given, at: output) {
      throw UsageError("--output would replace a file that was given: choose another name")
    }
  }

  func write(_ text: String) throws { try Self.write(text, to: output) }

  /// Writes to the file, or to standard output if there is none.
  static func write(_ text: String, to output: String?) throws {
    guard let output else { return try Terminal.standardOutput.write(text) }
    do {
      try AtomicFile.write(text.utf8, to: output)
    } catch {
      // The results are worth more than the place they were meant for.
      try? Terminal.standardOutput.write(text)
      throw error
    }
  }
}

import ArgumentParser
import FAMatrixIO

/// The forms in which a command has its results.
protocol ReportFormat: ExpressibleByArgument, CaseIterable, Sendable {
  static var table: Self { get }
  /// What `--save-factors` saves.
  static var savedFactors: String { get }
}

/// In which form and where results go.
struct OutputOptions<Format: ReportFormat>: ParsableArguments {
  @Option(help: ArgumentHelp("The form of the results.", valueName: "format"))
  var format = Format.table

  @Option(help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Save \(Format.savedFactors).", valueName: "dir"))
  var saveFactors: String?

  /// Whether a table is read on a terminal that shows colours.
  var isColored: Bool { output == nil && Terminal.standardOutput.showsColor }

  func checkWritable() throws {
    if let output { try AtomicFile.checkWritable(output) }
    if let saveFactors { try FileSystem.checkWritable(directory: saveFactors) }
  }

  /// Results must not take the place of what they were computed from.
  ///
  /// - Parameters:
  ///   - given: The files that are read.
  ///   - factors: The names of the files that are saved.
  func checkNothingIsReplaced(of given: [String?], factors: [String] = []) throws {
    let saved = saveFactors.map { directory in factors.map { "\(directory)/\($0)" } } ?? []
    func isGiven(_ path: String) -> Bool {
      given.contains { $0.map { FileSystem.isSame(MatrixPath($0).file, path) } ?? false }
    }
    if let output, isGiven(output) {
      throw UsageError("--output would replace a matrix that was given: choose another name")
    }
    if saved.contains(where: isGiven) {
      throw UsageError("--save-factors would replace the matrix: choose another directory")
    }
  }

  func write(_ text: String) throws {
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

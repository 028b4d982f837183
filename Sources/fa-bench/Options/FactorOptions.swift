import ArgumentParser

/// Where factors are saved.
struct FactorOptions<Format: FactorReportFormat>: ParsableArguments {
  @Option(help: ArgumentHelp("Save \(Format.savedFactors).", valueName: "dir"))
  var saveFactors: String?

  func checkWritable() throws {
    if let saveFactors { try FileSystem.checkWritable(directory: saveFactors) }
  }

  /// Factors must not take the place of what they were computed from.
  ///
  /// - Parameters:
  ///   - given: The files that are read.
  ///   - names: The names of the files that are saved.
  func checkNothingIsReplaced(of given: [String?], names: [String]) throws {
    guard let saveFactors else { return }
    if names.contains(where: { FileSystem.isAny(of: given, at: "\(saveFactors)/\($0)") }) {
      throw UsageError("--save-factors would replace the matrix: choose another directory")
    }
  }
}

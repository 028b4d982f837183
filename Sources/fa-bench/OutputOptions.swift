import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers

/// In which form and where results go.
struct OutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The form of the results.", valueName: "format"))
  var format = Format.table

  @Option(help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Save the factors of each rule as Z_<rule>.npy and W_<rule>.npy.", valueName: "dir"))
  var saveFactors: String?

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv
  }

  func checkWritable() throws {
    if let output { try AtomicFile.checkWritable(output) }
    if let saveFactors { try FileSystem.checkWritable(directory: saveFactors) }
  }

  func write(_ report: CompareReport) throws {
    let colors = output == nil && Terminal.standardOutput.showsColor
    let text =
      switch format {
      case .table: CompareTable(report, isColored: colors).text
      case .json: try report.json()
      case .csv: report.csv()
      }
    guard let output else { return try Terminal.standardOutput.write(text) }
    do {
      try AtomicFile.write(text.utf8, to: output)
    } catch {
      // The results are worth more than the place they were meant for.
      try? Terminal.standardOutput.write(text)
      throw error
    }
  }

  func saveFactors<Scalar>(of comparison: Comparison<Scalar>) throws {
    guard let saveFactors, !comparison.runs.isEmpty else { return }
    try FileSystem.createDirectory(saveFactors)
    for run in comparison.runs {
      let name = run.result.rule.name
      try MatrixFile.write(run.result.factors.z, to: "\(saveFactors)/Z_\(name).npy")
      try MatrixFile.write(run.result.factors.w, to: "\(saveFactors)/W_\(name).npy")
    }
  }
}

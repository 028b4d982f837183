import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers
import Foundation

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Run a grid of matrices, ranks, rules, step sizes, laws and seeds, and summarize it.",
    usage: """
      fa-bench sweep --results <file> --grid <file> [<options>]
      fa-bench sweep --results <file> --input <file> --ranks <list> [<options>]
      fa-bench sweep --results <file> [--export csv]
      """,
    discussion: """
      Each cell that is finished is added to the file of results at once, a line of JSON. The same \
      command, started again after whatever ended it, goes on from there and repeats nothing; with a \
      larger grid it adds what is missing. Without a grid it summarizes what the file has.

      Examples:
        fa-bench sweep --results r.jsonl --synthetic 200x200 --spectrum power:1 \\
          --spectrum exponential:0.9 --ranks 5,10 --rules gd,fa --seeds 0-99
        fa-bench sweep --results r.jsonl --input Y.npy --ranks 5 --step-sizes auto,0.1
        fa-bench sweep --results r.jsonl --grid grid.yaml --jobs 8
        fa-bench sweep --results r.jsonl --export csv --output r.csv

      A file with a grid, for --grid:
        synthetic: 200x200
        spectrum: [power:1, exponential:0.9, "values:3,2,1"]
        ranks: [5, 10]
        rules: [gd, fa]
        seeds: 0-99

      Exit codes:
        0 done, 64 usage, 65 bad data, 66 input missing, 70 internal or a cell failed,
        73 cannot write, 130 interrupted, with the finished cells in the file.
      """)

  @Option(
    help: ArgumentHelp(
      "The file of results, JSON lines; it is created or continued.", valueName: "file"))
  var results: String?

  @OptionGroup(title: "The grid") var options: SweepOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many cells are run at a time, on one BLAS thread each. (default: one per processor)",
      valueName: "n"))
  var jobs: Int?

  @Option(
    name: [.long, .customLong("export")],
    help: ArgumentHelp(
      "The form of what is printed: a summary as table or json, or all results as csv.",
      valueName: "format"))
  var format = Format.table

  @Option(help: ArgumentHelp("Print to this file instead of standard output.", valueName: "file"))
  var output: String?

  @OptionGroup var page: ReportOptions

  enum Format: String, ReportFormat {
    case table, json, csv
  }

  func run() throws {
    try ExitStatus.reportingFailures(of: "sweep") {
      guard let results else { throw UsageError("name the file of results by --results FILE") }
      if let jobs, !(1...1024).contains(jobs) {
        throw UsageError("--jobs must be from 1 to 1024, not \(jobs)")
      }
      let description = try options.description()
      if let output {
        if FileSystem.isAny(of: description[.input] + [options.grid, results], at: output) {
          throw UsageError("--output would replace a file that was given: choose another name")
        }
        try AtomicFile.checkWritable(output)
      }
      try page.checkNothingIsReplaced(
        of: description[.input] + [options.grid, results, output])
      try page.checkWritable()
      let environment = try Environment.checked()
      switch description[.precision] {
      case [], ["double"]: try run(description, Double.self, results, environment)
      case ["single"]: try run(description, Float.self, results, environment)
      default: throw UsageError("precision: it is double or single")
      }
    }
  }

  private func run<Scalar: BLASScalar>(
    _ description: SweepDescription, _: Scalar.Type, _ path: String, _ environment: Environment
  ) throws {
    if description.isEmpty {
      guard FileManager.default.fileExists(atPath: path) else {
        throw MatrixFileError.notFound(path: path)
      }
      return try write(SweepFile(path, environment: environment).results, environment)
    }
    let grid = try SweepGrid<Scalar>(
      description, tolerance: Scalar.self == Double.self ? 1e-10 : 1e-5)
    let cells = grid.cells
    let file = try SweepFile(path, environment: environment)
    let known = Set(file.results.map(\.cell))
    let interrupt = Interrupt()
    try run(cells.filter { !known.contains($0.id) }, of: cells.count, into: file, interrupt)
    let places = Dictionary(uniqueKeysWithValues: cells.enumerated().map { ($1.id, $0) })
    let found = file.results.filter { places[$0.cell] != nil }
      .sorted { places[$0.cell, default: 0] < places[$1.cell, default: 0] }
    try write(found, environment)
    if interrupt.isRequested {
      Terminal.standardError.report(
        "interrupted: \(found.count) of \(cells.count) cells are in '\(path.printable)', and the same "
          + "command goes on from there")
      throw ExitStatus.interrupted
    }
    if let failed = found.first(where: { $0.status == .failed }) {
      Terminal.standardError.report(
        "error: some cells failed, the first with: \(failed.message ?? "no reason")")
      throw ExitStatus.internalError
    }
  }

  private func run<Scalar>(
    _ cells: [SweepCell<Scalar>], of total: Int, into file: SweepFile, _ interrupt: Interrupt
  ) throws {
    var progress = SweepProgress(total: total, done: total - cells.count)
    defer { progress.clear() }
    progress.begin()
    try Sweep(cells).run(
      jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
      while: { !interrupt.isRequested }
    ) { result in
      try file.append(result)
      progress.show(result)
    }
  }

  private func write(_ found: [SweepResult], _ environment: Environment) throws {
    let report = SweepReport(found, file: results ?? "", environment: environment)
    let text =
      switch format {
      case .table:
        SweepTable(report, isColored: output == nil && Terminal.standardOutput.showsColor).text
      case .json: try report.json()
      case .csv: SweepCSV.text(found)
      }
    let shown = Result { try page.write(SweepPage(report: report, results: found)) }
    try OutputOptions<Format>.write(text, to: output)
    try shown.get()
  }
}

import ArgumentParser
import FADistributed
import FALinalg
import FAMatrixIO
import FATrainers
import Foundation

struct SweepCommand: ComputingCommand, DistributedCommand {
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
        fa-bench sweep --results r.jsonl --output r.csv

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
    help: ArgumentHelp(
      "Write rules over ranks as one table: CSV, a line for each rank, medians over seeds for each rule.",
      valueName: "file"))
  var byRank: String?

  @OptionGroup var output: OutputOptions<Format>
  @OptionGroup var page: PageOptions

  /// A summary as table or json, or all results as csv.
  enum Format: String, OutputFormat {
    case table, json, csv

    static let flags: NameSpecification = [.long, .customLong("export")]
  }

  func plan() throws -> Plan<Request> {
    guard let results else { throw UsageError("name the file of results by --results FILE") }
    if let jobs, !(1...1024).contains(jobs) {
      throw UsageError("--jobs must be from 1 to 1024, not \(jobs)")
    }
    let description = try options.description()
    return Plan(
      request: Request(path: results, description: description),
      reading: description[.input] + [options.grid, results],
      writing: byRank.map { [WrittenFile("--by-rank", $0)] } ?? [],
      precision: try description.precision())
  }

  /// The file of results and what is to be added to it.
  struct Request {
    let path: String
    let description: SweepDescription
  }

  func work<Scalar: BLASScalar>(
    _ request: Request, as _: Scalar.Type, in environment: Environment
  ) throws -> Outcome {
    let path = request.path
    if let communicator = Job.communicator, !Job.isLeader {
      if !request.description.isEmpty {
        try SharedSweep(communicator).help(
          SweepGrid<Scalar>(request.description, jobs: 1).cells)
      }
      throw Job.PartIsDone()
    }
    if request.description.isEmpty {
      guard FileSystem.exists(path) else {
        throw MatrixFileError.notFound(path: path)
      }
      return outcome(
        try SweepFile(path, environment: environment).results.inOrder(), request, environment)
    }
    // Each process of a job runs one cell at a time.
    let jobs =
      Job.communicator == nil ? jobs ?? ProcessInfo.processInfo.activeProcessorCount : 1
    let cells = try SweepGrid<Scalar>(request.description, jobs: jobs).cells
    let file = try SweepFile(path, environment: environment)
    WrittenFile.noteContents(of: path, "lines of JSON", named: ["json"])
    let known = Set(file.results.map(\.cell))
    let interrupt = Interrupt()
    try run(
      cells.filter { !known.contains($0.id) }, of: cells.count, jobs: jobs, into: file, interrupt)
    let places = Dictionary(uniqueKeysWithValues: cells.enumerated().map { ($1.id, $0) })
    let found = file.results.filter { places[$0.cell] != nil }
      .sorted { places[$0.cell, default: 0] < places[$1.cell, default: 0] }
    var failure: (any Error)?
    if interrupt.isRequested {
      failure = Interruption(
        description:
          "interrupted: \(found.count) of \(cells.count) cells are in '\(path.printable)', and the same "
          + "command goes on from there")
    } else if let failed = found.first(where: { $0.status == .failed }) {
      failure = CellFailure(
        description: "some cells failed, the first with: \(failed.message ?? "no reason")")
    }
    return outcome(found, request, environment, failure)
  }

  private func run<Scalar>(
    _ cells: [SweepCell<Scalar>], of total: Int, jobs: Int, into file: SweepFile,
    _ interrupt: Interrupt
  ) throws {
    var progress = SweepProgress(
      total: total, left: cells, jobs: jobs * (Job.communicator?.count ?? 1))
    defer { progress.clear() }
    progress.begin()
    let keep = { (result: SweepResult) in
      try file.append(result)
      progress.show(result)
    }
    if let communicator = Job.communicator {
      try SharedSweep(communicator).lead(cells, while: { !interrupt.isRequested }, finished: keep)
    } else {
      try Sweep(cells).run(
        jobs: jobs, while: { !interrupt.isRequested }, finished: keep)
    }
    try file.synchronize()
  }

  private func outcome(
    _ found: [SweepResult], _ request: Request, _ environment: Environment,
    _ failure: (any Error)? = nil
  ) -> Outcome {
    Outcome(
      results: SweepResults(found, file: request.path, environment: environment),
      save: {
        guard let byRank else { return }
        WrittenFile.noteContents(of: byRank, "csv")
        try AtomicFile.write(SweepRankTables(found).csv().utf8, to: byRank)
      }, failure: failure)
  }
}

/// Why not all cells of a sweep have figures.
private struct CellFailure: Error, CustomStringConvertible {
  let description: String
}

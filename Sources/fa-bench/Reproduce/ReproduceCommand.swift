import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers
import Foundation
import Synchronization

struct ReproduceCommand: ComputingCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Test the claims about gradient descent and random feedback.",
    usage: "fa-bench reproduce [--only <names>] [--quick] [--input <file>] [<options>]",
    discussion: """
      Each experiment states a claim and its source, what is measured, and which figures count for or against \
      the claim; the verdict is that it holds, that it fails, or that the runs could not decide.

      \(experiments)

      Examples:
        fa-bench reproduce --quick
        fa-bench reproduce --only separation,closed-form-limit --output claims.json
        fa-bench reproduce --input Y.npy --quick

      Exit codes:
        0 done, whatever the verdicts, 64 usage, 65 bad data, 66 input missing, 70 internal,
        73 cannot write, 130 interrupted, with the finished experiments written out.
      """)

  private static var experiments: String {
    let width = ExperimentCatalogue.all.map(\.name.count).max() ?? 0
    return ExperimentCatalogue.all.map { experiment in
      let name = experiment.name + String(repeating: " ", count: width - experiment.name.count)
      return "  \(name)  \(ReproduceResults.Source(experiment.source).text)"
    }.joined(separator: "\n")
  }

  @Option(
    help: ArgumentHelp(
      "The experiments, separated by commas. (default: all)", valueName: "names"))
  var only: String?

  @Flag(
    help: "Fewer trials: all experiments in less than a minute, rather than a quarter of an hour.")
  var quick = false

  @Option(
    help: ArgumentHelp(
      """
      Test the claims on this matrix, those that apply to a single matrix: .npy, .npz (FILE:key), .mtx, .csv or .tsv.
      """, valueName: "file"))
  var input: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The seed of all that is drawn.", valueName: "s"))
  var seed: UInt64 = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many trials are run at a time, on one BLAS thread each. (default: one per processor)",
      valueName: "n"))
  var jobs: Int?

  @OptionGroup(title: "The matrix") var reading: ReadingFlags
  @OptionGroup(title: "Output") var output: OutputOptions<Format>
  @OptionGroup(title: "Output") var page: PageOptions

  enum Format: String, OutputFormat {
    case table, json
  }

  func plan() throws -> Plan<[any Experiment]> {
    if let jobs, !(1...1024).contains(jobs) {
      throw UsageError("--jobs must be from 1 to 1024, not \(jobs)")
    }
    return Plan(request: try chosenExperiments(), reading: [input])
  }

  func work<Scalar: BLASScalar>(
    _ chosen: [any Experiment], as _: Scalar.Type, in environment: Environment
  ) throws -> Outcome {
    let setting = try setting()
    let interrupt = Interrupt()
    let finished = try run(chosen, setting, interrupt)
    let results = ReproduceResults(
      finished, setting, input: input, reading: reading.settings, of: chosen,
      environment: environment)
    return Outcome(
      results: results,
      failure: interrupt.isRequested
        ? Interruption(
          description: "interrupted: \(finished.count) of \(chosen.count) experiments were finished"
        )
        : nil)
  }

  private func chosenExperiments() throws -> [any Experiment] {
    guard let only else {
      return ExperimentCatalogue.all.filter { input == nil || $0.takesInput }
    }
    var chosen: [any Experiment] = []
    for name in only.split(separator: ",", omittingEmptySubsequences: false) {
      guard let experiment = ExperimentCatalogue.all.first(where: { $0.name == name }) else {
        let known = ExperimentCatalogue.all.map(\.name).joined(separator: ", ")
        throw UsageError("there is no experiment '\(name)'; there are \(known)")
      }
      if input != nil, !experiment.takesInput {
        throw UsageError("\(name) uses matrices of its own and cannot use --input")
      }
      if !chosen.contains(where: { $0.name == name }) { chosen.append(experiment) }
    }
    return chosen
  }

  private func setting() throws -> ExperimentSetting {
    var setting = ExperimentSetting()
    setting.seed = seed
    setting.scale = quick ? .quick : .full
    setting.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    if let input {
      let matrix: any LinearOperator<Double> = try MatrixOptions.load(input, reading.options)
      try MatrixOptions.checkDecomposable(matrix, from: input)
      let target = try ExperimentTarget(matrix.dense())
      guard target.rank > 0 else {
        throw MatrixFileError.invalid(
          path: input, reason: "the matrix is zero, which tests no claim")
      }
      setting.input = target
    } else if let digits = Digits.path {
      let matrix: any LinearOperator<Double> = try MatrixOptions.load(digits)
      setting.digits = try ExperimentTarget(matrix.dense())
    }
    return setting
  }

  /// Runs the experiments one after another, up to an interruption.
  private func run(
    _ chosen: [any Experiment], _ setting: ExperimentSetting, _ interrupt: Interrupt
  ) throws -> [ReproduceResults.Experiment] {
    let line = Mutex(ProgressLine())
    defer { line.withLock { $0.clear() } }
    var results: [ReproduceResults.Experiment] = []
    let clock = ContinuousClock()
    for (index, experiment) in chosen.enumerated() {
      var setting = setting
      setting.shouldContinue = { !interrupt.isRequested }
      setting.progress = { done, total in
        let fraction = (Double(index) + Double(done) / Double(total)) / Double(chosen.count)
        line.withLock {
          guard $0.isDue() else { return }
          $0.draw("\(experiment.name)  \(done) of \(total) trials", fraction: fraction)
        }
      }
      let start = clock.now
      do {
        let outcome = try experiment.run(setting)
        results.append(
          ReproduceResults.Experiment(experiment, outcome, duration: clock.now - start))
      } catch .linearAlgebra(_, .interrupted) {
        break
      }
    }
    return results
  }
}

/// The handwritten digits that the repository comes with.
private enum Digits {
  /// Where they are, seen from the working directory or from a program in `.build`; nil if they are not
  /// there, as for an installed program.
  static var path: String? {
    let name = "Benchmarks/Data/digits.npy"
    var places = [name]
    var place = URL(fileURLWithPath: Bundle.main.executablePath ?? "").resolvingSymlinksInPath()
    while place.pathComponents.count > 2 {
      place = place.deletingLastPathComponent()
      if place.lastPathComponent == ".build" {
        places.append(place.deletingLastPathComponent().appendingPathComponent(name).path)
      }
    }
    return places.first { FileManager.default.fileExists(atPath: $0) }
  }
}

import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Train rules on one matrix and set each beside the optimum.",
    usage: """
      fa-bench compare --input <file> --rank <r> [<options>]
      fa-bench compare --synthetic <NxM> --spectrum <spectrum> --rank <r> [<options>]
      """,
    discussion: """
      Examples:
        fa-bench compare --input Y.npy --rank 20
        fa-bench compare --synthetic 300x200 --spectrum power:1 --rank 5
        fa-bench compare --input Y.csv --rank 3 --format json --output result.json

      Exit codes:
        0 done, 64 usage, 65 bad data, 66 input missing, 70 internal,
        73 cannot write, 130 interrupted, with what was finished written out.
      """)

  @OptionGroup(title: "The problem") var problem: ProblemOptions
  @OptionGroup(title: "Start and feedback") var start: StartOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Training") var checkpoints: CheckpointOptions
  @OptionGroup(title: "Computation") var computation: ComputationOptions
  @OptionGroup(title: "Output") var output: OutputOptions<Format>
  @OptionGroup(title: "Output") var page: ReportOptions
  @OptionGroup(title: "Output") var factors: FactorOptions<Format>

  enum Format: String, FactorReportFormat {
    case table, json, csv

    static let savedFactors = "the factors of each rule as Z_<rule>.npy and W_<rule>.npy"
  }

  func run() throws {
    try ExitStatus.reportingFailures(of: "compare") {
      // Not in validate(), which comes before the parser complains of what is misspelt.
      try problem.check()
      try start.check()
      try training.check()
      try checkpoints.check()
      try computation.check()
      try output.checkNothingIsReplaced(
        of: [problem.matrix.input] + start.files)
      try page.checkNothingIsReplaced(
        of: [problem.matrix.input, output.output] + start.files)
      let environment = try computation.prepare()
      switch computation.precision {
      case .double: try run(Double.self, environment)
      case .single: try run(Float.self, environment)
      }
    }
  }

  private func run<Scalar: BLASScalar>(_: Scalar.Type, _ environment: Environment) throws {
    // Whatever cannot be written is better known before the training than after it.
    try output.checkWritable()
    try page.checkWritable()
    try checkpoints.checkWritable()
    try factors.checkWritable()
    try run(
      on: problem.matrix.read(seed: computation.seed, as: Scalar.self), environment)
  }

  private func run<Target: LinearOperator>(on target: Target, _ environment: Environment) throws {
    typealias Scalar = Target.Scalar
    let factorization = try FactorizationProblem(target: target, rank: problem.rank ?? 0)
    let initial = try start.factors(for: factorization, seed: computation.seed)
    let feedback = try start.feedback(for: factorization, seed: computation.seed)

    let stepSizes: [String: StepSize<Scalar>] = try training.stepSizes()
    let stopping = training.stoppingCriterion(in: computation.precision, for: Scalar.self)
    let store = try checkpoints.store(for: training.rules.rules, as: Scalar.self)
    let interrupt = Interrupt()
    var progress = TrainingProgress<Scalar>(stopping: stopping)
    let comparison: Comparison<Scalar>
    do {
      defer { progress.clear() }
      comparison = try Comparison(
        of: factorization, rules: training.rules.rules, stepSizes: stepSizes,
        schedule: training.schedule,
        stopping: stopping, start: initial, suitingRules: start.isLeftOpen, feedback: feedback,
        seed: computation.seed,
        method: training.method.trainingMethod, checkpoints: store?.plan
      ) { event in
        progress.show(event)
        return !interrupt.isRequested
      }
    }

    let report = CompareReport(
      comparison, source: problem.matrix.source(seed: computation.seed), environment: environment)
    // None is lost because another cannot be written.
    let saved = Result { try saveFactors(of: comparison) }
    let shown = Result { try page.write(ComparePage(report: report)) }
    try output.write(text(of: report))
    try saved.get()
    try shown.get()
    if let failure = store?.failure { throw failure }
    if interrupt.isRequested {
      Terminal.standardError.report("interrupted; what was finished is written out")
      throw ExitStatus.interrupted
    }
  }

  private func text(of report: CompareReport) throws -> String {
    switch output.format {
    case .table: CompareTable(report, isColored: output.isColored).text
    case .json: try report.json()
    case .csv: report.csv()
    }
  }

  private func saveFactors<Scalar>(of comparison: Comparison<Scalar>) throws {
    guard let directory = factors.saveFactors, !comparison.runs.isEmpty else { return }
    try FileSystem.createDirectory(directory)
    for run in comparison.runs {
      let name = run.result.rule.name
      try MatrixFile.write(run.result.factors.z, to: "\(directory)/Z_\(name).npy")
      try MatrixFile.write(run.result.factors.w, to: "\(directory)/W_\(name).npy")
    }
  }
}

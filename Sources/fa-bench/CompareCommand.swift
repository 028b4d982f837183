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
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    do {
      // Not in validate(), which comes before the parser complains of what is misspelt.
      try problem.check()
      try start.check()
      try training.check()
      try checkNothingGivenIsReplaced()
      if let threads = training.threads { BLAS.threadCount = threads }
      let environment = try Environment.checked()
      switch training.precision {
      case .double: try run(Double.self, environment)
      case .single: try run(Float.self, environment)
      }
    } catch let exit as ExitCode {
      throw exit
    } catch {
      Terminal.standardError.report("error: \(error)")
      throw ExitStatus.code(of: error)
    }
  }

  /// Results must not take the place of what they were computed from.
  private func checkNothingGivenIsReplaced() throws {
    guard let output = output.output else { return }
    let given = [problem.input].compactMap(\.self) + start.files
    if given.contains(where: { FileSystem.isSame($0, output) }) {
      throw UsageError("--output would replace a matrix that was given: choose another name")
    }
  }

  private func run<Scalar: BLASScalar>(_: Scalar.Type, _ environment: Environment) throws {
    // Whatever cannot be written is better known before the training than after it.
    try output.checkWritable()
    let target: Matrix<Scalar> = try problem.target(seed: training.seed)
    let factorization = try FactorizationProblem(target: target, rank: problem.rank ?? 0)
    let factors = try start.factors(for: factorization, seed: training.seed)
    let feedback = try start.feedback(for: factorization, seed: training.seed)

    let stepSizes: [String: StepSize<Scalar>] = try training.stepSizes()
    let stopping = training.stoppingCriterion(for: Scalar.self)
    let interrupt = Interrupt()
    var progress = ProgressLine<Scalar>(stopping: stopping)
    let comparison: Comparison<Scalar>
    do {
      defer { progress.clear() }
      comparison = try Comparison(
        of: factorization, rules: training.rules.rules, stepSizes: stepSizes,
        schedule: training.schedule,
        stopping: stopping, start: factors, feedback: feedback, seed: training.seed,
        method: training.method.trainingMethod
      ) { event in
        progress.show(event)
        return !interrupt.isRequested
      }
    }

    let report = CompareReport(
      comparison, source: problem.source(seed: training.seed), environment: environment)
    // Neither is lost because the other cannot be written.
    let saved = Result { try output.saveFactors(of: comparison) }
    try output.write(report)
    try saved.get()
    if interrupt.isRequested {
      Terminal.standardError.report("interrupted; what was finished is written out")
      throw ExitStatus.interrupted
    }
  }
}

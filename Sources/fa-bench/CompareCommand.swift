import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Train rules on one matrix and set each beside the optimum.",
    discussion: """
      Examples:
        fa-bench compare --input Y.npy --rank 20
        fa-bench compare --synthetic 300x200 --spectrum power:1 --rank 5 --rules gd,fa
        fa-bench compare --input Y.csv --rank 3 --format json --output result.json

      Exit codes: 0 done; 64 usage; 65 bad data; 66 input missing; 70 internal; 73 cannot write;
      130 interrupted, with what was finished written out.
      """)

  @OptionGroup(title: "The problem") var problem: ProblemOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    try problem.validate()
    try training.validate()
  }

  func run() throws {
    do {
      if let threads = training.threads { BLAS.threadCount = threads }
      let environment = try Environment.checked()
      switch training.precision {
      case .double: try run(Double.self, environment)
      case .single: try run(Float.self, environment)
      }
    } catch let failure as any Error & CustomStringConvertible {
      guard let code = ExitStatus.code(of: failure) else { throw failure }
      Terminal.standardError.write("fa-bench: error: \(failure)\n")
      throw code
    }
  }

  private func run<Scalar: BLASScalar>(_: Scalar.Type, _ environment: Environment) throws {
    // Whatever cannot be written is better known before the training than after it.
    try output.checkWritable()
    let target: Matrix<Scalar> = try problem.target(seed: training.seed)
    let factorization = try FactorizationProblem(target: target, rank: problem.rank)
    let drawn = factorization.normalStart(seed: training.seed, scale: Scalar(training.initialScale))
    let start = Factors(
      z: try problem.initialZ.map { try MatrixFile.read($0) } ?? drawn.z,
      w: try problem.initialW.map { try MatrixFile.read($0) } ?? drawn.w)
    let feedback =
      try problem.feedback.map { try MatrixFile.read($0) }
      ?? factorization.normalFeedback(seed: training.seed)

    let stopping = training.stoppingCriterion(for: Scalar.self)
    let interrupt = Interrupt()
    var progress = ProgressLine<Scalar>(stopping: stopping)
    let comparison = try Comparison(
      of: factorization, rules: training.rules.names, stepSizes: training.stepSizes(),
      stopping: stopping, start: start, feedback: feedback, method: training.method.trainingMethod
    ) { event in
      progress.show(event)
      return !interrupt.isRequested
    }
    progress.clear()

    let report = CompareReport(
      comparison, source: problem.source(seed: training.seed), environment: environment)
    try output.write(report)
    try output.saveFactors(of: comparison)
    if interrupt.isRequested {
      Terminal.standardError.write("fa-bench: interrupted; what was finished is written out\n")
      throw ExitStatus.interrupted
    }
  }
}

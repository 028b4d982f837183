import ArgumentParser
import FALinalg
import FATrainers

struct CompareCommand: ComputingCommand, DistributedCommand {
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
        fa-bench compare --input Y.csv --rank 3 --output result.json

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
  @OptionGroup(title: "Output") var page: PageOptions
  @OptionGroup(title: "Output") var saving: SavingOptions<Format>
  @OptionGroup(title: "Output") var tracing: TracingOptions

  enum Format: String, SavingFormat {
    case table, json, csv

    static let savedFactors =
      "what each rule starts from and ends at: Z0.npy, W0.npy, C.npy, Z_<rule>.npy, W_<rule>.npy"
  }

  func plan() throws -> Plan<Int> {
    let rank = try problem.check()
    try start.check()
    try training.check()
    try checkpoints.check()
    try computation.check()
    let rules = training.rules.names
    let saved = ["Z0.npy", "W0.npy", "C.npy"] + rules.flatMap(names(of:))
    return Plan(
      request: rank, reading: [problem.matrix.input] + start.files,
      writing: saving.writtenFiles(saved) + tracing.writtenFiles + checkpoints.writtenFiles(rules),
      precision: computation.precision, threads: computation.threads)
  }

  func work<Scalar: BLASScalar>(
    _ rank: Int, as _: Scalar.Type, in environment: Environment
  ) throws -> Outcome {
    try problem.matrix.withTarget(seed: computation.seed, as: Scalar.self) { target, prepared in
      try saving.save(target: target)
      return try compare(on: target, of: prepared, rank: rank, environment)
    }
  }

  @specialized(where Target == Matrix<Double>)
  @specialized(where Target == Matrix<Float>)
  private func compare<Target: LinearOperator>(
    on target: Target, of prepared: PreparedMatrix<Target.Scalar>?, rank: Int,
    _ environment: Environment
  ) throws -> Outcome {
    typealias Scalar = Target.Scalar
    let factorization = try FactorizationProblem(target: target, rank: rank)
    try NeededMemory.check(for: "a comparison", on: target, from: problem.matrix.input) {
      $0.comparison(rank: rank, decomposingAll: training.method == .spectral)
    }
    let initial = try start.factors(for: factorization, seed: computation.seed)
    let feedback = try start.feedback(for: factorization, seed: computation.seed)

    let stepSizes: [String: StepSize<Scalar>] = try training.stepSizes()
    let stopping: StoppingCriterion<Scalar> = training.stoppingCriterion()
    let store = try checkpoints.store(for: training.rules.rules, as: Scalar.self)
    let interrupt = Interrupt()
    var progress = TrainingProgress<Scalar>(stopping: stopping)
    let comparison: Comparison<Scalar>
    do {
      defer { progress.clear() }
      comparison = try Comparison(
        of: factorization, rules: training.rules.rules, stepSizes: stepSizes,
        schedule: training.schedule,
        stopping: stopping, recording: training.record, start: initial,
        suitingRules: start.isLeftOpen, startIsNormal: start.isNormal, feedback: feedback,
        seed: computation.seed, method: training.method, checkpoints: store?.plan
      ) { event in
        progress.show(event)
        return !interrupt.isRequested
      }
    }

    var results = CompareResults(
      comparison, prepared: prepared, source: problem.matrix.source(seed: computation.seed),
      settings: settings(as: Scalar.self), stepSizes: stepSizes.mapValues(\.description),
      environment: environment, streaming: StreamingRecord(target))
    let interruption =
      interrupt.isRequested
      ? Interruption(description: "interrupted: what was finished has been written") : nil
    if tracing.embedMatrices {
      results.matrices = CompareResults.Matrices(
        target: target.dense(), start: initial, feedback: feedback, runs: comparison.runs)
    }
    return Outcome(
      results: results,
      save: {
        try tracing.save(historyOf: results)
        let given = [("Z0.npy", initial.z), ("W0.npy", initial.w), ("C.npy", feedback)]
        try saving.save(
          factors: given + comparison.runs.flatMap { factors(of: $0, given: feedback) })
      }, failure: store?.failure ?? interruption)
  }

  private func settings<Scalar: BLASScalar>(as _: Scalar.Type) -> CompareResults.Settings {
    CompareResults.Settings(
      seed: computation.seed, precision: computation.precision.rawValue,
      threads: computation.threads, reading: problem.matrix.readingSettings,
      preparation: problem.matrix.preparing.settings,
      start: start.drawnStart?.law.description, initialScale: start.drawnStart?.scale,
      initialZ: start.initialZ, initialW: start.initialW,
      feedbackLaw: start.drawnFeedback?.law.description,
      feedbackScale: start.drawnFeedback?.scale, feedback: start.feedback,
      schedule: training.schedule.description, maxSteps: training.maxSteps,
      tolerance: training.tolerance ?? training.stop.tolerance
        ?? StoppingCriterion<Scalar>.usualTolerance,
      stop: training.stop.text, recording: training.record.description,
      requestedMethod: training.method?.rawValue,
      checkpointSteps: checkpoints.checkpoints == nil ? nil : checkpoints.checkpointSteps)
  }

  /// The files of what a rule ends at, with feedback that it makes from C or learns, and of a start that it makes for itself.
  private func names(of rule: String) -> [String] {
    ["Z", "W", "C", "Z0", "W0"].map { "\($0)_\(rule).npy" }
  }

  private func factors<Scalar>(
    of run: Comparison<Scalar>.Run, given feedback: Matrix<Scalar>
  ) -> [(name: String, matrix: Matrix<Scalar>)] {
    let result = run.result
    let ownFeedback = result.feedback == feedback ? nil : result.feedback
    let matrices = [
      result.factors.z, result.factors.w, ownFeedback, run.ownStart?.z, run.ownStart?.w,
    ]
    return zip(names(of: result.rule.name), matrices).compactMap { name, matrix in
      matrix.map { (name, $0) }
    }
  }
}

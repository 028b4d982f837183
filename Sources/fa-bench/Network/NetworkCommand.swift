import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers

struct NetworkCommand: ComputingCommand {
  static let configuration = CommandConfiguration(
    commandName: "network",
    abstract: "Train a two-layer linear network on examples, beside its closed-form limits.",
    usage: """
      fa-bench network --inputs <file> --targets <file> --hidden <r> [<options>]
      fa-bench network --teacher <file> --hidden <r> [<options>]
      fa-bench network --synthetic <NxM> --spectrum <s> --hidden <r> [<options>]
      """,
    discussion: """
      The network x -> Z W x has r hidden units. A step takes all examples at once, a batch of them, or one. Errors are \
      roots of mean squared errors over examples. The optimum is the least that r hidden units can have on the examples; the \
      limit is where feedback alignment on all examples at once must end.

      Examples:
        fa-bench network --inputs X.csv --targets T.csv --hidden 10 --held-out 0.2
        fa-bench network --inputs X.npy --targets T.npy --hidden 10 --batch-size 32 --order shuffled --epochs 50
        fa-bench network --synthetic 10x30 --spectrum flat --input-spectrum power:1 --hidden 5 --batch-size 1

      Exit codes:
        0 done, 64 usage, 65 bad data, 66 input missing, 70 internal,
        73 cannot write, 130 interrupted, with what was finished written out.
      """)

  @OptionGroup(title: "The examples") var examples: ExampleOptions
  @OptionGroup(title: "Start and feedback") var start: StartOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The number of hidden units.", valueName: "r"))
  var hidden: Int?

  @Option(
    help: ArgumentHelp("Rules, as for compare. (default: \(RuleList.default))", valueName: "rules"),
    transform: RuleList.init)
  var rules = RuleList.default

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many examples a step takes: all, or a number; 1 for one at a time. (default: all)",
      valueName: "b"),
    transform: BatchSize.init)
  var batchSize = BatchSize.all

  @Option(
    help: ArgumentHelp(
      "In which order batches take them: as given, or shuffled anew each time all were seen.",
      valueName: "order"))
  var order = ExampleOrder.given

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A number for all rules, auto, or some rules' own, as in gd=0.1,fa=auto. (default: auto)",
      valueName: "step"),
    transform: StepSizeList.init)
  var stepSize = StepSizeList()

  @Option(
    help: ArgumentHelp(
      "How step sizes change over a run, as for compare. (default: \(StepSchedule.constant))",
      valueName: "schedule"),
    transform: StepSchedule.init(argument:))
  var schedule = StepSchedule.constant

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The largest number of steps. (default: 100000)", valueName: "n"),
    transform: WholeNumber.parse)
  var maxSteps: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How often all examples are seen, instead of --max-steps.", valueName: "n"),
    transform: WholeNumber.parse)
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The relative stationarity at which a run on all examples at once has converged, as for compare.",
      valueName: "t"))
  var tolerance: Double?

  @Option(
    help: ArgumentHelp(
      "What ends a run as well: gap:G, with an error of at most 1 + G times the optimum.",
      valueName: "conditions"),
    transform: ConditionList.init)
  var stop = ConditionList()

  @Option(
    help: ArgumentHelp(
      "At which steps the history is recorded: logarithmic or every:K. (default: logarithmic)",
      valueName: "steps"),
    transform: Recording.init(argument:))
  var record = Recording.logarithmic

  @OptionGroup(title: "Computation") var computation: ComputationOptions
  @OptionGroup(title: "Output") var output: OutputOptions<Format>
  @OptionGroup(title: "Output") var page: PageOptions
  @OptionGroup(title: "Output") var saving: FactorSavingOptions<Format>

  /// A table, all as json, or the histories as csv.
  enum Format: String, SavingFormat {
    case table, json, csv

    static let savedFactors =
      "what each rule starts from and ends at: Z0.npy, W0.npy, C.npy, Z_<rule>.npy, W_<rule>.npy"
  }

  func plan() throws -> Plan<Int> {
    try examples.check()
    try start.check()
    try computation.check()
    guard let hidden else { throw UsageError("give the number of hidden units by --hidden R") }
    guard (1...1_000_000).contains(hidden) else {
      throw UsageError("--hidden must be from 1 to 1000000, not \(hidden)")
    }
    if let maxSteps, maxSteps < 0 {
      throw UsageError("--max-steps must be 0 or more, not \(maxSteps)")
    }
    if let epochs, epochs < 1 || maxSteps != nil {
      throw UsageError("--epochs must be 1 or more, and takes the place of --max-steps")
    }
    if let tolerance, !(tolerance >= 0 && tolerance.isFinite) {
      throw UsageError("--tolerance must be a finite number of 0 or more, not \(tolerance)")
    }
    if tolerance != nil, stop.tolerance != nil {
      throw UsageError("--tolerance T and --stop stationarity:T are the same: give one of them")
    }
    if stop.hasLimit {
      throw UsageError("--stop limit:L goes with compare and sweep; a network takes gap:G")
    }
    if let stray = stepSize.rules.subtracting(rules.names).min() {
      throw UsageError("--step-size names the rule \(stray), which is not among --rules")
    }
    let names =
      ["Z0.npy", "W0.npy", "C.npy"] + rules.names.flatMap { ["Z_\($0).npy", "W_\($0).npy"] }
    return Plan(
      request: hidden, reading: examples.files + start.files, writing: saving.writtenFiles(names),
      precision: computation.precision, threads: computation.threads)
  }

  func work<Scalar: BLASScalar>(
    _ hidden: Int, as _: Scalar.Type, in environment: Environment
  ) throws -> Outcome {
    let seed = computation.seed
    let all: TrainingData<Scalar> = try examples.read(seed: seed)
    let (data, heldOut) = try all.split(holdingOut: examples.heldOut, seed: seed)
    let problem = try data.whitenedProblem(hiddenUnits: hidden)
    let size = try batchSize.examples(of: data.count)
    let initial = try start.factors(for: problem, seed: seed)
    let feedback = try start.feedback(for: problem, seed: seed)
    let steps = epochs.map { $0 * ((data.count + size - 1) / size) } ?? maxSteps ?? 100_000

    var stopping = StoppingCriterion<Scalar>(maxSteps: steps)
    if let tolerance {
      stopping = StoppingCriterion(tolerance: Scalar(tolerance), maxSteps: steps)
    }
    if stop.tolerance != nil { stopping.conditions = [] }
    stopping.conditions += stop.conditions()
    let interrupt = Interrupt()
    var line = ProgressLine()
    var runs: [NetworkResults.Run] = []
    var factors: [(name: String, matrix: Matrix<Scalar>)] = [
      ("Z0.npy", initial.z), ("W0.npy", initial.w), ("C.npy", feedback),
    ]
    for rule in rules.rules where !interrupt.isRequested {
      let eta = try step(of: rule, on: data, size, from: initial, feedback)
      var trainer = NetworkTrainer(data, stepSize: eta, batchSize: size, stopping: stopping)
      (trainer.order, trainer.heldOut, trainer.schedule) = (order, heldOut, schedule)
      (trainer.seed, trainer.recording) = (seed, record)
      let name = rule.name
      let clock = ContinuousClock()
      let beginning = clock.now
      defer { line.clear() }
      let result = try trainer.train(rule, from: initial, feedback: feedback) { step, _ in
        if line.isDue() {
          line.draw("\(name)  step \(step)", fraction: Double(step) / Double(max(1, steps)))
        }
        return !interrupt.isRequested
      }
      runs.append(
        NetworkResults.Run(
          result, stepSize: eta, seconds: (clock.now - beginning).seconds))
      factors += [("Z_\(name).npy", result.factors.z), ("W_\(name).npy", result.factors.w)]
    }
    let results = try NetworkResults(
      data, heldOut, problem, feedback: feedback, runs: runs,
      source: examples.source(seed: seed),
      settings: settings(
        batchSize: size, maxSteps: steps,
        tolerance: tolerance ?? stop.tolerance ?? StoppingCriterion<Scalar>.usualTolerance),
      environment: environment)
    return Outcome(
      results: results, save: { [factors] in try saving.save(factors: factors) },
      failure: interrupt.isRequested
        ? Interruption(description: "interrupted: what was finished has been written") : nil)
  }

  private func step<Scalar: BLASScalar>(
    of rule: some LearningRule, on data: TrainingData<Scalar>, _ batchSize: Int,
    from start: Factors<Scalar>, _ feedback: Matrix<Scalar>
  ) throws -> Scalar {
    switch try stepSize.stepSize(of: rule.name) as StepSize<Scalar> {
    case .constant(let size): return size
    case .automatic:
      return try NetworkTrainer.automaticStepSize(
        of: rule, on: data, batchSize: batchSize, from: start, feedback: feedback,
        seed: computation.seed)
    case .best:
      throw UsageError("a best step is searched by compare; a network takes auto or a number")
    }
  }

  private func settings(
    batchSize: Int, maxSteps: Int, tolerance: Double
  ) -> NetworkResults.Settings {
    NetworkResults.Settings(
      seed: computation.seed, precision: computation.precision.rawValue,
      threads: computation.threads,
      reading: examples.files.isEmpty ? nil : examples.reading.settings,
      start: start.drawnStart?.law.description, initialScale: start.drawnStart?.scale,
      initialZ: start.initialZ, initialW: start.initialW,
      feedbackLaw: start.drawnFeedback?.law.description,
      feedbackScale: start.drawnFeedback?.scale, feedback: start.feedback,
      heldOutShare: examples.heldOut, batchSize: batchSize, order: order.rawValue,
      schedule: schedule.description, maxSteps: maxSteps, tolerance: tolerance, stop: stop.text,
      recording: record.description)
  }
}

/// How many examples a step takes.
enum BatchSize {
  case all
  case number(Int)

  init(_ argument: String) throws {
    if argument == "all" {
      self = .all
    } else {
      let number = try WholeNumber.parse(argument)
      guard number >= 1 else { throw ValidationError("a batch has 1 example or more, or all.") }
      self = .number(number)
    }
  }

  func examples(of count: Int) throws -> Int {
    switch self {
    case .all: return count
    case .number(let number):
      guard number <= count else {
        throw UsageError(
          "--batch-size \(number) is more than the \(count) examples: choose fewer, or all")
      }
      return number
    }
  }
}

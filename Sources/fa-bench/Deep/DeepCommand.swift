import ArgumentParser
import FALinalg
import FATrainers

struct DeepCommand: ComputingCommand {
  static let configuration = CommandConfiguration(
    commandName: "deep",
    abstract: "Train a deep linear network by direct feedback alignment, without its widths.",
    usage: """
      fa-bench deep --input <file> --widths <widths> [<options>]
      fa-bench deep --synthetic <NxM> --spectrum <s> --widths <widths> [<options>]
      """,
    discussion: """
      From zero weights, with white inputs and all of them at once, direct feedback alignment takes the same steps in a \
      network with no more than n units in a layer, whatever the widths. Where they fit into memory, the whole \
      network is trained beside it, and another by gradient descent from a small start.

      Examples:
        fa-bench deep --input Y.npy --widths 100,50
        fa-bench deep --synthetic 20x10 --spectrum power:1 --widths 2000,2000,2000 --width-free

      Exit codes:
        0 done, 64 usage, 65 bad data, 66 input missing, 70 internal,
        73 cannot write, 130 interrupted, with what was finished written out.
      """)

  @OptionGroup(title: "The matrix") var matrix: MatrixOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The widths of the hidden layers from the first on, as in 100,50: one fewer than there are layers.",
      valueName: "widths"),
    transform: WidthList.init)
  var widths: WidthList?

  @Option(
    help: ArgumentHelp(
      "How the feedback of each hidden layer is chosen: normal or orthogonal.", valueName: "law"))
  var feedbackLaw = FeedbackLaw.normal

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The step size of feedback alignment. (default: one that is safe from zero)",
      valueName: "eta"))
  var stepSize: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many steps are taken. (default: 1000)", valueName: "n"),
    transform: WholeNumber.parse)
  var steps = 1000

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The size of the layers that gradient descent starts from, relative to a balanced solution.",
      valueName: "x"))
  var initialScale = 0.3

  @Flag(help: "Leave out the networks with all their weights.")
  var widthFree = false

  @OptionGroup(title: "Computation") var computation: ComputationOptions
  @OptionGroup(title: "Output") var output: OutputOptions<Format>
  @OptionGroup(title: "Output") var page: PageOptions

  enum Format: String, OutputFormat {
    case table, json, csv
  }

  enum FeedbackLaw: String, ExpressibleByArgument, CaseIterable {
    case normal, orthogonal

    var law: Feedback.Law { self == .normal ? .normal : .orthogonal }
  }

  func plan() throws -> Plan<[Int]> {
    try matrix.check()
    guard let widths = widths?.numbers else {
      throw UsageError("give the widths of the hidden layers by --widths 100,50")
    }
    guard (1...1_000_000_000).contains(steps) else {
      throw UsageError("--steps must be from 1 to 1000000000, not \(steps)")
    }
    if let stepSize, !(stepSize > 0 && stepSize.isFinite) {
      throw UsageError("--step-size must be a finite number above 0, not \(stepSize)")
    }
    guard initialScale > 0, initialScale.isFinite else {
      throw UsageError("--initial-scale must be a finite number above 0, not \(initialScale)")
    }
    try computation.check()
    return Plan(
      request: widths, reading: [matrix.input], precision: computation.precision,
      threads: computation.threads)
  }

  func work<Scalar: BLASScalar>(
    _ widths: [Int], as _: Scalar.Type, in environment: Environment
  ) throws -> Outcome {
    let target = try matrix.withTarget(seed: computation.seed, as: Scalar.self) { target, _ in
      if let input = matrix.input { try MatrixOptions.checkDecomposable(target, from: input) }
      return try target.entries()
    }
    let interrupt = Interrupt()
    var line = ProgressLine()
    defer { line.clear() }
    let comparison = try DeepComparison(
      target: target, widths: widths, law: feedbackLaw.law,
      stepSize: stepSize.map { Scalar($0) }, steps: steps, comparesFully: !widthFree,
      scale: Scalar(initialScale), seed: computation.seed
    ) { step in
      if line.isDue() {
        line.draw("\(step) of \(steps) steps", fraction: Double(step) / Double(steps))
      }
      return !interrupt.isRequested
    }
    let results = DeepResults(
      comparison, target: target, widths: widths, source: matrix.source(seed: computation.seed),
      settings: DeepResults.Settings(
        seed: computation.seed, precision: computation.precision.rawValue,
        threads: computation.threads, reading: matrix.readingSettings,
        preparation: matrix.preparing.settings,
        feedbackLaw: feedbackLaw.rawValue, requestedStepSize: stepSize,
        initialScale: initialScale, maxSteps: steps, widthFree: widthFree),
      environment: environment)
    return Outcome(
      results: results,
      failure: interrupt.isRequested
        ? Interruption(description: "interrupted: what was finished has been written") : nil)
  }
}

/// Widths separated by commas.
struct WidthList {
  let numbers: [Int]

  init(_ argument: String) throws {
    numbers = try argument.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let width = Int(part), (1...1_000_000).contains(width) else {
        throw ValidationError("'\(part)' is not a width: a whole number from 1 to 1000000.")
      }
      return width
    }
  }
}

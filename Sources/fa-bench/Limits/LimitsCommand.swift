import ArgumentParser
import FALinalg
import FATrainers

struct LimitsCommand: ComputingCommand, DistributedCommand {
  static let configuration = CommandConfiguration(
    commandName: "limits",
    abstract: "Where feedback alignment ends over random feedback, without training.",
    usage: """
      fa-bench limits --input <file> --ranks <ranks> [<options>]
      fa-bench limits --synthetic <NxM> --spectrum <s> --ranks <ranks> [<options>]
      """,
    discussion: """
      FA ends at ||Y - Y P||, with P the projector on the row space of C Y. For each rank this draws many \
      C with independent normal entries (C with orthogonal rows has the same law) and sets quantiles of \
      that limit beside the optimum and a bound on its mean. Only the singular values of Y are needed, or, where \
      they are too many to compute, products with Y.

      Examples:
        fa-bench limits --input Y.npy --ranks 1,2,5-10
        fa-bench limits --synthetic 200x200 --spectrum power:1 --ranks 5 --draws 9999

      Exit codes:
        0 done, 64 usage, 65 bad data, 66 input missing, 70 internal,
        73 cannot write, 130 interrupted, with nothing written.
      """)

  @OptionGroup(title: "The matrix") var matrix: MatrixOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The ranks of the factors, as in 1,2,5-10.", valueName: "ranks"),
    transform: NumberList<Int>.init)
  var ranks: NumberList<Int>?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many feedback matrices are drawn. (default: \(usualDraws); \(fewDraws) where Y is too large for all of its singular values)",
      valueName: "n"),
    transform: WholeNumber.parse)
  var draws: Int?

  private static let usualDraws = 2000
  private static let fewDraws = 200

  @OptionGroup(title: "Computation") var computation: ComputationOptions
  @OptionGroup(title: "Output") var output: OutputOptions<Format>
  @OptionGroup(title: "Output") var page: PageOptions

  enum Format: String, OutputFormat {
    case table, json, csv
  }

  func plan() throws -> Plan<[Int]> {
    try matrix.check()
    guard let ranks = ranks?.numbers else {
      throw UsageError("give the ranks of the factors by --ranks 1,2,5-10")
    }
    guard ranks.allSatisfy({ $0 > 0 }) else { throw UsageError("--ranks must be 1 or more") }
    if let draws, !(1...1_000_000).contains(draws) {
      throw UsageError("--draws must be from 1 to 1000000, not \(draws)")
    }
    try computation.check()
    return Plan(
      request: ranks, reading: [matrix.input], precision: computation.precision,
      threads: computation.threads)
  }

  func work<Scalar: BLASScalar>(
    _ ranks: [Int], as _: Scalar.Type, in environment: Environment
  ) throws -> Outcome {
    if let size = matrix.synthetic, let spectrum = matrix.spectrum {
      // Of a matrix that is drawn they are known without it.
      let values = spectrum.values(count: min(size.rows, size.columns))
      return try outcome(ranks, (size.rows, size.columns), environment) { count, goesOn in
        try FeedbackLimitDistribution(
          singularValues: values, ranks: ranks, draws: count, seed: computation.seed,
          jobs: BLAS.threadCount, while: goesOn)
      }
    }
    return try matrix.withTarget(seed: computation.seed, as: Scalar.self) { target, _ in
      try limits(of: target, ranks, environment)
    }
  }

  private func limits(
    of target: some LinearOperator, _ ranks: [Int], _ environment: Environment
  ) throws -> Outcome {
    let isDecomposed = FeedbackLimitDistribution.decomposes(target)
    let largest = ranks.max() ?? 1
    try NeededMemory.check(for: "limits", on: target, from: matrix.input) {
      isDecomposed ? $0.singularValues : $0.truncatedSVD(rank: largest)
    }
    let usualDraws = isDecomposed ? Self.usualDraws : Self.fewDraws
    return try outcome(
      ranks, (target.rows, target.columns), environment, usualDraws,
      streaming: { StreamingRecord(target) }
    ) { count, goesOn in
      try FeedbackLimitDistribution(
        of: target, ranks: ranks, draws: count, seed: computation.seed, jobs: BLAS.threadCount,
        while: goesOn)
    }
  }

  private func outcome(
    _ ranks: [Int], _ shape: (rows: Int, columns: Int), _ environment: Environment,
    _ usualDraws: Int = usualDraws, streaming: () -> StreamingRecord? = { nil },
    _ find: (_ draws: Int, _ goesOn: (Int) -> Bool) throws -> FeedbackLimitDistribution
  ) throws -> Outcome {
    let most = min(shape.rows, shape.columns)
    if let rank = ranks.max(), rank > most {
      throw UsageError(
        "rank \(rank) does not fit a \(shape.rows) x \(shape.columns) matrix: choose ranks up to "
          + "\(most)")
    }
    let draws = draws ?? usualDraws
    let interrupt = Interrupt()
    var line = ProgressLine()
    defer { line.clear() }
    line.draw("singular values", fraction: 0)
    let clock = ContinuousClock()
    let start = clock.now
    let limits = try find(draws) { done in
      if line.isDue() {
        line.draw("\(done) of \(draws) draws", fraction: Double(done) / Double(draws))
      }
      return !interrupt.isRequested
    }
    return Outcome(
      results: LimitsResults(
        limits, LimitsResults.Size(rows: shape.rows, columns: shape.columns),
        source: matrix.source(seed: computation.seed),
        settings: LimitsResults.Settings(
          seed: computation.seed, precision: computation.precision.rawValue,
          threads: computation.threads, reading: matrix.readingSettings,
          preparation: matrix.preparing.settings),
        environment: environment, duration: clock.now - start, streaming: streaming()))
  }
}

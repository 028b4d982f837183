import ArgumentParser
import FALinalg
import FATrainers

struct LimitsCommand: ComputingCommand {
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
      that limit beside the optimum and a bound on its mean. Only the singular values of Y are needed.

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
    help: ArgumentHelp("How many feedback matrices are drawn.", valueName: "n"))
  var draws = 2000

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
    guard (1...1_000_000).contains(draws) else {
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
    let interrupt = Interrupt()
    var line = ProgressLine()
    defer { line.clear() }
    line.draw("singular values", fraction: 0)
    let (size, values) = try spectrum(Scalar.self)
    let most = min(size.rows, size.columns)
    if let rank = ranks.max(), rank > most {
      throw UsageError(
        "rank \(rank) does not fit a \(size.rows) x \(size.columns) matrix: choose ranks up to "
          + "\(most)")
    }
    let clock = ContinuousClock()
    let start = clock.now
    let limits = try FeedbackLimitDistribution(
      singularValues: values, ranks: ranks, draws: draws, seed: computation.seed,
      jobs: BLAS.threadCount
    ) { done in
      if line.isDue() {
        line.draw("\(done) of \(draws) draws", fraction: Double(done) / Double(draws))
      }
      return !interrupt.isRequested
    }
    return Outcome(
      results: LimitsResults(
        limits, size, source: matrix.source(seed: computation.seed),
        settings: LimitsResults.Settings(
          seed: computation.seed, precision: computation.precision.rawValue,
          threads: computation.threads, reading: matrix.readingSettings),
        environment: environment, duration: clock.now - start))
  }

  /// The singular values: of a synthetic matrix they are known without it.
  private func spectrum<Scalar: BLASScalar>(_: Scalar.Type) throws -> (LimitsResults.Size, [Double])
  {
    if let size = matrix.synthetic, let spectrum = matrix.spectrum {
      let values = spectrum.values(count: min(size.rows, size.columns))
      return (LimitsResults.Size(rows: size.rows, columns: size.columns), values)
    }
    let target: any LinearOperator<Scalar> = try matrix.read(
      seed: computation.seed, as: Scalar.self)
    if let input = matrix.input { try MatrixOptions.checkDecomposable(target, from: input) }
    return (
      LimitsResults.Size(rows: target.rows, columns: target.columns),
      try target.entries().singularValues().map { Double($0) }
    )
  }
}

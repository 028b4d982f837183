import ArgumentParser
import FALinalg

struct SVDCommand: ComputingCommand, DistributedCommand {
  static let configuration = CommandConfiguration(
    commandName: "svd",
    abstract: "The best approximation of a matrix, and a bound on how far it is from that.",
    usage: """
      fa-bench svd --input <file> --rank <r> [<options>]
      fa-bench svd --input <file> --relative-error <t> [<options>]
      fa-bench svd --synthetic <NxM> --spectrum <spectrum> --rank <r> [<options>]
      """,
    discussion: """
      Examples:
        fa-bench svd --input Y.npy --rank 20
        fa-bench svd --input Y.npy --relative-error 0.1 --save-factors factors
        fa-bench svd --synthetic 2000x2000 --spectrum power:1 --rank 10 --format json

      Exit codes:
        0 done, 64 usage, 65 bad data, 66 input missing, 70 internal,
        73 cannot write, 130 interrupted, with nothing written.
      """)

  @OptionGroup(title: "The matrix") var matrix: MatrixOptions
  @OptionGroup(title: "The approximation") var approximation: ApproximationOptions
  @OptionGroup(title: "Computation") var computation: ComputationOptions
  @OptionGroup(title: "Output") var output: OutputOptions<Format>
  @OptionGroup(title: "Output") var page: PageOptions
  @OptionGroup(title: "Output") var saving: SavingOptions<Format>

  enum Format: String, SavingFormat {
    case table, json

    static let savedFactors = "the factors as U.npy, S.npy (a column) and Vt.npy: Y ~ U diag(S) Vt"
  }

  func plan() throws -> Plan<Void> {
    try matrix.check()
    try approximation.check()
    try computation.check()
    return Plan(
      request: (), reading: [matrix.input],
      writing: saving.writtenFiles(["U.npy", "S.npy", "Vt.npy"]),
      precision: computation.precision, threads: computation.threads)
  }

  func work<Scalar: BLASScalar>(
    _: Void, as _: Scalar.Type, in environment: Environment
  ) throws -> Outcome {
    try matrix.withTarget(seed: computation.seed, as: Scalar.self) { target, _ in
      try saving.save(target: target)
      return try approximate(target, environment)
    }
  }

  private func approximate<Target: LinearOperator>(
    _ target: Target, _ environment: Environment
  ) throws -> Outcome {
    typealias Scalar = Target.Scalar
    try approximation.check(for: target)
    try NeededMemory.check(for: "an approximation", on: target, from: matrix.input) {
      $0.truncatedSVD(rank: approximation.rank ?? 1)
    }
    guard target.frobeniusNorm.isFinite else {
      throw LinearAlgebraError.overflow(operation: "the Frobenius norm of the matrix")
    }
    let interrupt = Interrupt()
    var progress = SVDProgress()
    let clock = ContinuousClock()
    let start = clock.now
    let best: TruncatedSVD<Scalar>
    do {
      defer { progress.clear() }
      progress.begin()
      best = try approximation.compute(for: target, seed: computation.seed) { state in
        progress.show(state)
        return !interrupt.isRequested
      }
    }
    let duration = clock.now - start
    // LAPACK does not ask while it works.
    guard !interrupt.isRequested else { throw LinearAlgebraError.interrupted }

    let results = SVDResults(
      best, of: target, goal: approximation.goal, source: matrix.source(seed: computation.seed),
      settings: SVDResults.Settings(
        seed: computation.seed, precision: computation.precision.rawValue,
        threads: computation.threads, reading: matrix.readingSettings,
        preparation: matrix.preparing.settings,
        requestedRank: approximation.rank, requestedRelativeError: approximation.relativeError,
        certify: approximation.certify),
      environment: environment, duration: duration)
    return Outcome(
      results: results,
      save: {
        let values = Matrix(
          rows: best.singularValues.count, columns: 1, columnMajor: best.singularValues)
        try saving.save(factors: [
          ("U.npy", best.u), ("S.npy", values), ("Vt.npy", best.vTransposed),
        ])
      })
  }
}

import ArgumentParser
import FALinalg
import FAMatrixIO

struct SVDCommand: ParsableCommand {
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
  @OptionGroup(title: "Output") var page: ReportOptions
  @OptionGroup(title: "Output") var factors: FactorOptions<Format>

  enum Format: String, FactorReportFormat {
    case table, json

    static let savedFactors = "the factors as U.npy, S.npy (a column) and Vt.npy: Y ~ U diag(S) Vt"
  }

  func run() throws {
    try ExitStatus.reportingFailures(of: "svd") {
      try matrix.check()
      try approximation.check()
      try computation.check()
      try output.checkNothingIsReplaced(of: [matrix.input])
      try page.checkNothingIsReplaced(of: [matrix.input, output.output])
      try factors.checkNothingIsReplaced(
        of: [matrix.input], names: ["U.npy", "S.npy", "Vt.npy"])
      let environment = try computation.prepare()
      switch computation.precision {
      case .double: try run(Double.self, environment)
      case .single: try run(Float.self, environment)
      }
    }
  }

  private func run<Scalar: BLASScalar>(_: Scalar.Type, _ environment: Environment) throws {
    try output.checkWritable()
    try page.checkWritable()
    try factors.checkWritable()
    try run(on: matrix.read(seed: computation.seed, as: Scalar.self), environment)
  }

  private func run<Target: LinearOperator>(on target: Target, _ environment: Environment) throws {
    typealias Scalar = Target.Scalar
    try approximation.check(for: target)
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

    let report = SVDReport(
      best, of: target, goal: approximation.goal, source: matrix.source(seed: computation.seed),
      environment: environment, duration: duration)
    // None is lost because another cannot be written.
    let saved = Result { try saveFactors(of: best) }
    let shown = Result { try page.write(SVDPage(report: report)) }
    try output.write(text(of: report))
    try saved.get()
    try shown.get()
  }

  private func text(of report: SVDReport) throws -> String {
    switch output.format {
    case .table: SVDTable(report, isColored: output.isColored).text
    case .json: try report.json()
    }
  }

  private func saveFactors<Scalar>(of best: TruncatedSVD<Scalar>) throws {
    guard let directory = factors.saveFactors else { return }
    try FileSystem.createDirectory(directory)
    let values = Matrix(
      rows: best.singularValues.count, columns: 1, columnMajor: best.singularValues)
    try MatrixFile.write(best.u, to: "\(directory)/U.npy")
    try MatrixFile.write(values, to: "\(directory)/S.npy")
    try MatrixFile.write(best.vTransposed, to: "\(directory)/Vt.npy")
  }
}

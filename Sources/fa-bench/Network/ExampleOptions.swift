import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers

/// Which examples a network learns from.
struct ExampleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The inputs: a matrix file with an example in each row.", valueName: "file"))
  var inputs: String?

  @Option(help: ArgumentHelp("What the outputs should be, likewise.", valueName: "file"))
  var targets: String?

  @Flag(help: "The files have an example in each column.")
  var examplesInColumns = false

  @Option(
    help: ArgumentHelp(
      "Draw the examples, of the map y = Y x, with the matrix Y of this file.", valueName: "file"))
  var teacher: String?

  @Option(
    help: ArgumentHelp(
      "The same with a Y that is drawn, n outputs by m inputs.", valueName: "NxM"),
    transform: MatrixSize.init)
  var synthetic: MatrixSize?

  @Option(
    help: ArgumentHelp("The singular values of such a Y, as for compare.", valueName: "spectrum"),
    transform: Spectrum.init(argument:))
  var spectrum: Spectrum?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many examples are drawn. (default: 1000)", valueName: "n"),
    transform: WholeNumber.parse)
  var examples: Int?

  @Option(
    help: ArgumentHelp(
      """
      The law of the inputs that are drawn: normal, with these variances, written as spectra are. \
      (default: flat, which makes them white)
      """, valueName: "spectrum"),
    transform: Spectrum.init(argument:))
  var inputSpectrum: Spectrum?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The standard deviation of noise on the targets that are drawn. (default: 0)",
      valueName: "x"))
  var noise: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The share of the examples that no step sees, for an error of its own.", valueName: "share"))
  var heldOut = 0.0

  @OptionGroup var reading: ReadingFlags

  /// Throws unless the options go together.
  func check() throws {
    let ways = [inputs != nil || targets != nil, teacher != nil, synthetic != nil].count { $0 }
    guard ways == 1, (inputs == nil) == (targets == nil) else {
      throw UsageError(
        "give the examples by --inputs FILE --targets FILE, or draw them by --teacher FILE or "
          + "--synthetic NxM --spectrum S")
    }
    guard (synthetic == nil) == (spectrum == nil) else {
      throw UsageError("--synthetic and --spectrum go together")
    }
    if let synthetic, let spectrum { try spectrum.check(for: synthetic) }
    if inputs != nil, examples != nil || inputSpectrum != nil || noise != nil {
      throw UsageError("--examples, --input-spectrum and --noise go with examples that are drawn")
    }
    if let examples, !(1...10_000_000).contains(examples) {
      throw UsageError("--examples must be from 1 to 10000000, not \(examples)")
    }
    if let noise, !(noise >= 0 && noise.isFinite) {
      throw UsageError("--noise must be a finite number of 0 or more, not \(noise)")
    }
    guard heldOut >= 0, heldOut < 1 else {
      throw UsageError("--held-out must be a share from 0 to below 1, not \(heldOut)")
    }
  }

  var files: [String] { [inputs, targets, teacher].compactMap(\.self) }

  /// Where the examples come from, for the record.
  func source(seed: UInt64) -> String {
    if let inputs, let targets { return "\(inputs), \(targets)" }
    let matrix =
      teacher
      ?? synthetic.map { "synthetic \($0.rows)x\($0.columns) \(spectrum?.description ?? "")" } ?? ""
    return "\(examples ?? 1000) examples of \(matrix), inputs \(inputSpectrum ?? .flat), "
      + "noise \(noise ?? 0), seed \(seed)"
  }

  /// Reads the examples, or draws them.
  func read<Scalar: BLASScalar>(seed: UInt64) throws -> TrainingData<Scalar> {
    if let inputs, let targets {
      let (x, t): (Matrix<Scalar>, Matrix<Scalar>) = (try matrix(inputs), try matrix(targets))
      let (ownCount, otherCount) =
        examplesInColumns ? (x.columns, t.columns) : (x.rows, t.rows)
      guard ownCount == otherCount else {
        let lines = examplesInColumns ? "columns" : "rows"
        throw MatrixFileError.invalid(
          path: targets,
          reason:
            "it has \(otherCount) \(lines), and '\(inputs.printable)' has \(ownCount): an example "
            + "takes one of each")
      }
      return try examplesInColumns
        ? TrainingData(inputs: x, targets: t)
        : TrainingData(inputs: Matrix(x.transposed), targets: Matrix(t.transposed))
    }
    let teacher = try teacherMatrix(seed: seed) as Matrix<Scalar>
    let variances = (inputSpectrum ?? .flat).values(count: teacher.columns)
    return try TrainingData(
      teacher: teacher, variances: variances.map { Scalar($0) }, count: examples ?? 1000,
      noise: Scalar(noise ?? 0), seed: seed)
  }

  private func teacherMatrix<Scalar: BLASScalar>(seed: UInt64) throws -> Matrix<Scalar> {
    if let teacher { return try matrix(teacher) }
    guard let synthetic, let spectrum else { stop("validated before") }
    return try synthetic.matrix(spectrum, seed: seed)
  }

  private func matrix<Scalar: BLASScalar>(_ path: String) throws -> Matrix<Scalar> {
    let operation: any LinearOperator<Scalar> = try MatrixOptions.load(path, reading.options)
    try MatrixOptions.checkDecomposable(
      operation, from: path, use: "a network takes all of its entries")
    return operation.dense()
  }
}

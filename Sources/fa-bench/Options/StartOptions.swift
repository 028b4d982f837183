import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers

/// The start and the feedback: drawn, and by which law, or given.
struct StartOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      How Z_0 and W_0 are chosen: \(Start.Law.usage); spectral is along the truncated SVD. \
      (default: \(Start().law), and scaled-gd, pseudo-backprop and low-rank-feedback make starts of \
      their own from it unless another law or size is given)
      """, valueName: "law"),
    transform: Start.Law.init(argument:))
  var start: Start.Law?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The size of the start, relative to that of a balanced solution.", valueName: "x"))
  var initialScale = Start().scale

  @Option(
    name: .customLong("initial-z"),
    help: ArgumentHelp("The start Z_0 (n x r), instead of a drawn one.", valueName: "file"))
  var initialZ: String?

  @Option(
    name: .customLong("initial-w"),
    help: ArgumentHelp("The start W_0 (r x m), instead of a drawn one.", valueName: "file"))
  var initialW: String?

  @Option(
    help: ArgumentHelp(
      """
      How the feedback C is chosen: \(Feedback.Law.usage); informed is after Q power iterations \
      towards the leading singular vectors. (default: \(Feedback().law))
      """, valueName: "law"),
    transform: Feedback.Law.init(argument:))
  var feedbackLaw: Feedback.Law?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The length of the rows of C, relative to those of a balanced solution. (default: \(Feedback().scale))",
      valueName: "x"))
  var feedbackScale: Double?

  @Option(help: ArgumentHelp("The feedback C (r x n), instead of a drawn one.", valueName: "file"))
  var feedback: String?

  /// Whether nothing was said about the start, so that each rule may take the one that suits it.
  var isLeftOpen: Bool { drawnStart == Start() && initialZ == nil && initialW == nil }

  /// Whether all entries of the start are drawn from a normal distribution.
  var isNormal: Bool {
    drawnStart?.law == .normal && initialScale > 0 && initialZ == nil && initialW == nil
  }

  /// The files that are read.
  var files: [String] { [initialZ, initialW, feedback].compactMap(\.self) }

  /// Throws unless the options go together.
  func check() throws {
    guard initialScale >= 0, initialScale.isFinite else {
      throw UsageError(
        "--initial-scale must be a finite number of 0 or more, not \(initialScale)")
    }
    if let feedbackScale, !(feedbackScale > 0 && feedbackScale.isFinite) {
      throw UsageError("--feedback-scale must be a finite number above 0, not \(feedbackScale)")
    }
    if feedback != nil, feedbackLaw != nil || feedbackScale != nil {
      throw UsageError(
        "--feedback gives C: --feedback-law and --feedback-scale go with a drawn one")
    }
    if initialZ != nil, initialW != nil, start != nil {
      throw UsageError("--initial-z and --initial-w give the start: --start goes with a drawn one")
    }
  }

  /// The law of a start that is drawn, as far as it is.
  var drawnStart: Start? {
    initialZ == nil || initialW == nil ? Start(start ?? Start().law, scale: initialScale) : nil
  }

  /// The law of a feedback that is drawn.
  var drawnFeedback: Feedback? {
    feedback == nil
      ? Feedback(feedbackLaw ?? Feedback().law, scale: feedbackScale ?? Feedback().scale) : nil
  }

  func factors<Target>(
    for problem: FactorizationProblem<Target>, seed: UInt64
  ) throws -> Factors<Target.Scalar> {
    let (rows, columns, rank) = (problem.target.rows, problem.target.columns, problem.rank)
    let z = try given(initialZ, by: "--initial-z", "n x r", rows, rank, as: Target.Scalar.self)
    let w = try given(initialW, by: "--initial-w", "r x m", rank, columns, as: Target.Scalar.self)
    if let z, let w { return Factors(z: z, w: w) }
    let drawn = try problem.start(drawnStart ?? Start(), seed: seed)
    return Factors(z: z ?? drawn.z, w: w ?? drawn.w)
  }

  func feedback<Target>(
    for problem: FactorizationProblem<Target>, seed: UInt64
  ) throws -> Matrix<Target.Scalar> {
    try given(
      feedback, by: "--feedback", "r x n", problem.rank, problem.target.rows,
      as: Target.Scalar.self) ?? problem.feedback(drawnFeedback ?? Feedback(), seed: seed)
  }

  /// The matrix that is given by a flag.
  ///
  /// - Parameter letters: The shape in the letters of the help text.
  private func given<Scalar: BLASScalar>(
    _ path: String?, by flag: String, _ letters: String, _ rows: Int, _ columns: Int,
    as _: Scalar.Type
  ) throws(MatrixFileError) -> Matrix<Scalar>? {
    guard let path else { return nil }
    let matrix: Matrix<Scalar> = try MatrixFile.read(path)
    guard matrix.rows == rows, matrix.columns == columns else {
      throw .invalid(
        path: path,
        reason: "it is \(matrix.rows) x \(matrix.columns), but \(flag) must be \(rows) x "
          + "\(columns) here (\(letters))")
    }
    return matrix
  }
}

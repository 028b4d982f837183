import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers

/// The start and the feedback: drawn, and by which law, or given.
struct StartOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      How Z_0 and W_0 are chosen: normal, uniform, zero, orthogonal, or spectral, along the \
      truncated SVD. (default: normal, and scaled-gd, pseudo-backprop and low-rank-feedback make \
      starts of their own from it unless a law or a size is given)
      """, valueName: "law"),
    transform: {
      guard let law = Start.Law(rawValue: $0) else {
        let laws = Start.Law.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("the laws are \(laws).")
      }
      return law
    })
  var start: Start.Law?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The size of the start, relative to that of a balanced solution.", valueName: "x"))
  var initialScale = 0.01

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
      How the feedback C is chosen: normal, orthogonal, sign, or informed:Q, after Q power \
      iterations towards the leading singular vectors. (default: normal)
      """, valueName: "law"),
    transform: Feedback.Law.init(argument:))
  var feedbackLaw: Feedback.Law?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The length of the rows of C, relative to those of a balanced solution. (default: 1)",
      valueName: "x"))
  var feedbackScale: Double?

  @Option(help: ArgumentHelp("The feedback C (r x n), instead of a drawn one.", valueName: "file"))
  var feedback: String?

  /// Whether nothing was said about the start, so that each rule may take the one that suits it.
  var isLeftOpen: Bool { choice == Start() && initialZ == nil && initialW == nil }

  private var choice: Start { Start(start ?? .normal, scale: initialScale) }

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

  func factors<Target>(
    for problem: FactorizationProblem<Target>, seed: UInt64
  ) throws -> Factors<Target.Scalar> {
    let drawn = try problem.start(choice, seed: seed)
    return Factors(
      z: try given(initialZ, by: "--initial-z", "n x r", else: drawn.z),
      w: try given(initialW, by: "--initial-w", "r x m", else: drawn.w))
  }

  func feedback<Target>(
    for problem: FactorizationProblem<Target>, seed: UInt64
  ) throws -> Matrix<Target.Scalar> {
    let choice = Feedback(feedbackLaw ?? .normal, scale: feedbackScale ?? 1)
    return try given(
      feedback, by: "--feedback", "r x n", else: try problem.feedback(choice, seed: seed))
  }

  /// The matrix that is given by a flag, or else the one that was drawn, whose shape it must have.
  ///
  /// - Parameter letters: The shape in the letters of the help text.
  private func given<Scalar>(
    _ path: String?, by flag: String, _ letters: String, else drawn: Matrix<Scalar>
  ) throws(MatrixFileError) -> Matrix<Scalar> {
    guard let path else { return drawn }
    let matrix: Matrix<Scalar> = try MatrixFile.read(path)
    guard matrix.rows == drawn.rows, matrix.columns == drawn.columns else {
      throw .invalid(
        path: path,
        reason: "it is \(matrix.rows) x \(matrix.columns), but \(flag) must be \(drawn.rows) x "
          + "\(drawn.columns) here (\(letters))")
    }
    return matrix
  }
}

extension Feedback.Law {
  /// `normal`, `orthogonal`, `sign` or `informed:POWERS`.
  init(argument: String) throws {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    let powers = parts.count == 2 ? Int(parts[1]) : nil
    switch (parts[0], powers) {
    case ("normal", nil) where parts.count == 1: self = .normal
    case ("orthogonal", nil) where parts.count == 1: self = .orthogonal
    case ("sign", nil) where parts.count == 1: self = .sign
    case ("informed", let powers?) where (0...1000).contains(powers):
      self = .informed(powers: powers)
    default:
      throw ValidationError(
        "the laws are normal, orthogonal, sign and informed:Q, with Q from 0 to 1000.")
    }
  }
}

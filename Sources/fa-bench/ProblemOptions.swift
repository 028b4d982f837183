import ArgumentParser
import FALinalg
import FAMatrixIO

/// Which matrix, which rank, which given matrices.
struct ProblemOptions: ParsableArguments {
  @OptionGroup var matrix: MatrixOptions

  // Required, but the parser is not told so: it would miss this one before it complained of a
  // misspelt one.
  @Option(
    parsing: .unconditional, help: ArgumentHelp("The rank r of the factors.", valueName: "r"))
  var rank: Int?

  @Option(help: ArgumentHelp("The feedback C (r x n), instead of a drawn one.", valueName: "file"))
  var feedback: String?

  @Option(
    name: .customLong("initial-z"),
    help: ArgumentHelp("The start Z_0 (n x r), instead of a drawn one.", valueName: "file"))
  var initialZ: String?

  @Option(
    name: .customLong("initial-w"),
    help: ArgumentHelp("The start W_0 (r x m), instead of a drawn one.", valueName: "file"))
  var initialW: String?

  /// Throws unless the options go together.
  func check() throws {
    try matrix.check()
    guard let rank else {
      throw UsageError("give the rank of the factors by --rank R")
    }
    guard rank > 0 else {
      throw UsageError("--rank must be 1 or more, not \(rank)")
    }
  }

  /// The matrix that is given by a flag, or else the one that was drawn, whose shape it must have.
  ///
  /// - Parameter letters: The shape in the letters of the help text.
  func given<Scalar>(
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

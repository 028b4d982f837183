import ArgumentParser
import FALinalg
import FAMatrixIO

/// Which matrix and which rank.
struct ProblemOptions: ParsableArguments {
  @OptionGroup var matrix: MatrixOptions

  // Required, but the parser is not told so: it would miss this one before it complained of a
  // misspelt one.
  @Option(
    parsing: .unconditional, help: ArgumentHelp("The rank r of the factors.", valueName: "r"))
  var rank: Int?

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

  /// Throws if the optimum, which is found from all entries of the matrix, is out of reach.
  func checkHasOptimum(_ target: some LinearOperator) throws(MatrixFileError) {
    let most = 1 << 27
    guard let input = matrix.input, target is any MatrixProtocol == false,
      target.rows * target.columns > most
    else { return }
    throw .invalid(
      path: input,
      reason: "it is sparse, \(target.rows) x \(target.columns), and the optimum is found from all "
        + "entries, of which there may be \(most); fa-bench svd has no such limit")
  }
}

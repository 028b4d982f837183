import ArgumentParser
import FALinalg
import FAMatrixIO

/// Which matrix and which rank.
struct ProblemOptions: ParsableArguments {
  @OptionGroup var matrix: MatrixOptions

  // Required, but not for the parser: it would miss this one before it complained of a
  // misspelt one.
  @Option(
    parsing: .unconditional, help: ArgumentHelp("The rank r of the factors.", valueName: "r"))
  var rank: Int?

  /// Throws unless the options go together.
  ///
  /// - Returns: The rank.
  func check() throws -> Int {
    try matrix.check()
    guard let rank else {
      throw UsageError("give the rank of the factors by --rank R")
    }
    guard rank > 0 else {
      throw UsageError("--rank must be 1 or more, not \(rank)")
    }
    return rank
  }
}

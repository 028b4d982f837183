import ArgumentParser
import FALinalg

/// Of which rank, or how good, and what is to be accurate.
struct ApproximationOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The rank r of the approximation.", valueName: "r"))
  var rank: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Instead of a rank: take the smallest whose error is at most this share of ||Y||.",
      valueName: "t"))
  var relativeError: Double?

  @Option(
    help: ArgumentHelp(
      """
      What must be accurate: error (the error is the optimum to 1e-10 of itself) or triplets \
      (each singular value and vector, to rounding).
      """, valueName: "goal"))
  var goal = Goal.error

  @Flag(
    help: """
      Prove the certificate, by decomposing all of Y'Y, which can take many times as long as the \
      approximation (at 2000 x 2000, half a second).
      """)
  var certify = false

  enum Goal: String, ExpressibleByArgument, CaseIterable {
    case error, triplets
  }

  /// Throws unless the options go together.
  func check() throws {
    guard (rank == nil) != (relativeError == nil) else {
      throw UsageError("give either --rank R or --relative-error T")
    }
    if let rank, rank < 1 {
      throw UsageError("--rank must be 1 or more, not \(rank)")
    }
    if let relativeError, !(relativeError >= 0 && relativeError < 1) {
      throw UsageError("--relative-error must be at least 0 and below 1, not \(relativeError)")
    }
  }

  /// Throws unless the matrix has an approximation of that rank.
  func check(for target: some LinearOperator) throws {
    let most = min(target.rows, target.columns)
    if let rank, rank > most {
      throw UsageError(
        "rank \(rank) does not fit a \(target.rows) x \(target.columns) matrix: choose one from "
          + "1 to \(most)")
    }
    if certify, !target.isCertifiable {
      throw UsageError(
        "--certify needs all of Y and Y'Y in memory, and a \(target.rows) x \(target.columns) matrix is "
          + "too large for that: it takes at most 2^26 entries, and 8192 on the smaller side")
    }
  }

  func compute<Scalar: BLASScalar>(
    for target: some LinearOperator<Scalar>, seed: UInt64,
    shouldContinue: (TruncatedSVDProgress) -> Bool
  ) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    let best = try approximate(target, seed: seed, shouldContinue: shouldContinue)
    return certify ? try best.certified(for: target, shouldContinue: shouldContinue) : best
  }

  private func approximate<Scalar: BLASScalar>(
    _ target: some LinearOperator<Scalar>, seed: UInt64,
    shouldContinue: (TruncatedSVDProgress) -> Bool
  ) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    let goal: TruncatedSVD<Scalar>.Goal =
      switch goal {
      case .error: .error
      case .triplets: .triplets
      }
    if let relativeError {
      return try target.truncatedSVD(
        relativeError: relativeError, goal: goal, seed: seed, shouldContinue: shouldContinue)
    }
    guard let rank else { stop("validated before") }
    return try target.truncatedSVD(
      rank: rank, goal: goal, seed: seed, shouldContinue: shouldContinue)
  }
}

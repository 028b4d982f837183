import ArgumentParser

/// From which seed, in which precision, on how many threads.
struct ComputationOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The seed of all that is drawn. (default: 0)", valueName: "s"),
    transform: {
      guard let seed = UInt64($0) else {
        throw ValidationError("a seed is a whole number from 0 to \(UInt64.max).")
      }
      return seed
    })
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("The precision of all numbers.", valueName: "precision"))
  var precision = Precision.double

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The number of BLAS threads. (default: as OpenBLAS decides)", valueName: "n")
  )
  var threads: Int?

  /// Throws unless the options make sense.
  func check() throws {
    if let threads, !(1...1024).contains(threads) {
      throw UsageError("--threads must be from 1 to 1024, not \(threads)")
    }
  }
}

/// The precision of all numbers.
enum Precision: String, ExpressibleByArgument, CaseIterable {
  case double, single
}

import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers
import Foundation

/// Which matrix, which rank, which given matrices.
struct ProblemOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The matrix Y: .npy, .csv or .tsv.", valueName: "file"))
  var input: String?

  @Option(
    help: ArgumentHelp("Draw Y with random singular vectors, of this size.", valueName: "NxM"))
  var synthetic: MatrixSize?

  @Option(
    help: ArgumentHelp(
      """
      The singular values of a synthetic Y, for i = 1, 2, ...: flat (all 1), power:P (i^-P), \
      exponential:Q (Q^i), step:COUNT:RATIO (COUNT ones, then RATIO), rank:K (K ones, then 0), \
      values:a,b,c.
      """, valueName: "spectrum"))
  var spectrum: Spectrum?

  @Option(help: ArgumentHelp("The rank r of the factors.", valueName: "r"))
  var rank: Int

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

  func validate() throws {
    guard (input == nil) != (synthetic == nil) else {
      throw ValidationError("Give the matrix by either --input FILE or --synthetic NxM.")
    }
    if synthetic == nil, spectrum != nil {
      throw ValidationError("--spectrum goes with --synthetic.")
    }
    if let synthetic {
      guard let spectrum else {
        throw ValidationError("--synthetic needs --spectrum, as in --spectrum power:1.")
      }
      try spectrum.validate(for: synthetic)
    }
    guard rank > 0 else {
      throw ValidationError("--rank must be 1 or more, not \(rank).")
    }
  }

  func target<Scalar: BLASScalar>(seed: UInt64) throws -> Matrix<Scalar> {
    if let input { return try MatrixFile.read(input) }
    guard let synthetic, let spectrum else { preconditionFailure("validated before") }
    let values = spectrum.values(count: min(synthetic.rows, synthetic.columns))
    return try RandomStream(seed: seed, name: "target").matrix(
      synthetic.rows, synthetic.columns, singularValues: values.map { Scalar($0) })
  }

  /// Where the matrix came from, for the record.
  func source(seed: UInt64) -> String {
    if let input { return input }
    guard let synthetic, let spectrum else { preconditionFailure("validated before") }
    return "synthetic \(synthetic.rows)x\(synthetic.columns) \(spectrum.description), seed \(seed)"
  }
}

/// A size such as 300x200.
struct MatrixSize: ExpressibleByArgument {
  let rows: Int
  let columns: Int

  init?(argument: String) {
    let parts = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let rows = Int(parts[0]), let columns = Int(parts[1]), rows > 0,
      columns > 0
    else { return nil }
    self.rows = rows
    self.columns = columns
  }
}

/// The law of the singular values of a synthetic matrix.
enum Spectrum: ExpressibleByArgument, CustomStringConvertible {
  case flat
  case power(Double)
  case exponential(Double)
  case step(count: Int, ratio: Double)
  case rank(Int)
  case values([Double])

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    func number(_ text: String) -> Double? {
      Double(text).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    }
    switch (parts[0], parts.count) {
    case ("flat", 1):
      self = .flat
    case ("power", 2):
      guard let exponent = number(parts[1]) else { return nil }
      self = .power(exponent)
    case ("exponential", 2):
      guard let base = number(parts[1]), base <= 1 else { return nil }
      self = .exponential(base)
    case ("step", 3):
      guard let count = Int(parts[1]), count >= 0, let ratio = number(parts[2]) else { return nil }
      self = .step(count: count, ratio: ratio)
    case ("rank", 2):
      guard let rank = Int(parts[1]), rank >= 0 else { return nil }
      self = .rank(rank)
    case ("values", 2):
      let values = parts[1].split(separator: ",", omittingEmptySubsequences: false).map {
        number(String($0))
      }
      guard !values.contains(nil) else { return nil }
      self = .values(values.compactMap { $0 }.sorted(by: >))
    default:
      return nil
    }
  }

  var description: String {
    switch self {
    case .flat: "flat"
    case .power(let exponent): "power:\(exponent)"
    case .exponential(let base): "exponential:\(base)"
    case .step(let count, let ratio): "step:\(count):\(ratio)"
    case .rank(let rank): "rank:\(rank)"
    case .values(let values): "values:" + values.map { "\($0)" }.joined(separator: ",")
    }
  }

  func validate(for size: MatrixSize) throws {
    let most = min(size.rows, size.columns)
    let asked =
      switch self {
      case .rank(let rank): rank
      case .values(let values): values.count
      case .step(let count, _): count
      case .flat, .power, .exponential: 0
      }
    guard asked <= most else {
      throw ValidationError(
        "--spectrum \(description) asks for \(asked) singular values, but a "
          + "\(size.rows) x \(size.columns) matrix has \(most).")
    }
  }

  /// The first singular values, from the largest; zeros are left out at the end.
  func values(count: Int) -> [Double] {
    let indices = 1...count
    return switch self {
    case .flat: indices.map { _ in 1 }
    case .power(let exponent): indices.map { pow(Double($0), -exponent) }
    case .exponential(let base): indices.map { pow(base, Double($0)) }
    case .step(let ones, let ratio): indices.map { $0 <= ones ? 1 : ratio }
    case .rank(let rank): Array(repeating: 1, count: rank)
    case .values(let values): values
    }
  }
}

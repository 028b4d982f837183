import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers
import Foundation

/// Which matrix.
struct MatrixOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The matrix Y: .npy, .npz (FILE:key), .mtx, .csv or .tsv.", valueName: "file"))
  var input: String?

  @Option(
    help: ArgumentHelp("Draw Y with random singular vectors, of this size.", valueName: "NxM"),
    transform: MatrixSize.init)
  var synthetic: MatrixSize?

  @Option(
    help: ArgumentHelp(
      """
      The singular values of a synthetic Y, for i = 1, 2, ...: flat (all 1), power:P (i^-P), \
      exponential:Q (Q^i), step:COUNT:RATIO (COUNT ones, then RATIO), rank:K (K ones, then 0), \
      values:a,b,c.
      """, valueName: "spectrum"),
    transform: Spectrum.init)
  var spectrum: Spectrum?

  /// Throws unless the options go together.
  func check() throws {
    guard (input == nil) != (synthetic == nil) else {
      throw UsageError("give the matrix by either --input FILE or --synthetic NxM")
    }
    if synthetic == nil, spectrum != nil {
      throw UsageError("--spectrum goes with --synthetic")
    }
    if let synthetic {
      guard let spectrum else {
        throw UsageError("--synthetic needs --spectrum, as in --spectrum power:1")
      }
      try spectrum.check(for: synthetic)
    }
  }

  /// Reads the matrix, or draws it.
  func read<Scalar: BLASScalar>(
    seed: UInt64, as _: Scalar.Type
  ) throws -> any LinearOperator<Scalar> {
    if let input {
      let matrix = try MatrixFile.load(input, as: Scalar.self).linearOperator
      guard matrix.rows > 0, matrix.columns > 0 else {
        throw MatrixFileError.invalid(
          path: input, reason: "it is \(matrix.rows) x \(matrix.columns), without any entry")
      }
      return matrix
    }
    guard let synthetic, let spectrum else { preconditionFailure("validated before") }
    try synthetic.checkMemory(bytesPerEntry: MemoryLayout<Scalar>.size)
    let values = spectrum.values(count: min(synthetic.rows, synthetic.columns))
    let matrix: Matrix<Scalar> = try RandomStream(seed: seed, name: "target").matrix(
      synthetic.rows, synthetic.columns, singularValues: values.map { Scalar($0) })
    return matrix
  }

  /// Where the matrix came from, for the record.
  func source(seed: UInt64) -> String {
    if let input { return input }
    guard let synthetic, let spectrum else { preconditionFailure("validated before") }
    return "synthetic \(synthetic.rows)x\(synthetic.columns) \(spectrum.description), seed \(seed)"
  }
}

/// A size such as 300x200.
struct MatrixSize {
  let rows: Int
  let columns: Int

  init(_ argument: String) throws {
    let parts = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let rows = Int(parts[0]), let columns = Int(parts[1]), rows > 0,
      columns > 0
    else { throw ValidationError("a size is two whole numbers of 1 or more, as in 300x200.") }
    self.rows = rows
    self.columns = columns
  }

  /// Throws if the machine cannot hold such a matrix: running out of memory would end the program.
  func checkMemory(bytesPerEntry: Int) throws {
    let (count, tooMany) = rows.multipliedReportingOverflow(by: columns)
    let (bytes, tooLarge) = count.multipliedReportingOverflow(by: bytesPerEntry)
    let memory = ProcessInfo.processInfo.physicalMemory
    guard !tooMany, !tooLarge, bytes <= memory else {
      let needed = Double(rows) * Double(columns) * Double(bytesPerEntry)
      throw UsageError(
        "--synthetic \(rows)x\(columns) needs \(Format.significant(needed / 1e9, 3)) GB of memory, "
          + "and this machine has \(Format.significant(Double(memory) / 1e9, 3)) GB")
    }
  }
}

/// The law of the singular values of a synthetic matrix.
enum Spectrum: CustomStringConvertible {
  case flat
  case power(Double)
  case exponential(Double)
  case step(count: Int, ratio: Double)
  case rank(Int)
  case values([Double])

  init(_ argument: String) throws {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    func number(_ text: String, upTo limit: Double = .greatestFiniteMagnitude) throws -> Double {
      guard let number = Double(text), number >= 0, number <= limit else {
        let range = limit == 1 ? "from 0 to 1" : "of 0 or more"
        throw ValidationError("'\(text)' is not a finite number \(range).")
      }
      return number
    }
    func count(_ text: String) throws -> Int {
      guard let count = Int(text), count >= 0 else {
        throw ValidationError("'\(text)' is not a whole number of 0 or more.")
      }
      return count
    }
    switch (parts[0], parts.count) {
    case ("flat", 1): self = .flat
    case ("power", 2): self = .power(try number(parts[1]))
    case ("exponential", 2): self = .exponential(try number(parts[1], upTo: 1))
    case ("step", 3): self = .step(count: try count(parts[1]), ratio: try number(parts[2]))
    case ("rank", 2): self = .rank(try count(parts[1]))
    case ("values", 2):
      let values = parts[1].split(separator: ",", omittingEmptySubsequences: false)
      self = .values(try values.map { try number(String($0)) }.sorted(by: >))
    default:
      throw ValidationError(
        "the spectra are flat, power:P, exponential:Q, step:COUNT:RATIO, rank:K and values:a,b,c.")
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

  func check(for size: MatrixSize) throws {
    let most = min(size.rows, size.columns)
    let asked =
      switch self {
      case .rank(let rank): rank
      case .values(let values): values.count
      case .step(let count, _): count
      case .flat, .power, .exponential: 0
      }
    guard asked <= most else {
      throw UsageError(
        "--spectrum \(description) asks for \(asked) singular values, but a "
          + "\(size.rows) x \(size.columns) matrix has \(most)")
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

import ArgumentParser
import FALinalg
import FAMatrixIO
import FATrainers
import Foundation

/// Which matrix.
struct MatrixOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The matrix Y: .npy, .npz (FILE:key), .mtx, .csv, .tsv, .txt or .dat.", valueName: "file"))
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
    transform: Spectrum.init(argument:))
  var spectrum: Spectrum?

  @OptionGroup var reading: ReadingFlags

  /// How the file is read; nil for a matrix that is drawn.
  var readingSettings: ReadingFlags.Settings? { input == nil ? nil : reading.settings }

  /// Throws unless the options go together.
  func check() throws {
    guard (input == nil) != (synthetic == nil) else {
      throw UsageError("give the matrix by either --input FILE or --synthetic NxM")
    }
    if input == nil, reading.options != ReadingOptions() {
      throw UsageError(
        "--header, --index-column, --delimiter, --decimal, --vector and --allow-growth go with "
          + "--input")
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
    if let input { return try Self.load(input, reading.options) }
    guard let synthetic, let spectrum else { stop("validated before") }
    try synthetic.checkMemory(bytesPerEntry: MemoryLayout<Scalar>.size)
    let values = spectrum.values(count: min(synthetic.rows, synthetic.columns))
    let matrix: Matrix<Scalar> = try RandomStream(seed: seed, name: "target").matrix(
      synthetic.rows, synthetic.columns, singularValues: values.map { Scalar($0) })
    return matrix
  }

  /// Reads a matrix, which must have entries, and says what was decided about the file.
  static func load<Scalar: BLASScalar>(
    _ path: String, _ options: ReadingOptions = ReadingOptions()
  ) throws(MatrixFileError) -> any LinearOperator<Scalar> {
    let loaded = try MatrixFile.load(path, as: Scalar.self, options: options)
    if !loaded.notes.isEmpty {
      let notes = loaded.notes.joined(separator: "; ")
      Terminal.standardError.say("read \(path.printable): \(notes)")
    }
    let matrix = loaded.contents.linearOperator
    guard matrix.rows > 0, matrix.columns > 0 else {
      throw MatrixFileError.invalid(
        path: path, reason: "it is \(matrix.rows) x \(matrix.columns) and has no entries")
    }
    return matrix
  }

  /// Throws if the matrix is sparse and has so many entries, zeros included, that not all of its
  /// singular values can be had.
  static func checkDecomposable(
    _ target: some LinearOperator, from path: String
  ) throws(MatrixFileError) {
    let most = 1 << 27
    guard target is any MatrixProtocol == false, target.rows * target.columns > most else { return }
    throw .invalid(
      path: path,
      reason:
        "it is sparse, \(target.rows) x \(target.columns), and this command computes all singular values, "
        + "of at most \(most) entries, zeros included; compare and svd take larger matrices")
  }

  /// Where the matrix came from, for the record.
  func source(seed: UInt64) -> String {
    if let input { return input }
    guard let synthetic, let spectrum else { stop("validated before") }
    return "synthetic \(synthetic.rows)x\(synthetic.columns) \(spectrum.description), seed \(seed)"
  }
}

extension Spectrum {
  /// Throws unless a matrix of that size has as many singular values as the law names.
  func check(for size: MatrixSize) throws {
    let most = min(size.rows, size.columns)
    guard namedCount <= most else {
      throw UsageError(
        "--spectrum \(description) asks for \(namedCount) singular values, but a "
          + "\(size.rows) x \(size.columns) matrix has \(most)")
    }
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

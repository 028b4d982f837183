import ArgumentParser
import FADistributed
import FALinalg
import FAMatrixIO
import FATrainers
import Platform

/// Which matrix.
struct MatrixOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The matrix Y: .npy, .npz (FILE:key), .mtx, .csv, .tsv, .txt or .dat; - for standard input.",
      valueName: "file"))
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

  @Flag(
    help: """
      Do not hold an .npy file in memory: every product reads it again. A file that memory does not \
      hold is used so without being told to.
      """)
  var streamed = false

  @OptionGroup var reading: ReadingFlags
  @OptionGroup var preparing: PreparationOptions

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
    if let input, streamed, !isStreamable(input) {
      throw UsageError("--streamed takes an .npy file, not '\(input)': save the matrix as one")
    }
    if input == nil, streamed { throw UsageError("--streamed goes with --input") }
    if streamed, !preparing.preparation.isIdentity { throw Self.preparedStream }
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

  /// Does some work with the matrix: read, streamed, or drawn.
  ///
  /// - Parameter work: Takes the matrix as it is computed on, and, where it was prepared, what leads back
  ///   to the units of the input.
  /// - Throws: What the work throws, unless the matrix failed in the course of it.
  func withTarget<Scalar: BLASScalar, Answer>(
    seed: UInt64, as _: Scalar.Type,
    _ work: (any LinearOperator<Scalar>, PreparedMatrix<Scalar>?) throws -> Answer
  ) throws -> Answer {
    func checked(
      _ target: any LinearOperator<Scalar>, _ prepared: PreparedMatrix<Scalar>? = nil
    ) throws -> Answer {
      let answer = Result { try work(target, prepared) }
      if let failure = target.failure { throw failure }
      return try answer.get()
    }
    func prepared() throws -> PreparedMatrix<Scalar> {
      try Self.prepare(read(seed: seed, as: Scalar.self), from: input ?? "", preparing.preparation)
    }
    let isPrepared = !preparing.preparation.isIdentity
    guard let communicator = Job.communicator else {
      guard isPrepared else { return try checked(read(seed: seed, as: Scalar.self)) }
      let prepared = try prepared()
      return try checked(prepared.target, prepared)
    }

    func lead<Block: LinearOperator<Scalar>>(
      _ shape: (rows: Int, columns: Int), of prepared: PreparedMatrix<Scalar>? = nil,
      _ block: (Range<Int>) throws -> Block
    ) throws -> Answer {
      let matrix = try DistributedMatrix(
        rows: shape.rows, columns: shape.columns, over: communicator, block: block)
      guard let answer = try matrix.lead({ try checked($0, prepared) }) else {
        throw Job.PartIsDone()
      }
      return answer
    }
    if isPrepared {
      // Means and deviations are those of whole lines: each process prepares all, and keeps its own rows.
      let prepared = try Job.agree { try prepared() }
      let whole = prepared.target.dense()
      return try lead((whole.rows, whole.columns), of: prepared) { Matrix(whole[$0, ...]) }
    }
    if let input, isStreamable(input) {
      // Each process reads only its own rows.
      let shape = try Job.agree { try Self.shape(of: input, as: Scalar.self, reading.options) }
      func block(_ rows: Range<Int>) throws -> StreamedMatrix<Scalar> {
        try StreamedMatrix(input, rows: rows, options: reading.options)
      }
      let isStreamed = try Job.agree {
        try streamed || isTooLarge(input, as: Scalar.self, sharedBy: communicator.count)
      }
      return isStreamed ? try lead(shape, block) : try lead(shape) { try block($0).dense() }
    }
    if let input, input != "-", let shape = try Job.agree({ try sparseShape(of: input) }) {
      return try lead(shape) {
        try MatrixFile.readSparse(input, rows: $0, as: Scalar.self, options: reading.options)
      }
    }
    if let synthetic {
      return try lead((synthetic.rows, synthetic.columns)) { try draw($0, seed: seed) }
    }
    // Of a text each process reads all, and keeps its own rows.
    let whole = try Job.agree { try read(seed: seed, as: Scalar.self).dense() }
    return try lead((whole.rows, whole.columns)) { Matrix(whole[$0, ...]) }
  }

  private static let preparedStream = UsageError(
    "--transpose, --center and --scale change entries in memory, where a streamed matrix is not: save "
      + "the file as it is to be, and leave them out")

  /// Prepares a matrix, and says how many of its lines could not be scaled.
  static func prepare<Scalar: BLASScalar>(
    _ matrix: any LinearOperator<Scalar>, from path: String, _ preparation: Preparation
  ) throws -> PreparedMatrix<Scalar> {
    if preparation.center != nil || preparation.scale != nil {
      try checkDecomposable(
        matrix, from: path, use: "centering and scaling store all of its entries")
    }
    let prepared = PreparedMatrix(matrix, preparation)
    if prepared.constantLines > 0, let lines = preparation.scale, Job.isLeader {
      Terminal.standardError.say(
        "note: \(prepared.constantLines) constant \(lines.rawValue) were not scaled")
    }
    return prepared
  }

  private func sparseShape(of path: String) throws(MatrixFileError) -> (rows: Int, columns: Int)? {
    guard let shape = try MatrixFile.sparseShape(of: path, options: reading.options) else {
      return nil
    }
    try Self.checkEntries(shape, of: path)
    return shape
  }

  /// Reads the matrix, or draws it.
  private func read<Scalar: BLASScalar>(
    seed: UInt64, as _: Scalar.Type
  ) throws -> any LinearOperator<Scalar> {
    if let input {
      let isStreamed = try isStreamable(input) && (streamed || isTooLarge(input, as: Scalar.self))
      if isStreamed, !preparing.preparation.isIdentity { throw Self.preparedStream }
      return isStreamed
        ? try Self.stream(input, reading.options) : try Self.load(input, reading.options)
    }
    return try draw(seed: seed) as Matrix<Scalar>
  }

  /// Draws a synthetic matrix, or some of its rows.
  private func draw<Scalar: BLASScalar>(
    _ rows: Range<Int>? = nil, seed: UInt64
  ) throws -> Matrix<Scalar> {
    guard let synthetic, let spectrum else { stop("validated before") }
    return try synthetic.matrix(spectrum, rows: rows, seed: seed)
  }

  private func isStreamable(_ path: String) -> Bool { path.lowercased().hasSuffix(".npy") }

  private static func shape<Scalar: BLASScalar>(
    of path: String, as _: Scalar.Type, _ options: ReadingOptions
  ) throws(MatrixFileError) -> (rows: Int, columns: Int) {
    let shape = try StreamedMatrix<Scalar>.shape(of: path, options: options)
    try checkEntries(shape, of: path)
    return shape
  }

  /// Whether a file that can be streamed holds more than memory does, which is said.
  private func isTooLarge<Scalar: BLASScalar>(
    _ path: String, as _: Scalar.Type, sharedBy processes: Int = 1
  ) throws(MatrixFileError) -> Bool {
    let shape = try Self.shape(of: path, as: Scalar.self, reading.options)
    let count = Double(shape.rows) * Double(shape.columns) / Double(processes)
    let bytes = count * Double(MemoryLayout<Scalar>.size)
    let memory = AvailableMemory()
    guard bytes > Double(memory.bytes) else { return false }
    Terminal.standardError.say(
      "\(path.printable) needs \(Format.significant(bytes / 1e9, 3)) GB, and \(memory.limit) "
        + "\(Format.significant(Double(memory.bytes) / 1e9, 3)) GB: it is streamed")
    return true
  }

  /// Opens a matrix, which must have entries, and says what was decided about the file.
  private static func stream<Scalar: BLASScalar>(
    _ path: String, _ options: ReadingOptions
  ) throws(MatrixFileError) -> any LinearOperator<Scalar> {
    let matrix = try StreamedMatrix<Scalar>(path, options: options)
    say(matrix.notes, of: path)
    return try checked(matrix, from: path)
  }

  /// Reads a matrix, which must have entries, and says what was decided about the file.
  static func load<Scalar: BLASScalar>(
    _ path: String, _ options: ReadingOptions = ReadingOptions()
  ) throws -> any LinearOperator<Scalar> {
    if path == "-" {
      return try StandardInput.withFile { try load($0, named: StandardInput.name, options) }
    }
    return try load(path, named: path, options)
  }

  /// Reads the matrix of a file that goes by another name.
  static func load<Scalar: BLASScalar>(
    _ path: String, named name: String, _ options: ReadingOptions = ReadingOptions()
  ) throws(MatrixFileError) -> any LinearOperator<Scalar> {
    let loaded = try MatrixFile.load(path, as: Scalar.self, options: options)
    say(loaded.notes, of: name)
    return try checked(loaded.contents.linearOperator, from: path)
  }

  private static func say(_ notes: [String], of path: String) {
    guard !notes.isEmpty else { return }
    Terminal.standardError.say("read \(path.printable): \(notes.joined(separator: "; "))")
  }

  /// The matrix, unless it has no entries.
  private static func checked<Scalar>(
    _ matrix: any LinearOperator<Scalar>, from path: String
  ) throws(MatrixFileError) -> any LinearOperator<Scalar> {
    try checkEntries((matrix.rows, matrix.columns), of: path)
    return matrix
  }

  private static func checkEntries(
    _ shape: (rows: Int, columns: Int), of path: String
  ) throws(MatrixFileError) {
    guard shape.rows > 0, shape.columns > 0 else {
      throw .invalid(
        path: path, reason: "it is \(shape.rows) x \(shape.columns) and has no entries")
    }
  }

  /// Throws if the matrix is sparse and has so many entries, zeros included, that not all of its
  /// singular values can be had.
  static func checkDecomposable(
    _ target: some LinearOperator, from path: String,
    use: String = "this command computes all singular values"
  ) throws(MatrixFileError) {
    let most = 1 << 27
    guard target is any MatrixProtocol == false, target.rows * target.columns > most else { return }
    throw .invalid(
      path: path,
      reason:
        "it is \(target.rows) x \(target.columns), and \(use), "
        + "of at most \(most) entries, zeros included; compare and svd take larger matrices")
  }

  /// Where the matrix came from, for the record.
  func source(seed: UInt64) -> String {
    let preparation = preparing.preparation
    let done = preparation.isIdentity ? "" : ", \(preparation)"
    if let input { return (input == "-" ? StandardInput.name : input) + done }
    guard let synthetic, let spectrum else { stop("validated before") }
    return "synthetic \(synthetic.rows)x\(synthetic.columns) \(spectrum.description), seed \(seed)"
      + done
  }
}

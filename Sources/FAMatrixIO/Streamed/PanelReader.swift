internal import Dispatch
internal import FALinalg
internal import Platform
internal import Synchronization

/// Reads the matrix of an `.npy` file panel by panel, each while the one before it is in use.
///
/// A line is what lies together in the file: a row in C's order, a column in Fortran's. A panel holds
/// some lines as its columns.
final class PanelReader<Scalar: BLASScalar>: Sendable {
  /// The number of lines.
  let lineCount: Int
  /// The number of entries of a line that belong to the matrix.
  let lineLength: Int
  /// Whether the lines are rows.
  let linesAreRows: Bool
  let notes: [String]

  private let file: InputFile
  private let header: NPYHeader
  /// The first line and the first entry of each that belong to the matrix.
  private let origin: (line: Int, entry: Int)
  /// The number of entries of a line in the file.
  private let fileLineLength: Int
  private let linesInPanel: Int
  private let state = Mutex(State())

  private struct State {
    var bytesRead = 0
    var failure: MatrixFileError?
    /// Panels that no pass is using.
    var idle: [Panel] = []
  }

  /// Room for some lines. It is used by one thread at a time: a pass hands it to the one that reads,
  /// and takes it back.
  private final class Panel: @unchecked Sendable {
    var matrix: Matrix<Scalar>
    init(_ matrix: Matrix<Scalar>) { self.matrix = matrix }
  }

  /// - Parameters:
  ///   - rows: The rows that belong to the matrix; nil for all.
  ///   - panelSize: The bytes of a panel, unless a single line takes more.
  init(
    _ path: String, rows: Range<Int>?, _ vector: ReadingOptions.Vector?, panelSize: Int
  ) throws(MatrixFileError) {
    file = try Self.open(path)
    guard MatrixFormat(path: path) == .npy else {
      throw .invalid(path: path, reason: "only .npy files can be streamed: save it as one")
    }
    let header = try NPYHeader(file)
    self.header = header
    let shape = try file.naming { () throws(Refusal) in try header.matrixShape(vector) }
    let range = rows ?? 0..<shape.rows
    require(
      range.lowerBound >= 0 && range.upperBound <= shape.rows,
      "rows \(range) are not among the \(shape.rows) of \(path)")
    linesAreRows = !header.isFortranOrder
    if linesAreRows {
      (lineCount, lineLength, origin) = (range.count, shape.columns, (range.lowerBound, 0))
      fileLineLength = shape.columns
    } else {
      (lineCount, lineLength, origin) = (shape.columns, range.count, (0, range.lowerBound))
      fileLineLength = shape.rows
    }
    notes = header.elementType.notes
    let lineSize = max(1, lineLength * MemoryLayout<Scalar>.stride)
    linesInPanel = max(1, min(panelSize / lineSize, lineCount))
    try checkMemory(forBytes: 2 * linesInPanel * lineSize, for: path)
    file.willBeReadInOrder()
  }

  /// A file that is not empty.
  static func open(_ path: String) throws(MatrixFileError) -> InputFile {
    let file = try InputFile(path)
    guard file.size > 0 else { throw file.invalid("the file is empty") }
    return file
  }

  /// The bytes of entries that passes have read.
  var bytesRead: Int { state.withLock(\.bytesRead) }
  /// The bytes of the entries of the matrix.
  var size: Int { lineCount * lineLength * header.elementType.byteCount }
  /// What went wrong in a pass.
  var failure: MatrixFileError? { state.withLock(\.failure) }

  /// Reads all lines, a panel at a time, in order.
  ///
  /// - Parameter body: Given a panel, which it may change, and the range of its lines, whose number
  ///   is less than that of the panel's columns at the end.
  /// - Throws: What went wrong, now or in a pass before.
  func pass(
    _ body: (_ panel: inout Matrix<Scalar>, _ lines: Range<Int>) -> Void
  ) throws(MatrixFileError) {
    if let failure { throw failure }
    var (current, next) = (panel(), panel())
    defer { state.withLock { $0.idle += [current, next] } }
    var lines = 0..<min(linesInPanel, lineCount)
    var outcome = read(lines, into: current)
    while !lines.isEmpty {
      if case .failure(let failure) = outcome {
        state.withLock { $0.failure = failure }
        throw failure
      }
      let following = lines.upperBound..<min(lines.upperBound + linesInPanel, lineCount)
      guard !following.isEmpty else {
        body(&current.matrix, lines)
        break
      }
      let reading = Reading()
      DispatchQueue.global(qos: .userInitiated).async { [next] in
        reading.finish(self.read(following, into: next))
      }
      body(&current.matrix, lines)
      outcome = reading.outcome
      swap(&current, &next)
      lines = following
    }
  }

  /// A panel that is being read by another thread.
  private final class Reading: Sendable {
    private let isOver = DispatchSemaphore(value: 0)
    private let result = Mutex<Result<Void, MatrixFileError>?>(nil)

    func finish(_ outcome: Result<Void, MatrixFileError>) {
      result.withLock { $0 = outcome }
      isOver.signal()
    }

    /// Waits for the end.
    var outcome: Result<Void, MatrixFileError> {
      isOver.wait()
      return result.withLock(\.self) ?? .success(())
    }
  }

  private func panel() -> Panel {
    state.withLock { $0.idle.popLast() } ?? Panel(.zeros(lineLength, linesInPanel))
  }

  private func read(_ lines: Range<Int>, into panel: Panel) -> Result<Void, MatrixFileError> {
    Result { () throws(MatrixFileError) in
      try unsafe panel.matrix.withUnsafeMutableElements { (elements) throws(MatrixFileError) in
        // Whole lines follow each other.
        let isWhole = lineLength == fileLineLength
        let pieces = isWhole ? [lines] : lines.map { $0..<($0 + 1) }
        for piece in pieces {
          let start = (piece.lowerBound - lines.lowerBound) * lineLength
          try unsafe NPYReader.readEntries(
            file, header,
            from: (origin.line + piece.lowerBound) * fileLineLength + origin.entry,
            into: UnsafeMutableBufferPointer(
              rebasing: elements[start..<(start + piece.count * lineLength)]))
        }
      }
      state.withLock { $0.bytesRead += lines.count * lineLength * header.elementType.byteCount }
    }
  }
}

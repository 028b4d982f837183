public import FALinalg

/// A dense matrix in an `.npy` file that may be larger than memory: every product reads the file
/// once, panel after panel, and holds two panels of it.
///
/// ```swift
/// let y = try StreamedMatrix<Double>("recording.npy")
/// let best = try y.truncatedSVD(rank: 10)
/// print(best.singularValues, y.passes)
/// ```
///
/// The entries may lie in either order and be of any type that ``MatrixFile`` reads; they are
/// converted as they pass. While one panel is multiplied, on all threads that BLAS has, the next one
/// is read. What the operating system keeps of the file between two passes it need not read again.
///
/// The file is read and not mapped into memory: a file that becomes shorter, or a disk that fails, is
/// then an error where a map would end the process by a signal, and the memory that it takes is known.
/// Since a product cannot throw, all products are NaN after such an error, so that no result comes of
/// them unnoticed, and ``failure`` says why.
public struct StreamedMatrix<Scalar: BLASScalar>: LinearOperator {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The Frobenius norm, from the pass that checked the entries.
  public let frobeniusNorm: Scalar

  private let file: PanelReader<Scalar>

  /// Opens a file, and reads it once, to check its entries and to compute the norm.
  ///
  /// - Parameters:
  ///   - path: An `.npy` file.
  ///   - range: The rows that make up the matrix; nil for all of them.
  ///   - options: What an array of one dimension becomes.
  /// - Throws: As ``MatrixFile/load(_:as:options:)``.
  /// - Precondition: The range lies within the rows of the file.
  /// - Complexity: One pass over the file. All products together hold 128 MiB of it, or two lines
  ///   (rows in C's order, columns in Fortran's) where these are larger; products that run at the
  ///   same time as much each.
  public init(
    _ path: String, rows range: Range<Int>? = nil, options: ReadingOptions = .init()
  ) throws(MatrixFileError) {
    try self.init(path, rows: range, options: options, panelSize: 1 << 26)
  }

  /// - Parameter panelSize: The bytes of a panel.
  package init(
    _ path: String, rows range: Range<Int>? = nil, options: ReadingOptions = .init(), panelSize: Int
  ) throws(MatrixFileError) {
    file = try PanelReader(path, rows: range, options.vector, panelSize: panelSize)
    (rows, columns) =
      file.linesAreRows
      ? (file.lineCount, file.lineLength) : (file.lineLength, file.lineCount)
    var norms: [Scalar] = []
    try file.pass { panel, lines in norms.append(panel[..., 0..<lines.count].frobeniusNorm) }
    frobeniusNorm = norms.euclideanNorm
  }

  /// The shape of the matrix in an `.npy` file, from its header alone.
  ///
  /// - Throws: As ``MatrixFile/load(_:as:options:)``.
  public static func shape(
    of path: String, options: ReadingOptions = .init()
  ) throws(MatrixFileError) -> (rows: Int, columns: Int) {
    let file = try PanelReader<Scalar>.open(path)
    let header = try NPYHeader(file)
    return try file.naming { () throws(Refusal) in try header.matrixShape(options.vector) }
  }

  /// True: every product reads the file.
  public var prefersWideProducts: Bool { true }
  /// What was decided about the file, as in ``LoadedMatrix/notes``.
  public var notes: [String] { file.notes }
  /// The bytes of entries that were read so far.
  public var bytesRead: Int { file.bytesRead }
  /// How often the matrix was read so far; opening it was the first time.
  public var passes: Double { file.size == 0 ? 0 : Double(bytesRead) / Double(file.size) }
  /// What went wrong when the file was read, and why products are NaN since; nil if nothing did.
  public var failure: (any Error)? { file.failure }

  /// A X, in one pass.
  public func multiply(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    checkProduct(x, into: result)
    read(filling: &result) { panel, lines, result in
      Self.add(panel, lines, x, to: &result, byInner: file.linesAreRows)
    }
  }

  /// A' X, in one pass.
  public func multiplyTransposed(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    checkTransposedProduct(x, into: result)
    read(filling: &result) { panel, lines, result in
      Self.add(panel, lines, x, to: &result, byInner: !file.linesAreRows)
    }
  }

  /// A X and A' Z, in one pass for both.
  public func multiply(
    _ x: MatrixView<Scalar>, transposedWith z: MatrixView<Scalar>,
    into product: inout Matrix<Scalar>, and transposedProduct: inout Matrix<Scalar>
  ) {
    checkProduct(x, into: product)
    checkTransposedProduct(z, into: transposedProduct)
    transposedProduct.fill(with: 0)
    read(filling: &product) { panel, lines, product in
      Self.add(panel, lines, x, to: &product, byInner: file.linesAreRows)
      Self.add(panel, lines, z, to: &transposedProduct, byInner: !file.linesAreRows)
    }
    if failure != nil { transposedProduct.fill(with: .nan) }
  }

  /// ||A - Z V'||_F, from the entries of the residual, in double precision and in one pass.
  ///
  /// - Complexity: O(m n r), and one pass.
  public func residualNorm(_ z: MatrixView<Scalar>, _ v: MatrixView<Scalar>) -> Scalar {
    checkFactors(z, v)
    let (along, across) = file.linesAreRows ? (v, z) : (z, v)
    let wide = Matrix<Double>(converting: along)
    var norms: [Double] = []
    do {
      try file.pass { panel, lines in
        var residual = Matrix<Double>(converting: panel[..., 0..<lines.count])
        FALinalg.multiply(
          wide, Matrix<Double>(converting: across[lines, ...]).transposed, into: &residual,
          alpha: -1, beta: 1)
        norms.append(residual.frobeniusNorm)
      }
    } catch {
      return .nan
    }
    return Scalar(norms.euclideanNorm)
  }

  /// The entries of the given columns, in one pass.
  public func dense(columns range: Range<Int>) -> Matrix<Scalar> {
    require(
      range.lowerBound >= 0 && range.upperBound <= columns,
      "columns \(range) are not among the \(columns) of a \(rows) x \(columns) matrix")
    var result = Matrix<Scalar>.zeros(rows, range.count)
    read(filling: &result) { panel, lines, result in
      if file.linesAreRows {
        result[lines, ...] = panel[range, 0..<lines.count].transposed
      } else {
        let wanted = lines.clamped(to: range)
        guard !wanted.isEmpty else { return }
        let first = lines.lowerBound
        result[
          ..., (wanted.lowerBound - range.lowerBound)..<(wanted.upperBound - range.lowerBound)] =
          panel[..., (wanted.lowerBound - first)..<(wanted.upperBound - first)]
      }
    }
    return result
  }

  /// All entries, in one pass.
  public func dense() -> Matrix<Scalar> { dense(columns: 0..<columns) }

  /// Fills a matrix in a pass that adds up in it or replaces all of it; with NaN if the file fails.
  private func read(
    filling result: inout Matrix<Scalar>,
    _ body: (inout Matrix<Scalar>, Range<Int>, inout Matrix<Scalar>) -> Void
  ) {
    result.fill(with: 0)
    do {
      try file.pass { panel, lines in body(&panel, lines, &result) }
    } catch {
      result.fill(with: .nan)
    }
  }

  /// Adds what a panel of lines L contributes to a product that began as zero.
  ///
  /// - Parameter byInner: Whether the product is L' X, of which the panel makes the rows of its lines, or L X, to which it
  ///   adds theirs.
  private static func add(
    _ panel: Matrix<Scalar>, _ lines: Range<Int>, _ x: MatrixView<Scalar>,
    to result: inout Matrix<Scalar>, byInner: Bool
  ) {
    let own = panel[..., 0..<lines.count]
    if byInner {
      FALinalg.multiply(own.transposed, x, into: &result[lines, ...])
    } else {
      FALinalg.multiply(own, x[lines, ...], into: &result, beta: 1)
    }
  }
}

/// A linear map of which only products are needed: dense, sparse, diagonal, or computed on demand.
///
/// Training rules, the optimum and the diagnostics are written against this protocol. A conformer
/// supplies the shape, the Frobenius norm and two products; it may replace the defaults of
/// ``multiplicationCount``, ``prefersWideProducts``, ``failure`` and ``residualNorm(_:_:)``, and that of
/// ``multiply(_:transposedWith:into:and:)`` where one pass over its entries can serve both products.
public protocol LinearOperator<Scalar>: Sendable {
  /// The type of the entries.
  associatedtype Scalar: BLASScalar

  /// The number of rows.
  var rows: Int { get }
  /// The number of columns.
  var columns: Int { get }
  /// The Frobenius norm.
  var frobeniusNorm: Scalar { get }
  /// How many multiplications a product with one vector takes, by which algorithms are chosen.
  var multiplicationCount: Int { get }
  /// Whether a product with twenty columns takes hardly more time than one with four, as where entries
  /// come from a file: algorithms then make fewer and wider products.
  var prefersWideProducts: Bool { get }

  /// Computes A X in the storage of `result`.
  ///
  /// - Parameters:
  ///   - x: `columns` x p.
  ///   - result: `rows` x p.
  func multiply(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>)

  /// Computes A' X in the storage of `result`.
  ///
  /// - Parameters:
  ///   - x: `rows` x p.
  ///   - result: `columns` x p.
  func multiplyTransposed(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>)

  /// Computes A X and A' Z, in one pass over A where the conformer can.
  ///
  /// - Parameters:
  ///   - x: `columns` x p.
  ///   - z: `rows` x q.
  ///   - product: A X, `rows` x p.
  ///   - transposedProduct: A' Z, `columns` x q.
  func multiply(
    _ x: MatrixView<Scalar>, transposedWith z: MatrixView<Scalar>,
    into product: inout Matrix<Scalar>, and transposedProduct: inout Matrix<Scalar>)

  /// ||A - Z V'||_F, from the entries of the residual, so that nothing cancels.
  ///
  /// - Parameters:
  ///   - z: `rows` x r.
  ///   - v: `columns` x r.
  func residualNorm(_ z: MatrixView<Scalar>, _ v: MatrixView<Scalar>) -> Scalar

  /// The entries of the diagonal, where all others are known to be zero; nil where not.
  var _diagonal: [Scalar]? { get }

  /// The entries of the given columns, `rows` x the length of the range.
  func dense(columns range: Range<Int>) -> Matrix<Scalar>

  /// All entries.
  func dense() -> Matrix<Scalar>

  /// Why products are NaN where what is behind them failed, such as a file that is read in the course
  /// of a product, which cannot throw; nil if nothing did.
  var failure: (any Error)? { get }
}

extension LinearOperator {
  /// Nil.
  public var _diagonal: [Scalar]? { nil }

  /// One for each entry.
  public var multiplicationCount: Int { rows * columns }

  /// False: what is in memory is multiplied at the speed of the processor.
  public var prefersWideProducts: Bool { false }

  /// Nothing: what is in memory does not fail.
  public var failure: (any Error)? { nil }

  /// Two products, one after the other.
  public func multiply(
    _ x: MatrixView<Scalar>, transposedWith z: MatrixView<Scalar>,
    into product: inout Matrix<Scalar>, and transposedProduct: inout Matrix<Scalar>
  ) {
    multiply(x, into: &product)
    multiplyTransposed(z, into: &transposedProduct)
  }

  /// The residual's norm, a block of columns at a time, in double precision whatever the scalar.
  ///
  /// - Complexity: O(m n r), and what ``dense(columns:)`` costs for all columns.
  public func residualNorm(_ z: MatrixView<Scalar>, _ v: MatrixView<Scalar>) -> Scalar {
    entrywiseResidualNorm(z, v)
  }

  /// What a conformer with a way of its own falls back on.
  func entrywiseResidualNorm(_ z: MatrixView<Scalar>, _ v: MatrixView<Scalar>) -> Scalar {
    checkFactors(z, v)
    guard Scalar.self == Double.self else {
      // Rounding of the products in single precision would be of the size of small residuals.
      let (left, right) = (Matrix<Double>(converting: z), Matrix<Double>(converting: v))
      return Scalar(
        euclideanNorm(
          columnBlocks().lazy.map { range in
            var block = Matrix<Double>(converting: dense(columns: range))
            FALinalg.multiply(left, right[range, ...].transposed, into: &block, alpha: -1, beta: 1)
            return block.frobeniusNorm
          }))
    }
    return euclideanNorm(
      columnBlocks().lazy.map { range in
        var block = dense(columns: range)
        FALinalg.multiply(
          z, v.block(range, 0..<v.columns).transposed, into: &block, alpha: -1, beta: 1)
        return block.frobeniusNorm
      })
  }

  /// All entries, a block of columns at a time.
  public func dense() -> Matrix<Scalar> {
    var result = Matrix<Scalar>.zeros(rows, columns)
    for range in columnBlocks() { result[0..<rows, range] = dense(columns: range) }
    return result
  }

  /// The entries of the given columns, by a product with those of the identity.
  public func dense(columns range: Range<Int>) -> Matrix<Scalar> {
    var units = Matrix<Scalar>.zeros(columns, range.count)
    for (column, row) in range.enumerated() { units[row, column] = 1 }
    var result = Matrix<Scalar>.zeros(rows, range.count)
    multiply(units.view, into: &result)
    return result
  }

  /// All entries, for LAPACK to decompose.
  ///
  /// - Throws: `dimensionTooLarge` if they are more than its integers count: for those of a large
  ///   sparse matrix there would be no memory.
  package func entries() throws(LinearAlgebraError) -> Matrix<Scalar> {
    let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
    guard !overflows, count <= Int(Int32.max) else {
      throw .dimensionTooLarge(name: "number of entries", value: overflows ? .max : count)
    }
    return dense()
  }

  /// Throws `nonFinite`, with the place of the first such entry, if there is one: in a few columns at
  /// a time.
  package func checkEntries() throws(LinearAlgebraError) {
    for range in columnBlocks() {
      do {
        try dense(columns: range).checkFinite()
      } catch {
        guard case .nonFinite(let row, let column) = error else { throw error }
        throw .nonFinite(row: row, column: range.lowerBound + column)
      }
    }
  }

  /// All columns, as many at a time as stay near the processor, 8 to 64.
  private func columnBlocks() -> [Range<Int>] {
    let width = max(8, min(32_768 / max(1, rows), 64))
    return stride(from: 0, to: columns, by: width).map { $0..<min($0 + width, columns) }
  }
}

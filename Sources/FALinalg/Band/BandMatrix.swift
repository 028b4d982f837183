/// A matrix that is zero but for a band of diagonals, of which only these are stored: tridiagonal matrices,
/// difference operators, splines.
///
/// ```swift
/// // The second difference of n points, and the solution of a Poisson equation with it.
/// let a = BandMatrix<Double>(
///   rows: n, columns: n,
///   diagonals: [-1: Array(repeating: -1, count: n - 1), 0: Array(repeating: 2, count: n), 1: Array(repeating: -1, count: n - 1)])
/// let x = try a.cholesky().solve(b)
/// ```
///
/// It is stored as LAPACK stores a band: column by column, each with the entries of all diagonals.
public struct BandMatrix<Scalar: BLASScalar>: Equatable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The number of diagonals below the main one.
  public let below: Int
  /// The number of diagonals above the main one.
  public let above: Int
  /// Entry (i, j) is at (`above` + i - j, j); what lies outside the matrix is zero.
  var band: Matrix<Scalar>

  /// A matrix of zeros with room for so many diagonals below and above the main one.
  ///
  /// - Precondition: No number is negative.
  public init(rows: Int, columns: Int, below: Int, above: Int) {
    Matrix<Scalar>.checkShape(rows, columns)
    require(
      below >= 0 && above >= 0,
      "the numbers of diagonals must not be negative, as one of \(below) and \(above) is")
    self.rows = rows
    self.columns = columns
    // Diagonals beyond the corners have no entries.
    self.below = min(below, max(0, rows - 1))
    self.above = min(above, max(0, columns - 1))
    band = .zeros(self.below + self.above + 1, columns)
  }

  /// The matrix with the given diagonals: 0 is the main one, 1 the one above it, -1 the one below it.
  ///
  /// - Precondition: Each diagonal is inside the matrix and has as many entries as there are places on it.
  /// - Complexity: O(n) for each diagonal between the outermost ones.
  public init(rows: Int, columns: Int, diagonals: [Int: [Scalar]]) {
    let offsets = diagonals.keys
    self.init(
      rows: rows, columns: columns, below: max(0, -(offsets.min() ?? 0)),
      above: max(0, offsets.max() ?? 0))
    for (offset, entries) in diagonals {
      let first = (row: max(0, -offset), column: max(0, offset))
      let count = max(0, min(rows - first.row, columns - first.column))
      require(
        entries.count == count,
        "diagonal \(offset) of a \(rows) x \(columns) matrix has \(count) entries, not \(entries.count)"
      )
      for (index, entry) in entries.enumerated() {
        band[above - offset, first.column + index] = entry
      }
    }
  }

  /// The band of a matrix in full storage; what is outside it counts as zero.
  ///
  /// - Precondition: No number is negative.
  /// - Complexity: O(`columns`) for each diagonal.
  public init(_ matrix: some MatrixProtocol<Scalar>, below: Int, above: Int) {
    self.init(rows: matrix.rows, columns: matrix.columns, below: below, above: above)
    for column in 0..<columns {
      for row in rowRange(ofColumn: column) {
        band[self.above + row - column, column] = matrix[row, column]
      }
    }
  }

  /// The entry at (`row`, `column`), counted from zero.
  ///
  /// - Precondition: The place is inside the matrix; to be written, inside the band.
  /// - Complexity: O(1).
  public subscript(row: Int, column: Int) -> Scalar {
    get {
      checkIndex(row, column, inside: (rows, columns))
      return isInside(row, column) ? band[above + row - column, column] : 0
    }
    set {
      checkIndex(row, column, inside: (rows, columns))
      require(
        isInside(row, column),
        "(\(row), \(column)) is outside the band of \(below) diagonals below and \(above) above the main "
          + "one")
      band[above + row - column, column] = newValue
    }
  }

  /// The transpose.
  ///
  /// - Complexity: O(`columns`) for each diagonal.
  public var transposed: Self {
    var result = Self(rows: columns, columns: rows, below: above, above: below)
    for column in 0..<columns {
      for row in rowRange(ofColumn: column) {
        result.band[below + column - row, row] = band[above + row - column, column]
      }
    }
    return result
  }

  private func isInside(_ row: Int, _ column: Int) -> Bool {
    row - column <= below && column - row <= above
  }

  /// The rows that a column has entries of the band in.
  func rowRange(ofColumn column: Int) -> Range<Int> {
    let start = max(0, column - above)
    return start..<max(start, min(rows, column + below + 1))
  }

  /// The largest absolute column sum.
  var oneNorm: Scalar { band.oneNorm }

  /// Throws unless all entries are finite, with the place of the first that is not.
  func checkFinite() throws(LinearAlgebraError) {
    do {
      try band.checkFinite()
    } catch {
      guard case .nonFinite(let row, let column) = error else { throw error }
      throw .nonFinite(row: row + column - above, column: column)
    }
  }
}

/// A real matrix of which only some entries are stored; all others are zero.
///
/// The entries are held twice, by columns and by rows, so that products with the matrix and with
/// its transpose both read them line by line, on all threads, and the transpose costs nothing. One
/// stored entry takes 24 bytes in double precision and 16 in single, one row or column 8 bytes.
///
/// ```swift
/// let a = SparseMatrix<Double>(
///   rows: 3, columns: 4,
///   entries: [(row: 0, column: 1, value: 2), (2, 3, -1)])
/// let y = a * [1, 2, 3, 4]
/// ```
///
/// An entry may be stored although it is zero: it then counts among ``storedCount`` and
/// ``entries``, and changes no product with finite numbers.
public struct SparseMatrix<Scalar: BLASScalar>: Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  var byColumns: CompressedLines<Scalar>
  var byRows: CompressedLines<Scalar>
  let panels: PanelStorage<Scalar>

  /// A matrix of lines of both directions, which must be canonical and agree.
  private init(
    rows: Int, columns: Int, byColumns: CompressedLines<Scalar>, byRows: CompressedLines<Scalar>,
    panels: PanelStorage<Scalar>
  ) {
    self.rows = rows
    self.columns = columns
    self.byColumns = byColumns
    self.byRows = byRows
    self.panels = panels
  }

  /// A matrix of columns in which entries may stand in any order and repeatedly.
  init(rows: Int, columns: Int, byColumns lines: CompressedLines<Scalar>) {
    // One direction after the other sorts the entries and brings repeated ones together.
    var byRows = lines.transposed(count: rows)
    let isCanonical = lines.isCanonical
    if !isCanonical { byRows.sumDuplicates() }
    self.init(
      rows: rows, columns: columns,
      byColumns: isCanonical ? lines : byRows.transposed(count: columns), byRows: byRows,
      panels: PanelStorage(rows: max(rows, columns)))
  }

  /// The number of stored entries.
  public var storedCount: Int { byColumns.values.count }

  /// The transpose.
  ///
  /// - Complexity: O(1): both share their storage.
  public var transposed: Self {
    Self(rows: columns, columns: rows, byColumns: byRows, byRows: byColumns, panels: panels)
  }

  /// The matrix times a number. Which entries are stored stays the same.
  ///
  /// - Complexity: O(``storedCount``).
  public func scaled(by factor: Scalar) -> Self {
    var result = self
    result.byColumns.values.scale(by: factor)
    result.byRows.values.scale(by: factor)
    return result
  }

  /// The entry at (`row`, `column`), counted from zero.
  ///
  /// - Complexity: O(log c) with c the number of entries stored in the column.
  public subscript(row: Int, column: Int) -> Scalar {
    checkIndex(row, column, inside: (rows, columns))
    return byColumns.place(of: row, inLine: column).map { byColumns.values[$0] } ?? 0
  }
}

extension SparseMatrix {
  /// Some of the rows, as a sparse matrix.
  ///
  /// - Precondition: They are rows of the matrix.
  /// - Complexity: O(`columns` + length of the range + number of entries stored in it).
  public subscript(range: Range<Int>, _: UnboundedRange) -> Self {
    checkBlock(range, 0..<columns, inside: (rows, columns))
    let places = byRows.starts[range.lowerBound]..<byRows.starts[range.upperBound]
    return Self(
      rows: range.count, columns: columns,
      rowStarts: byRows.starts[range.lowerBound...range.upperBound].map { $0 - places.lowerBound },
      columnIndices: Array(byRows.indices[places]), values: Array(byRows.values[places]))
  }

  /// Where the entries of each column begin in ``rowIndices`` and ``values``, and where the last
  /// column ends: one more than there are columns. The rows are those of the transpose.
  public var columnStarts: [Int] { byColumns.starts }

  /// The row of every stored entry, counted from zero, column after column and ascending in each.
  public var rowIndices: [Int32] { byColumns.indices }

  /// The stored entries, column after column, in the order of ``rowIndices``.
  public var values: [Scalar] { byColumns.values }
}

extension SparseMatrix: Hashable {
  /// Whether two matrices have the same shape and store equal entries at the same places.
  ///
  /// A zero that is stored differs from an entry that is not.
  ///
  /// - Complexity: O(``storedCount``).
  public static func == (left: Self, right: Self) -> Bool {
    left.rows == right.rows && left.columns == right.columns
      && left.byColumns.starts == right.byColumns.starts
      && left.byColumns.indices == right.byColumns.indices
      && left.byColumns.values == right.byColumns.values
  }

  /// Feeds the shape and the stored entries to a hasher. Equal matrices have equal hashes.
  ///
  /// - Complexity: O(``storedCount``).
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rows)
    hasher.combine(byColumns.starts)
    hasher.combine(byColumns.indices)
    hasher.combine(byColumns.values)
  }
}

extension SparseMatrix: CustomStringConvertible {
  /// The shape, the number of stored entries and the first of them.
  public var description: String {
    let shown = 8
    let lines = entries.prefix(shown).map { "  (\($0.row), \($0.column)) \($0.value)" }
    return
      (["\(rows) x \(columns) sparse matrix, \(storedCount) stored"] + lines
      + (storedCount > shown ? ["  …"] : [])).joined(separator: "\n")
  }
}

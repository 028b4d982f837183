extension SparseMatrix {
  /// Creates a matrix from its entries, in any order; those of one place are added up.
  ///
  /// ```swift
  /// let a = SparseMatrix<Double>(rows: 2, columns: 3, entries: [(0, 1, 2.5), (1, 2, -1)])
  /// ```
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - entries: What is stored, zeros included: rows, columns and values.
  /// - Precondition: Every entry lies inside, and no dimension exceeds `Int32.max`.
  /// - Complexity: O(`rows` + `columns` + number of entries).
  public init(rows: Int, columns: Int, entries: some Sequence<Entry>) {
    self.init(rows: rows, columns: columns, listed: Array(entries))
  }

  /// Creates a matrix from entries whose parts have no names, in any order; those of one place are
  /// added up.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - entries: What is stored, zeros included: rows, columns and values.
  /// - Precondition: Every entry lies inside, and no dimension exceeds `Int32.max`.
  /// - Complexity: O(`rows` + `columns` + number of entries).
  @_disfavoredOverload
  public init(rows: Int, columns: Int, entries: some Sequence<(Int, Int, Scalar)>) {
    self.init(
      rows: rows, columns: columns, listed: entries.map { (row: $0, column: $1, value: $2) })
  }

  private init(rows: Int, columns: Int, listed entries: [Entry]) {
    Self.check(rows, columns)
    for entry in entries {
      require(
        entry.row >= 0 && entry.row < rows && entry.column >= 0 && entry.column < columns,
        "entry (\(entry.row), \(entry.column)) is outside a \(rows) x \(columns) matrix")
    }
    self.init(
      rows: rows, columns: columns,
      byColumns: CompressedLines(columnsOf: entries, count: columns))
  }

  /// Creates a matrix from compressed columns (CSC), as SciPy's `csc_array` has them.
  ///
  /// The entries of a column may stand in any order; those of one place are added up.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - columnStarts: Where each column begins in the other arrays, and where the last one ends:
  ///     `columns` + 1 numbers that start with zero and do not fall.
  ///   - rowIndices: The row of every entry, counted from zero.
  ///   - values: The entries.
  /// - Precondition: The arrays are as described, and no dimension exceeds `Int32.max`.
  /// - Complexity: O(`rows` + `columns` + number of entries).
  public init(
    rows: Int, columns: Int, columnStarts: [Int], rowIndices: [Int32], values: [Scalar]
  ) {
    Self.check(rows, columns)
    if let defect = Self.defectOfLines(
      count: columns, length: rows, starts: columnStarts, indices: rowIndices,
      valueCount: values.count)
    {
      stop("these are not the columns of a \(rows) x \(columns) matrix: \(defect)")
    }
    self.init(
      rows: rows, columns: columns,
      byColumns: CompressedLines(starts: columnStarts, indices: rowIndices, values: values))
  }

  /// Creates a matrix from compressed rows (CSR), as SciPy's `csr_array` has them.
  ///
  /// The entries of a row may stand in any order; those of one place are added up.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - rowStarts: Where each row begins in the other arrays, and where the last one ends:
  ///     `rows` + 1 numbers that start with zero and do not fall.
  ///   - columnIndices: The column of every entry, counted from zero.
  ///   - values: The entries.
  /// - Precondition: The arrays are as described, and no dimension exceeds `Int32.max`.
  /// - Complexity: O(`rows` + `columns` + number of entries).
  public init(
    rows: Int, columns: Int, rowStarts: [Int], columnIndices: [Int32], values: [Scalar]
  ) {
    self =
      Self(
        rows: columns, columns: rows, columnStarts: rowStarts, rowIndices: columnIndices,
        values: values
      ).transposed
  }

  /// Creates a matrix from a dense one, of which all entries but zeros are stored.
  ///
  /// - Precondition: No dimension exceeds `Int32.max`.
  /// - Complexity: O(`count`).
  public init(_ dense: some MatrixProtocol<Scalar>) {
    Self.check(dense.rows, dense.columns)
    self.init(
      rows: dense.rows, columns: dense.columns,
      byColumns: unsafe dense._withUnsafeMatrix { unsafe CompressedLines(columnsOf: $0) })
  }

  /// What is wrong with compressed columns or rows, or nil if nothing is.
  ///
  /// - Parameters:
  ///   - count: The number of lines.
  ///   - length: The places in each.
  ///   - starts: Where the lines begin, and where the last one ends.
  ///   - indices: The places of the entries in their lines.
  ///   - valueCount: The number of entries.
  package static func defectOfLines(
    count: Int, length: Int, starts: [Int], indices: [Int32], valueCount: Int
  ) -> String? {
    CompressedLines<Scalar>.defect(
      count: count, length: length, starts: starts, indices: indices, valueCount: valueCount)
  }

  private static func check(_ rows: Int, _ columns: Int) {
    require(rows >= 0 && columns >= 0, "a matrix cannot be \(rows) x \(columns)")
    require(
      max(rows, columns) <= Int(Int32.max),
      "a dimension of \(rows) x \(columns) exceeds the 32-bit indices of a sparse matrix")
  }
}

extension MatrixProtocol {
  /// The transpose, as a view.
  ///
  /// - Complexity: O(1), without a copy.
  @inlinable
  public var transposed: MatrixView<Scalar> {
    let view = self.view
    return MatrixView(
      storage: view.storage, offset: view.offset, rows: view.columns, columns: view.rows,
      rowStride: view.columnStride, columnStride: view.rowStride)
  }

  /// The block of the given rows and columns, as a view.
  ///
  /// - Complexity: O(1), without a copy.
  @inlinable
  public subscript(
    rowRange: some RangeExpression<Int>, columnRange: some RangeExpression<Int>
  ) -> MatrixView<Scalar> {
    block(rowRange.relative(to: 0..<rows), columnRange.relative(to: 0..<columns))
  }

  /// All rows of the given columns, as a view.
  ///
  /// - Complexity: O(1), without a copy.
  @inlinable
  public subscript(
    _: UnboundedRange, columnRange: some RangeExpression<Int>
  ) -> MatrixView<Scalar> {
    block(0..<rows, columnRange.relative(to: 0..<columns))
  }

  /// All columns of the given rows, as a view.
  ///
  /// - Complexity: O(1), without a copy.
  @inlinable
  public subscript(
    rowRange: some RangeExpression<Int>, _: UnboundedRange
  ) -> MatrixView<Scalar> {
    block(rowRange.relative(to: 0..<rows), 0..<columns)
  }

  /// Row `index`, as a 1 x `columns` view.
  ///
  /// - Complexity: O(1), without a copy.
  @inlinable
  public func row(_ index: Int) -> MatrixView<Scalar> {
    block(index..<(index + 1), 0..<columns)
  }

  /// Column `index`, as a `rows` x 1 view.
  ///
  /// - Complexity: O(1), without a copy.
  @inlinable
  public func column(_ index: Int) -> MatrixView<Scalar> {
    block(0..<rows, index..<(index + 1))
  }

  /// The entries in column-major order.
  ///
  /// - Complexity: O(`count`); O(1) for a whole matrix.
  public var elements: [Scalar] { Matrix(self).storage }

  /// Every `rowStep`-th row and every `columnStep`-th column from the first on, as a view. Other
  /// starts and ends come from slicing first: `a[1..<9, ...].strided(rows: 2)`.
  ///
  /// BLAS reads it in place if the entries are still adjacent along one dimension: with every
  /// column of a transposed matrix, or every row of any other. A product with anything else makes
  /// a copy.
  ///
  /// - Precondition: Both steps are positive.
  /// - Complexity: O(1), without a copy.
  @inlinable
  public func strided(rows rowStep: Int = 1, columns columnStep: Int = 1) -> MatrixView<Scalar> {
    require(
      rowStep > 0 && columnStep > 0,
      "cannot take every \(rowStep)-th row and every \(columnStep)-th column of "
        + "\(rows) x \(columns)")
    let view = self.view
    return MatrixView(
      storage: view.storage, offset: view.offset, rows: (rows + rowStep - 1) / rowStep,
      columns: (columns + columnStep - 1) / columnStep, rowStride: view.rowStride * rowStep,
      columnStride: view.columnStride * columnStep)
  }

  @inlinable
  func block(_ rowRange: Range<Int>, _ columnRange: Range<Int>) -> MatrixView<Scalar> {
    checkBlock(rowRange, columnRange, inside: (rows, columns))
    let view = self.view
    return MatrixView(
      storage: view.storage,
      // An empty block must not point past the end of its storage.
      offset: rowRange.isEmpty || columnRange.isEmpty
        ? 0
        : view.offset + rowRange.lowerBound * view.rowStride
          + columnRange.lowerBound * view.columnStride,
      rows: rowRange.count, columns: columnRange.count, rowStride: view.rowStride,
      columnStride: view.columnStride)
  }
}

extension MutableMatrixProtocol where Self: ~Copyable & ~Escapable {
  /// Replaces row `index`.
  ///
  /// - Precondition: There are `columns` entries.
  /// - Complexity: O(`columns`); O(`count`) if the storage is shared.
  public mutating func setRow(_ index: Int, to entries: [Scalar]) {
    require(
      entries.count == columns, "\(entries.count) entries do not fit a row of \(rows) x \(columns)")
    setBlock(
      index..<(index + 1), 0..<columns,
      to: Matrix(uncheckedRows: 1, columns: entries.count, elements: entries))
  }

  /// Replaces column `index`.
  ///
  /// - Precondition: There are `rows` entries.
  /// - Complexity: O(`rows`); O(`count`) if the storage is shared.
  public mutating func setColumn(_ index: Int, to entries: [Scalar]) {
    require(
      entries.count == rows, "\(entries.count) entries do not fit a column of \(rows) x \(columns)")
    setBlock(
      0..<rows, index..<(index + 1),
      to: Matrix(uncheckedRows: entries.count, columns: 1, elements: entries))
  }
}

extension Matrix {
  /// The block of the given rows and columns; assigning to it copies the entries in.
  ///
  /// - Complexity: O(1) to read, without a copy; O(block) to write.
  public subscript(
    rowRange: some RangeExpression<Int>, columnRange: some RangeExpression<Int>
  ) -> MatrixView<Scalar> {
    get { block(rowRange.relative(to: 0..<rows), columnRange.relative(to: 0..<columns)) }
    set {
      setBlock(
        rowRange.relative(to: 0..<rows), columnRange.relative(to: 0..<columns), to: newValue)
    }
  }

  /// All rows of the given columns; assigning to them copies the entries in.
  ///
  /// - Complexity: O(1) to read, without a copy; O(block) to write.
  public subscript(
    _: UnboundedRange, columnRange: some RangeExpression<Int>
  ) -> MatrixView<Scalar> {
    get { block(0..<rows, columnRange.relative(to: 0..<columns)) }
    set { setBlock(0..<rows, columnRange.relative(to: 0..<columns), to: newValue) }
  }

  /// All columns of the given rows; assigning to them copies the entries in.
  ///
  /// - Complexity: O(1) to read, without a copy; O(block) to write.
  public subscript(
    rowRange: some RangeExpression<Int>, _: UnboundedRange
  ) -> MatrixView<Scalar> {
    get { block(rowRange.relative(to: 0..<rows), 0..<columns) }
    set { setBlock(rowRange.relative(to: 0..<rows), 0..<columns, to: newValue) }
  }
}

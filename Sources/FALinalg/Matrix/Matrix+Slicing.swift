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

  @inlinable
  func block(_ rowRange: Range<Int>, _ columnRange: Range<Int>) -> MatrixView<Scalar> {
    checkBlock(rowRange, columnRange)
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

  @inlinable
  func checkBlock(_ rowRange: Range<Int>, _ columnRange: Range<Int>) {
    precondition(
      rowRange.lowerBound >= 0 && rowRange.upperBound <= rows && columnRange.lowerBound >= 0
        && columnRange.upperBound <= columns,
      "rows \(rowRange), columns \(columnRange) reach outside a \(rows) x \(columns) matrix")
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

  /// Copies the entries of `source` into the block of the given rows and columns.
  ///
  /// - Complexity: O(block); O(`count`) if the storage is shared.
  public mutating func setBlock(
    _ rowRange: Range<Int>, _ columnRange: Range<Int>, to source: some MatrixProtocol<Scalar>
  ) {
    checkBlock(rowRange, columnRange)
    precondition(
      source.rows == rowRange.count && source.columns == columnRange.count,
      "a \(source.rows) x \(source.columns) matrix does not fit a block of "
        + "\(rowRange.count) x \(columnRange.count)")
    unsafe withUnsafeMutableMatrix { target in
      unsafe source._withUnsafeMatrix { source in
        unsafe target.block(rowRange, columnRange).initialize(from: source)
      }
    }
  }

  /// Copies the entries of a matrix of the same shape into this one, reusing its storage.
  ///
  /// - Complexity: O(`count`); allocates only if the storage is shared.
  public mutating func assign(_ source: some MatrixProtocol<Scalar>) {
    precondition(
      source.rows == rows && source.columns == columns,
      "cannot assign \(source.rows) x \(source.columns) to \(rows) x \(columns)")
    unsafe withUnsafeMutableElements { elements in
      guard let base = elements.baseAddress else { return }
      unsafe copy(source, to: base)
    }
  }

  /// Gives the matrix a new shape with unspecified finite entries; storage of the right size is
  /// kept.
  mutating func reshapeDiscardingEntries(_ rows: Int, _ columns: Int) {
    if storage.count != rows * columns {
      storage = Array(repeating: 0, count: rows * columns)
    }
    self.rows = rows
    self.columns = columns
  }
}

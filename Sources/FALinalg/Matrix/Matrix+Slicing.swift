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

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

  /// A row, as a 1 x `columns` view.
  ///
  /// - Complexity: O(1), without a copy.
  @inlinable
  public subscript(row: Int, _: UnboundedRange) -> MatrixView<Scalar> {
    block(row..<(row + 1), 0..<columns)
  }

  /// A column, as a `rows` x 1 view.
  ///
  /// - Complexity: O(1), without a copy.
  @inlinable
  public subscript(_: UnboundedRange, column: Int) -> MatrixView<Scalar> {
    block(0..<rows, column..<(column + 1))
  }

  /// The given rows, in that order and copied. A row may be named more than once.
  ///
  /// ```swift
  /// let chosen = a[[0, 2], ...]
  /// ```
  ///
  /// - Complexity: O(`count`) of the result.
  public subscript(chosen: [Int], _: UnboundedRange) -> Matrix<Scalar> {
    var result = Matrix<Scalar>.zeros(chosen.count, columns)
    for (row, source) in chosen.enumerated() { result[row, ...] = self[source, ...] }
    return result
  }

  /// The given columns, in that order and copied. A column may be named more than once.
  ///
  /// - Complexity: O(`count`) of the result.
  public subscript(_: UnboundedRange, chosen: [Int]) -> Matrix<Scalar> {
    var result = Matrix<Scalar>.zeros(rows, chosen.count)
    for (column, source) in chosen.enumerated() { result[..., column] = self[..., source] }
    return result
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

  /// The entries in column-major order. Those of a row or a column are `Array(a.row(i))`.
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

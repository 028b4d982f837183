// Blocks, rows and columns on the left of an assignment, and where they are changed in place. The
// same subscripts of `MatrixProtocol` read them; these come second, so that what is only read is
// a view.

// MARK: Assigning

extension MutableMatrixProtocol where Self: ~Copyable & ~Escapable {
  /// The block of the given rows and columns, to which a matrix, a view or, if it is one row or one
  /// column, an array is assigned.
  ///
  /// ```swift
  /// a[0..<n, 0..<n] = b
  /// a[0..<2, ...] = a[2..<4, ...]     // right also where the two overlap
  /// ```
  ///
  /// - Precondition: The block lies inside, and what is assigned has its shape.
  /// - Complexity: O(block); O(`count`) if the storage is shared, as it is with a view of this
  ///   matrix.
  @_disfavoredOverload
  public subscript<Source: ColumnVectors<Scalar>>(
    rowRange: some RangeExpression<Int>, columnRange: some RangeExpression<Int>
  ) -> Source {
    @available(
      *, unavailable, message: "reading a block gives a view, which Matrix(a[0..<2, 0..<2]) copies"
    )
    get { stop("a block is read as a view") }
    @inlinable set {
      assign(
        newValue, rowRange.relative(to: 0..<rows), columnRange.relative(to: 0..<columns))
    }
  }

  /// All rows of the given columns, to which a matrix, a view or, if it is one column, an array is
  /// assigned.
  ///
  /// - Precondition: What is assigned has the shape.
  /// - Complexity: O(block); O(`count`) if the storage is shared.
  @_disfavoredOverload
  public subscript<Source: ColumnVectors<Scalar>>(
    _: UnboundedRange, columnRange: some RangeExpression<Int>
  ) -> Source {
    @available(
      *, unavailable, message: "reading columns gives a view, which Matrix(a[..., 0..<2]) copies"
    )
    get { stop("a block is read as a view") }
    @inlinable set { assign(newValue, 0..<rows, columnRange.relative(to: 0..<columns)) }
  }

  /// All columns of the given rows, to which a matrix, a view or, if it is one row, an array is
  /// assigned.
  ///
  /// - Precondition: What is assigned has the shape.
  /// - Complexity: O(block); O(`count`) if the storage is shared.
  @_disfavoredOverload
  public subscript<Source: ColumnVectors<Scalar>>(
    rowRange: some RangeExpression<Int>, _: UnboundedRange
  ) -> Source {
    @available(
      *, unavailable, message: "reading rows gives a view, which Matrix(a[0..<2, ...]) copies"
    )
    get { stop("a block is read as a view") }
    @inlinable set { assign(newValue, rowRange.relative(to: 0..<rows), 0..<columns) }
  }

  /// A row, to which an array, or a matrix or view with one row, is assigned.
  ///
  /// ```swift
  /// a[i, ...] = x
  /// a[i, ...] = b.row(j)
  /// ```
  ///
  /// - Precondition: There are `columns` entries.
  /// - Complexity: O(`columns`); O(`count`) if the storage is shared.
  @_disfavoredOverload
  public subscript<Source: ColumnVectors<Scalar>>(row: Int, _: UnboundedRange) -> Source {
    @available(
      *, unavailable, message: "reading a row gives a view, which Array(a[i, ...]) copies"
    )
    get { stop("a row is read as a view") }
    @inlinable set { assign(newValue, row..<(row + 1), 0..<columns) }
  }

  /// A column, to which an array, or a matrix or view with one column, is assigned.
  ///
  /// - Precondition: There are `rows` entries.
  /// - Complexity: O(`rows`); O(`count`) if the storage is shared.
  @_disfavoredOverload
  public subscript<Source: ColumnVectors<Scalar>>(_: UnboundedRange, column: Int) -> Source {
    @available(
      *, unavailable, message: "reading a column gives a view, which Array(a[..., j]) copies"
    )
    get { stop("a column is read as a view") }
    @inlinable set { assign(newValue, 0..<rows, column..<(column + 1)) }
  }

  @inlinable
  mutating func assign(
    _ source: some ColumnVectors<Scalar>, _ rowRange: Range<Int>, _ columnRange: Range<Int>
  ) {
    checkBlock(rowRange, columnRange, inside: (rows, columns))
    let source = fitted(source, (rowRange.count, columnRange.count), "assign")
    unsafe _withUnsafeMutableMatrix { target in
      unsafe source._withUnsafeMatrix { source in
        unsafe copyEntries(of: source, to: target.block(rowRange, columnRange))
      }
    }
  }
}

/// Vectors as a matrix of the given shape, which they must have; an array may also be a row.
@inlinable
func fitted<Vectors: ColumnVectors>(
  _ vectors: Vectors, _ shape: (rows: Int, columns: Int), _ verb: String
) -> MatrixView<Vectors.Scalar> {
  let columns = vectors._columns
  let isArray = Vectors.self == [Vectors.Scalar].self
  let result =
    isArray && shape.rows == 1 && shape.columns == columns.rows ? columns.transposed : columns
  require(
    result.rows == shape.rows && result.columns == shape.columns,
    isArray
      ? "cannot \(verb) an array of \(columns.rows) entries to \(shape.rows) x \(shape.columns)"
      : "cannot \(verb) \(columns.rows) x \(columns.columns) to \(shape.rows) x \(shape.columns)")
  return result
}

// MARK: Changing in place

// Of matrices alone: in code that is generic over what is written to, Swift 6.3 crashes on them.
extension Matrix {
  /// The block of the given rows and columns, to be changed in place.
  ///
  /// ```swift
  /// a[0..<2, 0..<3] *= 2
  /// multiply(b, c, into: &a[0..<2, 0..<2])
  /// ```
  ///
  /// - Complexity: O(1); O(`count`) if the storage is shared.
  @_disfavoredOverload
  public subscript(
    rowRange: some RangeExpression<Int>, columnRange: some RangeExpression<Int>
  ) -> MutableMatrixView<Scalar> {
    @inlinable @_lifetime(&self) mutating get {
      MutableMatrixView(
        rowRange.relative(to: 0..<rows), columnRange.relative(to: 0..<columns), of: &self)
    }
    @inlinable @_lifetime(&self) _modify {
      var view = MutableMatrixView(
        rowRange.relative(to: 0..<rows), columnRange.relative(to: 0..<columns), of: &self)
      yield &view
    }
  }

  /// All rows of the given columns, to be changed in place.
  ///
  /// - Complexity: O(1); O(`count`) if the storage is shared.
  @_disfavoredOverload
  public subscript(
    _: UnboundedRange, columnRange: some RangeExpression<Int>
  ) -> MutableMatrixView<Scalar> {
    @inlinable @_lifetime(&self) mutating get {
      MutableMatrixView(0..<rows, columnRange.relative(to: 0..<columns), of: &self)
    }
    @inlinable @_lifetime(&self) _modify {
      var view = MutableMatrixView(0..<rows, columnRange.relative(to: 0..<columns), of: &self)
      yield &view
    }
  }

  /// All columns of the given rows, to be changed in place.
  ///
  /// - Complexity: O(1); O(`count`) if the storage is shared.
  @_disfavoredOverload
  public subscript(
    rowRange: some RangeExpression<Int>, _: UnboundedRange
  ) -> MutableMatrixView<Scalar> {
    @inlinable @_lifetime(&self) mutating get {
      MutableMatrixView(rowRange.relative(to: 0..<rows), 0..<columns, of: &self)
    }
    @inlinable @_lifetime(&self) _modify {
      var view = MutableMatrixView(rowRange.relative(to: 0..<rows), 0..<columns, of: &self)
      yield &view
    }
  }

  /// A row, to be changed in place.
  ///
  /// ```swift
  /// a[i, ...] *= 2
  /// a[i, ...] += x                      // an array, or a row of a matrix
  /// a[i, ...].add(x, scaledBy: -0.5)
  /// ```
  ///
  /// - Complexity: O(1); O(`count`) if the storage is shared.
  @_disfavoredOverload
  public subscript(row: Int, _: UnboundedRange) -> MutableMatrixView<Scalar> {
    @inlinable @_lifetime(&self) mutating get {
      MutableMatrixView(row..<(row + 1), 0..<columns, of: &self)
    }
    @inlinable @_lifetime(&self) _modify {
      var view = MutableMatrixView(row..<(row + 1), 0..<columns, of: &self)
      yield &view
    }
  }

  /// A column, to be changed in place.
  ///
  /// - Complexity: O(1); O(`count`) if the storage is shared.
  @_disfavoredOverload
  public subscript(_: UnboundedRange, column: Int) -> MutableMatrixView<Scalar> {
    @inlinable @_lifetime(&self) mutating get {
      MutableMatrixView(0..<rows, column..<(column + 1), of: &self)
    }
    @inlinable @_lifetime(&self) _modify {
      var view = MutableMatrixView(0..<rows, column..<(column + 1), of: &self)
      yield &view
    }
  }
}

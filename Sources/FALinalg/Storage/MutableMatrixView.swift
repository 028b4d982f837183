/// A block of a matrix that is written in place, without a copy.
///
/// It is taken from a matrix by `matrix[mutable: rows, columns]` and keeps exclusive access to the
/// matrix for as long as it is used; the compiler sees to that. Like `MutableSpan` it can neither
/// be copied nor stored.
///
/// ```swift
/// multiply(a, b, into: &c[mutable: 0..<2, 0..<2])
///
/// var left = c[mutable: ..., 0..<3]
/// left.add(d, scaledBy: 2)
/// left[0, 0] = 1
/// ```
@safe
public struct MutableMatrixView<Scalar: BLASScalar>: MutableMatrixProtocol, ~Copyable, ~Escapable {
  @usableFromInline let base: UnsafeMutablePointer<Scalar>?
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The distance in memory between an entry and the one to its right: the leading dimension.
  public let columnStride: Int

  @inlinable
  @_lifetime(&owner)
  init(_ place: UnsafeMutableMatrix<Scalar>, of owner: inout Matrix<Scalar>) {
    unsafe base = place.base
    rows = unsafe place.rows
    columns = unsafe place.columns
    columnStride = unsafe place.columnStride
  }

  /// Calls `body` with the place of the entries in memory. The pointer is valid only inside.
  @inlinable
  public mutating func _withUnsafeMutableMatrix<Result, Failure: Error>(
    _ body: (UnsafeMutableMatrix<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(
      UnsafeMutableMatrix(base: base, rows: rows, columns: columns, columnStride: columnStride))
  }

  /// The entry at (`row`, `column`), counted from zero.
  ///
  /// - Complexity: O(1).
  public subscript(row: Int, column: Int) -> Scalar {
    @inlinable get {
      checkIndex(row, column, inside: (rows, columns))
      return unsafe base.unsafelyUnwrapped[row + column * columnStride]
    }
    @inlinable set {
      checkIndex(row, column, inside: (rows, columns))
      unsafe base.unsafelyUnwrapped[row + column * columnStride] = newValue
    }
  }
}

extension Matrix: MutableMatrixProtocol {
  /// Calls `body` with the place of the entries in memory. The pointer is valid only inside.
  @inlinable
  public mutating func _withUnsafeMutableMatrix<Result, Failure: Error>(
    _ body: (UnsafeMutableMatrix<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let (rows, columns) = (self.rows, self.columns)
    return try unsafe storage.withUnsafeMutableBufferPointer { (buffer) throws(Failure) in
      try unsafe body(
        UnsafeMutableMatrix(
          base: buffer.baseAddress, rows: rows, columns: columns, columnStride: rows))
    }
  }

  /// The block of the given rows and columns, to be written in place.
  ///
  /// - Complexity: O(1); O(`count`) if the storage is shared.
  public subscript(
    mutable rowRange: some RangeExpression<Int>, columnRange: some RangeExpression<Int>
  ) -> MutableMatrixView<Scalar> {
    @inlinable @_lifetime(&self) mutating get {
      unsafe MutableMatrixView(
        place(rowRange.relative(to: 0..<rows), columnRange.relative(to: 0..<columns)), of: &self)
    }
    @inlinable @_lifetime(&self) _modify {
      var view = unsafe MutableMatrixView(
        place(rowRange.relative(to: 0..<rows), columnRange.relative(to: 0..<columns)), of: &self)
      yield &view
    }
  }

  /// All rows of the given columns, to be written in place.
  ///
  /// - Complexity: O(1); O(`count`) if the storage is shared.
  public subscript(
    mutable _: UnboundedRange, columnRange: some RangeExpression<Int>
  ) -> MutableMatrixView<Scalar> {
    @inlinable @_lifetime(&self) mutating get {
      unsafe MutableMatrixView(
        place(0..<rows, columnRange.relative(to: 0..<columns)), of: &self)
    }
    @inlinable @_lifetime(&self) _modify {
      var view = unsafe MutableMatrixView(
        place(0..<rows, columnRange.relative(to: 0..<columns)), of: &self)
      yield &view
    }
  }

  /// All columns of the given rows, to be written in place.
  ///
  /// - Complexity: O(1); O(`count`) if the storage is shared.
  public subscript(
    mutable rowRange: some RangeExpression<Int>, _: UnboundedRange
  ) -> MutableMatrixView<Scalar> {
    @inlinable @_lifetime(&self) mutating get {
      unsafe MutableMatrixView(place(rowRange.relative(to: 0..<rows), 0..<columns), of: &self)
    }
    @inlinable @_lifetime(&self) _modify {
      var view = unsafe MutableMatrixView(
        place(rowRange.relative(to: 0..<rows), 0..<columns), of: &self)
      yield &view
    }
  }

  /// Where a block lies, after the storage has been made our own. The pointer stays valid while
  /// the matrix is not touched otherwise, which the view's lifetime ensures.
  @inlinable
  mutating func place(
    _ rowRange: Range<Int>, _ columnRange: Range<Int>
  ) -> UnsafeMutableMatrix<Scalar> {
    checkBlock(rowRange, columnRange, inside: (rows, columns))
    return unsafe _withUnsafeMutableMatrix { unsafe $0.block(rowRange, columnRange) }
  }
}

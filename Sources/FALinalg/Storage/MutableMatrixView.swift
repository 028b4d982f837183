/// A block of a matrix that is written in place, without a copy.
///
/// It is what a block, row or column of a matrix is where one is written to: on the left of `*=`
/// and its like, before a method that changes it, behind `&`, or where its type is asked for. It
/// keeps exclusive access to the matrix for as long as it is used; the compiler sees to that. Like
/// `MutableSpan` it can neither be copied nor stored.
///
/// ```swift
/// multiply(a, b, into: &c[0..<2, 0..<2])
/// c[0, ...] += x
///
/// var left: MutableMatrixView = c[..., 0..<3]
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

  /// A block of `owner`.
  @inlinable
  @_lifetime(&owner)
  init<Owner: MutableMatrixProtocol<Scalar> & ~Copyable & ~Escapable>(
    _ rowRange: Range<Int>, _ columnRange: Range<Int>, of owner: inout Owner
  ) {
    checkBlock(rowRange, columnRange, inside: (owner.rows, owner.columns))
    let place = unsafe owner._withUnsafeMutableMatrix { unsafe $0.block(rowRange, columnRange) }
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
}

/// Anything whose entries lie in memory at a constant distance along rows and along columns.
///
/// ``Matrix`` owns its entries; ``MatrixView`` shares those of a matrix. Every operation that only
/// reads is written once, against this protocol, and so takes matrices, blocks, rows, columns and
/// transposes alike, without copying them. Only types of this module conform.
public protocol MatrixProtocol<Scalar>: ColumnVectors where Owned == Matrix<Scalar> {
  /// The number of rows.
  var rows: Int { get }
  /// The number of columns.
  var columns: Int { get }

  /// Calls `body` with the place of the entries in memory. The pointer is valid only inside.
  ///
  /// Not for clients, as the name says: it is public because code that is inlined into them reads
  /// entries by it.
  func _withUnsafeMatrix<Result, Failure: Error>(
    _ body: (UnsafeMatrix<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result

  /// A view of all entries, without a copy.
  var view: MatrixView<Scalar> { get }
}

extension MatrixProtocol {
  /// The numbers of rows and of columns.
  @inlinable
  public var shape: (rows: Int, columns: Int) { (rows, columns) }

  /// The number of entries.
  @inlinable
  public var count: Int { rows * columns }

  /// Whether there are no entries.
  @inlinable
  public var isEmpty: Bool { rows == 0 || columns == 0 }

  /// The entry at (`row`, `column`), counted from zero.
  ///
  /// - Complexity: O(1).
  @inlinable
  public subscript(row: Int, column: Int) -> Scalar {
    checkIndex(row, column, inside: (rows, columns))
    return unsafe _withUnsafeMatrix { unsafe $0[row, column] }
  }
}

/// Where the entries of a matrix lie in memory: entry (i, j) at `i * rowStride + j * columnStride`.
///
/// Valid only while the memory it points into is. The kernels of this module work on it.
@frozen
@unsafe
public struct UnsafeMatrix<Scalar: BLASScalar> {
  /// Entry (0, 0); nil for an empty matrix, however long it is: loops then have nothing to walk.
  public var base: UnsafePointer<Scalar>?
  /// The number of rows.
  public var rows: Int
  /// The number of columns.
  public var columns: Int
  /// The distance between an entry and the one below it.
  public var rowStride: Int
  /// The distance between an entry and the one to its right.
  public var columnStride: Int

  @inlinable
  init(
    base: UnsafePointer<Scalar>?, rows: Int, columns: Int, rowStride: Int, columnStride: Int
  ) {
    unsafe self.base = rows == 0 || columns == 0 ? nil : base
    unsafe self.rows = rows
    unsafe self.columns = columns
    unsafe self.rowStride = rowStride
    unsafe self.columnStride = columnStride
  }

  @inlinable
  subscript(row: Int, column: Int) -> Scalar {
    unsafe base.unsafelyUnwrapped[row * rowStride + column * columnStride]
  }

  /// How BLAS can read the entries in place, or nil if neither stride is one.
  ///
  /// The leading dimension is at least one and at least the length of a stored column, as BLAS
  /// demands also where there is only one column.
  @inlinable
  var blasLayout: (transpose: BLASTranspose, leadingDimension: Int)? {
    if unsafe rowStride == 1 || rows <= 1 {
      unsafe (.none, columns <= 1 ? max(1, rows) : max(columnStride, 1))
    } else if unsafe columnStride == 1 || columns <= 1 {
      unsafe (.transpose, max(rowStride, 1))
    } else {
      nil
    }
  }

  /// Whether the entries fill their memory in column-major order.
  @inlinable
  var isContiguous: Bool {
    unsafe (rowStride == 1 || rows <= 1) && (columnStride == rows || columns <= 1)
  }
}

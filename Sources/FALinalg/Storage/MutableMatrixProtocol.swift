/// Anything whose entries may be written where they lie: a ``Matrix``, or a ``MutableMatrixView``
/// of a block of one.
///
/// Every operation that writes into storage you hold takes either:
///
/// ```swift
/// multiply(a, b, into: &c)
/// multiply(a, b, into: &c[0..<2, 0..<2])
/// c[..., 3..<4] *= 2
/// ```
///
/// Only types of this module conform.
public protocol MutableMatrixProtocol<Scalar>: ~Copyable, ~Escapable {
  /// The type of the entries.
  associatedtype Scalar: BLASScalar

  /// The number of rows.
  var rows: Int { get }
  /// The number of columns.
  var columns: Int { get }

  /// Calls `body` with the place of the entries in memory, which nothing else shares. The pointer
  /// is valid only inside.
  ///
  /// Not for clients, as the name says: it is public because code that is inlined into them writes
  /// entries by it.
  mutating func _withUnsafeMutableMatrix<Result, Failure: Error>(
    _ body: (UnsafeMutableMatrix<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result
}

/// Where the entries of a matrix that may be written lie in memory, by columns: entry (i, j) at
/// `i + j * columnStride`.
@frozen
@unsafe
public struct UnsafeMutableMatrix<Scalar: BLASScalar> {
  /// Entry (0, 0); nil for an empty matrix.
  public var base: UnsafeMutablePointer<Scalar>?
  /// The number of rows.
  public var rows: Int
  /// The number of columns.
  public var columns: Int
  /// The distance between an entry and the one to its right.
  public var columnStride: Int

  @inlinable
  init(base: UnsafeMutablePointer<Scalar>?, rows: Int, columns: Int, columnStride: Int) {
    unsafe self.base = rows == 0 || columns == 0 ? nil : base
    unsafe self.rows = rows
    unsafe self.columns = columns
    unsafe self.columnStride = columnStride
  }

  /// What BLAS takes as the leading dimension.
  @inlinable
  var leadingDimension: Int32 { unsafe blasInt(max(1, rows, columnStride)) }

  /// Whether the entries fill their memory.
  @inlinable
  var isContiguous: Bool { unsafe columnStride == rows || columns <= 1 }

  /// The length and the number of stretches of adjacent entries.
  @inlinable
  var lines: (length: Int, count: Int) {
    unsafe isContiguous ? (rows * columns, 1) : (rows, columns)
  }

  @inlinable
  func block(_ rowRange: Range<Int>, _ columnRange: Range<Int>) -> Self {
    unsafe Self(
      base: base.map { unsafe $0 + rowRange.lowerBound + columnRange.lowerBound * columnStride },
      rows: rowRange.count, columns: columnRange.count, columnStride: columnStride)
  }
}

extension MutableMatrixProtocol where Self: ~Copyable & ~Escapable {
  /// Copies the entries of a matrix of the same shape into this one, reusing its storage; to one
  /// row or one column also those of an array.
  ///
  /// - Precondition: The shapes are equal.
  /// - Complexity: O(`count`); allocates only if the storage is shared.
  @inlinable
  public mutating func assign(_ source: some ColumnVectors<Scalar>) {
    assign(source, 0..<rows, 0..<columns)
  }

  /// Sets every entry to `value`.
  ///
  /// - Complexity: O(`count`); allocates only if the storage is shared.
  @inlinable
  public mutating func fill(with value: Scalar) {
    unsafe _withUnsafeMutableMatrix { target in
      guard let base = unsafe target.base else { return }
      for column in unsafe 0..<target.columns {
        unsafe (base + column * target.columnStride).update(repeating: value, count: target.rows)
      }
    }
  }
}

/// Stops the program unless the index lies inside a matrix of the given shape.
///
/// The message is made outside the function: made in it, loops over entries take a tenth longer.
@inlinable @inline(__always)
func checkIndex(_ row: Int, _ column: Int, inside shape: (Int, Int)) {
  let isInside = row >= 0 && row < shape.0 && column >= 0 && column < shape.1
  if _slowPath(!isInside) { stopAtIndex(row, column, outside: shape) }
}

@inline(never)
@usableFromInline
func stopAtIndex(_ row: Int, _ column: Int, outside shape: (Int, Int)) -> Never {
  stop("index (\(row), \(column)) is outside a \(shape.0) x \(shape.1) matrix")
}

/// Stops the program unless the block lies inside a matrix of the given shape.
@inlinable
func checkBlock(_ rowRange: Range<Int>, _ columnRange: Range<Int>, inside shape: (Int, Int)) {
  require(
    rowRange.lowerBound >= 0 && rowRange.upperBound <= shape.0 && columnRange.lowerBound >= 0
      && columnRange.upperBound <= shape.1,
    "rows \(rowRange), columns \(columnRange) reach outside a \(shape.0) x \(shape.1) matrix")
}

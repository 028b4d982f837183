/// A dense real matrix with value semantics, stored by columns.
///
/// Entry (i, j) is `elements[i + j * rows]`: LAPACK's own order, so that nothing is transposed on
/// the way there. Copies share their storage until one of them is changed (copy on write). Slices
/// and transposes are ``MatrixView``s that share it too.
///
/// ```swift
/// let a = Matrix<Double>(rows: [[1, 2], [3, 4], [5, 6]])
/// let gram = a.transposed * a          // 2 x 2
/// let top = a[0..<2, 0..<2]            // a view, nothing is copied
/// ```
public struct Matrix<Scalar: BLASScalar>: MatrixProtocol {
  /// The number of rows.
  public internal(set) var rows: Int
  /// The number of columns.
  public internal(set) var columns: Int
  @usableFromInline var storage: [Scalar]

  @usableFromInline
  init(uncheckedRows rows: Int, columns: Int, elements: [Scalar]) {
    self.rows = rows
    self.columns = columns
    self.storage = elements
  }

  /// The entries in column-major order; there are `rows * columns` of them.
  ///
  /// - Complexity: O(1), without a copy.
  @inlinable
  public var elements: [Scalar] { storage }

  /// The entry at (`row`, `column`), counted from zero.
  ///
  /// - Complexity: O(1); O(`count`) for a change to storage that is shared.
  public subscript(row: Int, column: Int) -> Scalar {
    @inlinable get {
      checkIndex(row, column, inside: (rows, columns))
      return storage[row + column * rows]
    }
    @inlinable _modify {
      checkIndex(row, column, inside: (rows, columns))
      yield &storage[row + column * rows]
    }
  }

  /// Calls `body` with the place of the entries in memory. The pointer is valid only inside.
  @inlinable
  public func _withUnsafeMatrix<Result, Failure: Error>(
    _ body: (UnsafeMatrix<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe storage.withUnsafeBufferPointer { (buffer) throws(Failure) in
      try unsafe body(
        UnsafeMatrix(
          base: buffer.baseAddress, rows: rows, columns: columns, rowStride: 1,
          columnStride: rows))
    }
  }

  /// A view of all entries, without a copy.
  @inlinable
  public var view: MatrixView<Scalar> {
    MatrixView(
      storage: storage, offset: 0, rows: rows, columns: columns, rowStride: 1, columnStride: rows)
  }

  /// Calls `body` with the entries in column-major order, for reading and writing in place.
  ///
  /// - Complexity: O(1); O(`count`) if the storage is shared.
  @inlinable
  public mutating func withUnsafeMutableElements<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe storage.withUnsafeMutableBufferPointer { (buffer) throws(Failure) in
      try unsafe body(buffer)
    }
  }
}

extension Matrix: Hashable {
  /// Whether two matrices have the same shape and equal entries.
  ///
  /// Entries compare as numbers: zero equals minus zero, and a matrix with a NaN in it equals
  /// nothing, not even itself.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func == (left: Self, right: Self) -> Bool { left.view == right.view }

  /// Feeds the shape and the entries to a hasher. Equal matrices have equal hashes.
  ///
  /// - Complexity: O(`count`).
  public func hash(into hasher: inout Hasher) { view.hash(into: &hasher) }
}

extension Matrix: CustomStringConvertible {
  /// The shape and the entries, abridged to the corners where there are many.
  public var description: String { view.description }
}

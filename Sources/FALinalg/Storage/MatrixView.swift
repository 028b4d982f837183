/// A read-only window on the entries of a matrix: a block, a row, a column, a transpose.
///
/// A view shares the storage of the matrix it was taken from; making one copies nothing. It keeps
/// the entries as they were: changing the matrix afterwards leaves the view alone, at the price of
/// a copy of the matrix while the view lives.
public struct MatrixView<Scalar: BLASScalar>: MatrixProtocol {
  @usableFromInline let storage: [Scalar]
  @usableFromInline let offset: Int
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The distance in storage between an entry and the one below it.
  public let rowStride: Int
  /// The distance in storage between an entry and the one to its right: the leading dimension of
  /// a block that was not transposed.
  public let columnStride: Int

  @inlinable
  init(
    storage: [Scalar], offset: Int, rows: Int, columns: Int, rowStride: Int, columnStride: Int
  ) {
    self.storage = storage
    self.offset = offset
    self.rows = rows
    self.columns = columns
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  /// Calls `body` with the place of the entries in memory. The pointer is valid only inside.
  @inlinable
  public func _withUnsafeMatrix<Result, Failure: Error>(
    _ body: (UnsafeMatrix<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe storage.withUnsafeBufferPointer { (buffer) throws(Failure) in
      try unsafe body(
        UnsafeMatrix(
          base: buffer.baseAddress.map { unsafe $0 + offset }, rows: rows, columns: columns,
          rowStride: rowStride, columnStride: columnStride))
    }
  }

  /// Whether the storage holds the entries of the view in column-major order, and nothing else.
  @inlinable
  var fillsItsStorage: Bool {
    unsafe storage.count == count && _withUnsafeMatrix { unsafe $0.isContiguous }
  }

  /// The view itself.
  @inlinable
  public var view: MatrixView<Scalar> { self }
}

extension MatrixView: Hashable {
  /// Whether two views have the same shape and equal entries, wherever those lie.
  ///
  /// Entries compare as numbers: zero equals minus zero, and NaN equals nothing, not even itself.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public static func == (left: Self, right: Self) -> Bool {
    guard left.rows == right.rows, left.columns == right.columns else { return false }
    return unsafe left._withUnsafeMatrix { left in
      unsafe right._withUnsafeMatrix { unsafe haveEqualEntries(left, $0) }
    }
  }

  /// Feeds the shape and the entries to a hasher. Equal views have equal hashes.
  ///
  /// - Complexity: O(`count`).
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rows)
    hasher.combine(columns)
    unsafe _withUnsafeMatrix { unsafe hashEntries(of: $0, into: &hasher) }
  }
}

extension MatrixView: CustomStringConvertible {
  /// The shape and the entries, abridged to the corners where there are many.
  public var description: String {
    func shown(_ count: Int) -> [Int?] {
      count <= 8 ? Array(0..<count) : [0, 1, 2, nil, count - 3, count - 2, count - 1]
    }
    let lines = shown(rows).map { row in
      guard let row else { return "  …" }
      return "  ["
        + shown(columns).map { column in column.map { "\(self[row, $0])" } ?? "…" }
        .joined(separator: ", ") + "]"
    }
    return (["\(rows) x \(columns) matrix"] + lines).joined(separator: "\n")
  }
}

extension SparseMatrix {
  /// A stored entry and its place, counted from zero.
  public typealias Entry = (row: Int, column: Int, value: Scalar)

  /// The stored entries of a matrix, column after column and from the first row to the last.
  public struct Entries: Sequence, IteratorProtocol {
    @usableFromInline let starts: [Int]
    @usableFromInline let indices: [Int32]
    @usableFromInline let values: [Scalar]
    @usableFromInline var column = 0
    @usableFromInline var place = 0

    init(_ columns: CompressedLines<Scalar>) {
      (starts, indices, values) = (columns.starts, columns.indices, columns.values)
    }

    /// The number of entries.
    @inlinable
    public var underestimatedCount: Int { values.count - place }

    /// The next entry, or nil after the last.
    @inlinable
    public mutating func next() -> Entry? {
      guard place < values.count else { return nil }
      while place == starts[column + 1] { column += 1 }
      defer { place += 1 }
      return (Int(indices[place]), column, values[place])
    }
  }

  /// The stored entries, column after column and from the first row to the last.
  ///
  /// ```swift
  /// let a = SparseMatrix<Double>(rows: 2, columns: 3, entries: [(0, 1, 2.5), (1, 2, -1)])
  /// for (row, column, value) in a.entries { print(row, column, value) }
  /// ```
  ///
  /// - Complexity: O(`columns` + ``storedCount``) for all of them.
  public var entries: Entries { Entries(byColumns) }
}

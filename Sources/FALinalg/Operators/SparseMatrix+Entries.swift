extension SparseMatrix {
  /// A stored entry and its place.
  @frozen
  public struct Entry: Hashable, Sendable {
    /// The row, counted from zero.
    public var row: Int
    /// The column, counted from zero.
    public var column: Int
    /// The entry.
    public var value: Scalar

    /// An entry at (`row`, `column`), counted from zero.
    @inlinable
    public init(row: Int, column: Int, value: Scalar) {
      self.row = row
      self.column = column
      self.value = value
    }
  }

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
      return Entry(row: Int(indices[place]), column: column, value: values[place])
    }
  }

  /// The stored entries, column after column and from the first row to the last.
  ///
  /// - Complexity: O(`columns` + ``storedCount``) for all of them.
  public var entries: Entries { Entries(byColumns) }
}

extension Matrix {
  /// The entries in column-major order, for reading in place. Column j is
  /// `span.extracting(j * rows..<(j + 1) * rows)`.
  ///
  /// - Complexity: O(1), without a copy.
  @inlinable
  public var span: Span<Scalar> {
    @_lifetime(borrow self) get { storage.span }
  }

  /// The entries in column-major order, for reading and writing in place.
  ///
  /// - Complexity: O(1); O(`count`) if the storage is shared.
  @inlinable
  public var mutableSpan: MutableSpan<Scalar> {
    @_lifetime(&self) mutating get { storage.mutableSpan }
  }
}

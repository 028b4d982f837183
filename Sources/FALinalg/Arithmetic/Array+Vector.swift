extension Array where Element: BLASScalar {
  /// The sum of the products of corresponding entries.
  ///
  /// - Precondition: The lengths are equal.
  /// - Complexity: O(n).
  public func dot(_ other: [Element]) -> Element {
    withElements { first in other.withElements { first.dot($0) } }
  }

  /// The root of the sum of squares, without overflow or underflow along the way.
  ///
  /// - Complexity: O(n).
  public var euclideanNorm: Element { withElements { $0.euclideanNorm } }

  /// The sum of the magnitudes.
  ///
  /// - Complexity: O(n).
  public var oneNorm: Element { withElements { $0.oneNorm } }

  /// The largest magnitude; NaN if an entry is.
  ///
  /// - Complexity: O(n).
  public var infinityNorm: Element { withElements { $0.infinityNorm } }

  /// Calls `body` with a span that outlives the call. Optimised code of Swift 6.3 was seen to free an array
  /// without a name, as in `[a, b].euclideanNorm`, before its `span` was read.
  @inlinable
  func withElements<Result>(_ body: (Span<Element>) -> Result) -> Result {
    unsafe withUnsafeBufferPointer { body(unsafe Span(_unsafeElements: $0)) }
  }

  /// Adds `scale * other` in place.
  ///
  /// - Precondition: The lengths are equal.
  /// - Complexity: O(n); allocates only if the storage is shared.
  public mutating func add(_ other: [Element], scaledBy scale: Element = 1) {
    var target = mutableSpan
    other.withElements { target.add($0, scaledBy: scale) }
  }

  /// Multiplies every entry by a scalar in place.
  ///
  /// - Complexity: O(n); allocates only if the storage is shared.
  public mutating func scale(by factor: Element) {
    var target = mutableSpan
    target.scale(by: factor)
  }
}

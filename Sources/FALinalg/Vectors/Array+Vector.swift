extension Array where Element: BLASScalar {
  /// The sum of the products of corresponding entries.
  ///
  /// - Precondition: The lengths are equal.
  /// - Complexity: O(n).
  public func dot(_ other: [Element]) -> Element { span.dot(other.span) }

  /// The root of the sum of squares, without overflow or underflow along the way.
  ///
  /// - Complexity: O(n).
  public var euclideanNorm: Element { span.euclideanNorm }

  /// The sum of the magnitudes.
  ///
  /// - Complexity: O(n).
  public var oneNorm: Element { span.oneNorm }

  /// The largest magnitude; NaN if an entry is.
  ///
  /// - Complexity: O(n).
  public var infinityNorm: Element { span.infinityNorm }

  /// Adds `scale * other` in place.
  ///
  /// - Precondition: The lengths are equal.
  /// - Complexity: O(n); allocates only if the storage is shared.
  public mutating func add(_ other: [Element], scaledBy scale: Element = 1) {
    var target = mutableSpan
    target.add(other.span, scaledBy: scale)
  }

  /// Multiplies every entry by a scalar in place.
  ///
  /// - Complexity: O(n); allocates only if the storage is shared.
  public mutating func scale(by factor: Element) {
    var target = mutableSpan
    target.scale(by: factor)
  }
}

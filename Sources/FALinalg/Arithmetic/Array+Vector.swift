extension Array where Element: BLASScalar {
  /// The sum of the products of corresponding entries.
  ///
  /// - Precondition: The lengths are equal.
  /// - Complexity: O(n).
  public func dot(_ other: [Element]) -> Element {
    withElements { first in other.withElements { first.dot($0) } }
  }

  /// The sum. That of no entries is zero.
  ///
  /// - Complexity: O(n).
  public var sum: Element { withElements { $0.sum } }

  /// The mean; NaN if there are no entries.
  ///
  /// - Complexity: O(n).
  public var mean: Element { withElements { $0.mean } }

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

  /// The sum with a multiple of another vector, `self + scale * other`. The `+` of arrays appends.
  ///
  /// ```swift
  /// let residual = y.adding(a * x, scaledBy: -1)     // y - A x
  /// ```
  ///
  /// - Precondition: The lengths are equal.
  /// - Complexity: O(n).
  public func adding(_ other: [Element], scaledBy scale: Element = 1) -> [Element] {
    var result = self
    result.add(other, scaledBy: scale)
    return result
  }

  /// Multiplies every entry by a scalar in place.
  ///
  /// - Complexity: O(n); allocates only if the storage is shared.
  public mutating func scale(by factor: Element) {
    var target = mutableSpan
    target.scale(by: factor)
  }

  /// The vector with every entry multiplied by a scalar.
  ///
  /// - Complexity: O(n).
  public func scaled(by factor: Element) -> [Element] {
    var result = self
    result.scale(by: factor)
    return result
  }

  /// Replaces every entry by `transform(entry)`, in one pass. For exp, log and tanh see
  /// ``FALinalg/ElementaryFunction``.
  ///
  /// - Complexity: O(n); allocates only if the storage is shared.
  @inlinable
  public mutating func mapInPlace(_ transform: (Element) -> Element) {
    Self._withColumns(of: &self) { $0.mapInPlace(transform) }
  }

  /// Replaces every entry by `combine(entry, entry of other)`, in one pass.
  ///
  /// ```swift
  /// x.zipInPlace(y, *)                          // the product of entries
  /// ```
  ///
  /// - Precondition: The lengths are equal.
  /// - Complexity: O(n); allocates only if the storage is shared.
  @inlinable
  public mutating func zipInPlace<Other: BLASScalar>(
    _ other: [Other], _ combine: (Element, Other) -> Element
  ) {
    Self._withColumns(of: &self) { $0.zipInPlace(other._columns, combine) }
  }
}

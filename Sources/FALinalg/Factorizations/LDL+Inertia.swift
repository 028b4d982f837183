/// How many eigenvalues of a symmetric matrix are positive, negative and zero.
public struct Inertia: Hashable, Sendable {
  /// The number of positive eigenvalues.
  public var positive: Int
  /// The number of negative eigenvalues.
  public var negative: Int
  /// The number of zero eigenvalues.
  public var zero: Int

  /// The given numbers of eigenvalues.
  public init(positive: Int, negative: Int, zero: Int) {
    self.positive = positive
    self.negative = negative
    self.zero = zero
  }
}

extension LDL {
  /// The numbers of positive, negative and zero eigenvalues of A, by Sylvester's law of inertia.
  ///
  /// Rounding errors can turn a zero eigenvalue into a tiny one of either sign.
  ///
  /// - Complexity: O(n).
  public var inertia: Inertia {
    var result = Inertia(positive: 0, negative: 0, zero: 0)
    forEachBlock { start, order, _ in
      let entry = factors[start, start]
      switch (order, entry) {
      // The pivoting makes every block of order 2 indefinite.
      case (2, _):
        result.positive += 1
        result.negative += 1
      case (_, 0): result.zero += 1
      case (_, ..<0): result.negative += 1
      default: result.positive += 1
      }
    }
    return result
  }
}

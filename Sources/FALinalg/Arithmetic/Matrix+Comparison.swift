extension MatrixProtocol {
  /// Whether two matrices are equal up to rounding, as a whole.
  ///
  /// They are if their shapes are, and if
  ///
  /// ```
  /// norm(self - other) <= max(absoluteTolerance,
  ///                           relativeTolerance * max(norm(self), norm(other)))
  /// ```
  ///
  /// This is the definition of swift-numerics for vectors. A small entry beside large ones may
  /// differ by much; to compare each entry by itself is another question. Equal matrices are always
  /// approximately equal, those with infinities too; with a NaN, or where the norm of the
  /// difference overflows, they never are. Unless an absolute tolerance is given, nothing but zero
  /// itself is approximately zero.
  ///
  /// ```swift
  /// (q * r).isApproximatelyEqual(to: a)
  /// a.isApproximatelyEqual(to: b, relativeTolerance: 1e-12, norm: \.maximumMagnitude)
  /// ```
  ///
  /// - Parameters:
  ///   - other: The matrix to compare with.
  ///   - absoluteTolerance: How large the difference may be in any case.
  ///   - relativeTolerance: How large it may be against the larger of the two. By default the root
  ///     of the rounding unit: half the digits agree.
  ///   - norm: What measures the difference; the Frobenius norm by default.
  /// - Precondition: The tolerances are not negative.
  /// - Complexity: O(`count`).
  public func isApproximatelyEqual(
    to other: some MatrixProtocol<Scalar>, absoluteTolerance: Scalar = 0,
    relativeTolerance: Scalar = Scalar.ulpOfOne.squareRoot(),
    norm: (MatrixView<Scalar>) -> Scalar = \.frobeniusNorm
  ) -> Bool {
    require(
      absoluteTolerance >= 0 && relativeTolerance >= 0,
      "the tolerances \(absoluteTolerance) and \(relativeTolerance) are negative")
    guard rows == other.rows, columns == other.columns else { return false }
    if view == other.view { return true }
    let difference = norm((self - other).view)
    let scale = max(norm(view), norm(other.view))
    return difference.isFinite
      && difference <= max(absoluteTolerance, relativeTolerance * scale)
  }
}

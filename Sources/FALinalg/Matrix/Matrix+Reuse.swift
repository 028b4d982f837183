// How the decompositions take matrices over into storage that they hold.

extension Matrix {
  /// Makes this a matrix of zeros of the given shape, unless it has that shape: its entries then
  /// stay.
  mutating func resize(_ rows: Int, _ columns: Int) {
    if self.rows != rows || self.columns != columns { self = .zeros(rows, columns) }
  }

  /// Takes over the shape and the entries of a matrix.
  ///
  /// - Returns: The sum of their magnitudes, of which some may count twice, or the largest finite
  ///   number if that overflows.
  /// - Throws: `nonFinite`; the entries are then unspecified.
  @discardableResult
  @inline(__always)
  mutating func assignFinite(
    _ source: UnsafeMatrix<Scalar>
  ) throws(LinearAlgebraError) -> Scalar {
    unsafe resize(source.rows, source.columns)
    let sum = unsafe withUnsafeMutableElements { target in
      guard let entries = target.baseAddress else { return 0 as Scalar }
      return unsafe source.copySummed(to: entries)
    }
    if sum.isFinite { return sum }
    try checkFinite()
    return .greatestFiniteMagnitude
  }

  /// Takes over the shape and the entries of a matrix.
  ///
  /// - Throws: `nonFinite`; the entries are then unspecified.
  mutating func assignFinite(
    _ source: some MatrixProtocol<Scalar>
  ) throws(LinearAlgebraError) {
    try unsafe source._withUnsafeMatrix { (source) throws(LinearAlgebraError) in
      _ = try unsafe assignFinite(source)
    }
  }

  /// Takes over the order of a symmetric matrix and what is on and below its diagonal. Zeros above
  /// the diagonal stay zero.
  ///
  /// - Returns: The sum of the magnitudes of the entries, of which some may count twice, or the
  ///   largest finite number if that overflows.
  /// - Throws: `nonFinite`; the entries are then unspecified.
  @discardableResult
  @inline(__always)
  mutating func assignFiniteLowerTriangle(
    _ source: UnsafeMatrix<Scalar>
  ) throws(LinearAlgebraError) -> Scalar {
    unsafe resize(source.rows, source.rows)
    let sum = unsafe withUnsafeMutableElements { target in
      guard let entries = target.baseAddress else { return 0 as Scalar }
      return unsafe source.copyLowerTriangleSummed(to: entries)
    }
    if sum.isFinite { return sum }
    try checkLowerTriangleFinite()
    return .greatestFiniteMagnitude
  }
}

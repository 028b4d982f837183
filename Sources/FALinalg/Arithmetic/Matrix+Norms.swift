internal import CBLAS

extension MatrixProtocol {
  /// The Frobenius norm: the root of the sum of squared entries, without overflow or underflow
  /// along the way.
  ///
  /// It errs by at most (n / 2 + 2) units of rounding, n being the number of entries, or the
  /// smaller of that and 4,096 in single precision; typically by a few units.
  ///
  /// - Complexity: O(`count`), at the speed of a dot product; up to eight times slower where the
  ///   squares leave the range of the scalar.
  @inlinable
  public var frobeniusNorm: Scalar {
    unsafe _withUnsafeMatrix { unsafe FALinalg.frobeniusNorm(of: $0) }
  }

  /// The largest absolute row sum.
  ///
  /// - Complexity: O(`count`).
  public var infinityNorm: Scalar { transposed.oneNorm }

  /// The largest absolute column sum.
  ///
  /// - Complexity: O(`count`).
  public var oneNorm: Scalar {
    unsafe _withUnsafeMatrix { unsafe FALinalg.oneNorm(of: $0) }
  }

  /// The largest absolute entry.
  ///
  /// - Complexity: O(`count`).
  public var maximumMagnitude: Scalar {
    unsafe _withUnsafeMatrix { unsafe largestMagnitude(in: $0) }
  }

  /// The sum of the products of corresponding entries: the inner product that the Frobenius norm
  /// comes from.
  ///
  /// - Precondition: The shapes are equal.
  /// - Complexity: O(`count`).
  public func frobeniusInnerProduct(_ other: some MatrixProtocol<Scalar>) -> Scalar {
    require(
      rows == other.rows && columns == other.columns,
      "cannot multiply entry by entry \(rows) x \(columns) and \(other.rows) x \(other.columns)")
    return unsafe _withUnsafeMatrix { left in
      unsafe other._withUnsafeMatrix { right in
        guard let leftBase = unsafe left.base, let rightBase = unsafe right.base, !isEmpty
        else { return 0 }
        var sum: Scalar = 0
        for column in unsafe 0..<left.columns {
          let product = BLAS.calling(isLarge: unsafe left.rows > Threshold.serial.length) {
            unsafe blas_dot(
              Scalar.letter, blasInt(left.rows), leftBase + column * left.columnStride,
              blasInt(max(1, left.rowStride)), rightBase + column * right.columnStride,
              blasInt(max(1, right.rowStride)))
          }
          sum += Scalar(product)
        }
        return sum
      }
    }
  }

  /// Throws if an entry is NaN or infinite.
  ///
  /// - Throws: ``LinearAlgebraError/nonFinite(row:column:)`` with the first such entry in
  ///   column-major order.
  /// - Complexity: O(`count`).
  @inlinable
  public func checkFinite() throws(LinearAlgebraError) {
    try unsafe _withUnsafeMatrix { (matrix) throws(LinearAlgebraError) in
      try unsafe matrix.checkFinite()
    }
  }
}

extension UnsafeMatrix {
  /// Throws if an entry is NaN or infinite.
  @usableFromInline
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func checkFinite() throws(LinearAlgebraError) {
    if let (row, column) = unsafe firstNonFinite(in: self) {
      throw .nonFinite(row: row, column: column)
    }
  }
}

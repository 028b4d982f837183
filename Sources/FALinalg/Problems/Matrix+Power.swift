extension MatrixProtocol {
  /// The product of `exponent` copies of a square matrix, or of its inverse for a negative
  /// exponent; the identity for zero.
  ///
  /// Entries that leave the scalar's range become infinite or NaN.
  ///
  /// - Throws: `nonFinite`; `singular` for a negative exponent; `dimensionTooLarge`.
  /// - Complexity: O(n^3 log |exponent|), by repeated squaring.
  public func power(_ exponent: Int) throws(LinearAlgebraError) -> Matrix<Scalar> {
    checkSquare()
    try checkFinite()
    var result = Matrix<Scalar>.identity(rows)
    var square = exponent < 0 ? try inverse() : Matrix(self)
    var remaining = exponent.magnitude
    var isFirst = true
    while remaining > 0 {
      if !remaining.isMultiple(of: 2) {
        result = isFirst ? square : result * square
        isFirst = false
      }
      remaining /= 2
      if remaining > 0 { square = square * square }
    }
    return result
  }

  /// The Kronecker product: the block matrix of `self[i, j] * other`,
  /// `rows * other.rows` x `columns * other.columns`.
  ///
  /// - Complexity: O(the number of entries of the result).
  @inlinable
  public func kroneckerProduct(_ other: some MatrixProtocol<Scalar>) -> Matrix<Scalar> {
    let (right, p, q) = (Matrix<Scalar>(other), other.rows, other.columns)
    return Matrix(rows: rows * p, columns: columns * q) { row, column in
      self[row / p, column / q] * right[row % p, column % q]
    }
  }
}

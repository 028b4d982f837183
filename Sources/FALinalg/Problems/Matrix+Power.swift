extension MatrixProtocol {
  /// The product of `exponent` copies of a square matrix, or of its inverse for a negative
  /// exponent; the identity for zero.
  ///
  /// Entries that leave the scalar's range become infinite or NaN.
  ///
  /// - Throws: `nonFinite`; `singular` for a negative exponent; `dimensionTooLarge`.
  /// - Complexity: O(n^3 log |exponent|), by repeated squaring.
  @inlinable
  public func power(_ exponent: Int) throws(LinearAlgebraError) -> Matrix<Scalar> {
    checkSquare()
    try checkFinite()
    return FALinalg.power(
      exponent < 0 ? try inverse() : Matrix(self), exponent: exponent.magnitude)
  }

  /// The Kronecker product: the block matrix of `self[i, j] * other`,
  /// `rows * other.rows` x `columns * other.columns`.
  ///
  /// - Complexity: O(the number of entries of the result).
  @inlinable
  public func kroneckerProduct(_ other: some MatrixProtocol<Scalar>) -> Matrix<Scalar> {
    FALinalg.kroneckerProduct(view, Matrix(other))
  }
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func power<Scalar>(_ a: Matrix<Scalar>, exponent: UInt) -> Matrix<Scalar> {
  var (result, square, remaining) = (Matrix<Scalar>.identity(a.rows), a, exponent)
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

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func kroneckerProduct<Scalar>(
  _ left: MatrixView<Scalar>, _ right: Matrix<Scalar>
) -> Matrix<Scalar> {
  let (p, q) = (right.rows, right.columns)
  return unsafe Matrix(rows: left.rows * p, columns: left.columns * q) { result in
    guard var target = result.baseAddress else { return }
    unsafe right.storage.withUnsafeBufferPointer { right in
      for column in 0..<left.columns {
        for source in (0..<q).lazy.map({ $0 * p }) {
          for row in 0..<left.rows {
            let factor = left[row, column]
            for place in 0..<p { unsafe target[place] = factor * right[source + place] }
            unsafe target += p
          }
        }
      }
    }
  }
}

/// The exponent e for which 2^-e times a matrix with this largest magnitude is of order one; 0 if
/// the matrix is far enough from overflow and underflow as it is.
///
/// LAPACK and OpenBLAS take reciprocals of pivots and squares of entries, which near the ends of
/// the range overflow or vanish. Scaling by a power of two costs no accuracy.
func scalingExponent<Scalar: BLASScalar>(_ largestMagnitude: Scalar) -> Int {
  guard largestMagnitude > 0, largestMagnitude.isFinite else { return 0 }
  let exponent = Int(largestMagnitude.exponent)
  return exponent.magnitude <= Scalar.greatestFiniteMagnitude.exponent / 8 ? 0 : exponent
}

/// A number times a power of two, which may be out of the scalar's range itself.
func scaled<Scalar: BLASScalar>(_ number: Scalar, byPowerOfTwo exponent: Int) -> Scalar {
  let half = exponent / 2
  return number * Scalar(sign: .plus, exponent: Scalar.Exponent(half), significand: 1)
    * Scalar(sign: .plus, exponent: Scalar.Exponent(exponent - half), significand: 1)
}

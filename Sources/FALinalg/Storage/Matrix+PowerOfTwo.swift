/// Multiplies every entry by a power of two, which may be out of the scalar's range itself.
func scaleEntries<Scalar: BLASScalar>(
  of matrix: UnsafeMutableMatrix<Scalar>, byPowerOfTwo exponent: Int
) {
  func scale(_ part: Int) {
    unsafe scaleEntries(
      of: matrix, by: Scalar(sign: .plus, exponent: Scalar.Exponent(part), significand: 1))
  }
  scale(exponent / 2)
  scale(exponent - exponent / 2)
}

/// Scales the entries of a matrix that is to be decomposed up to order one if they are near
/// underflow. Never down, which could lose small pivots.
///
/// - Returns: The exponent e for which the entries now are 2^-e times what they were.
@inline(__always)
func scaleUp<Scalar: BLASScalar>(
  _ entries: UnsafeMutablePointer<Scalar>?, _ rows: Int, _ columns: Int, size: Scalar
) -> Int {
  let exponent = min(0, scalingExponent(size))
  if exponent != 0 {
    unsafe scaleEntries(
      of: UnsafeMutableMatrix(base: entries, rows: rows, columns: columns, columnStride: rows),
      byPowerOfTwo: -exponent)
  }
  return exponent
}

extension MutableMatrixProtocol where Self: ~Copyable & ~Escapable {
  /// Multiplies every entry by a power of two, which may be out of the scalar's range itself.
  mutating func scale(byPowerOfTwo exponent: Int) {
    guard exponent != 0 else { return }
    unsafe _withUnsafeMutableMatrix { unsafe scaleEntries(of: $0, byPowerOfTwo: exponent) }
  }
}

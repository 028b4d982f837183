/// A product of many numbers, kept as a significand and an exponent, so that only its final value
/// can overflow or underflow.
struct ScaledProduct<Scalar: BLASScalar> {
  private(set) var significand: Scalar = 1
  private(set) var exponent = 0

  init() {}

  /// The product of the entries on the diagonal.
  init(diagonalOf matrix: Matrix<Scalar>) {
    for index in 0..<min(matrix.rows, matrix.columns) { multiply(by: matrix[index, index]) }
  }

  mutating func multiply(by factor: Scalar) {
    // Most products are of moderate size, and to take exponents apart costs more than they do.
    let product = significand * factor
    let bound = Scalar(1 << 30)
    if product.magnitude < bound, product.magnitude * bound > 1 {
      significand = product
      return
    }
    let other = detachExponent(of: factor)
    significand = detachExponent(of: significand * other)
  }

  mutating func multiply(byPowerOfTwo power: Int) { exponent += power }

  private mutating func detachExponent(of number: Scalar) -> Scalar {
    guard number != 0, number.isFinite else { return number }
    exponent += Int(number.exponent)
    return Scalar(sign: number.sign, exponent: 0, significand: number.significand)
  }

  /// The product: infinite or zero where it leaves the scalar's range.
  var value: Scalar {
    Scalar(sign: .plus, exponent: Scalar.Exponent(exponent), significand: significand)
  }
}

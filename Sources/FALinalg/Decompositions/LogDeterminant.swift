/// A determinant as its sign and the logarithm of its magnitude, which neither overflows nor
/// underflows.
public struct LogDeterminant<Scalar: BLASScalar>: Hashable, Sendable {
  /// 1, -1, or 0 for a singular matrix.
  public var sign: Scalar
  /// The natural logarithm of the magnitude: minus infinity for a singular matrix.
  public var logMagnitude: Scalar

  /// The determinant with the given sign and logarithm.
  public init(sign: Scalar, logMagnitude: Scalar) {
    self.sign = sign
    self.logMagnitude = logMagnitude
  }
}

/// A product of many numbers, kept as a significand and an exponent, so that only its final value
/// can overflow or underflow.
struct ScaledProduct<Scalar: BLASScalar> {
  private var significand: Scalar = 1
  private var exponent = 0

  init() {}

  init(_ factors: some Sequence<Scalar>) {
    for factor in factors { multiply(by: factor) }
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

  var logDeterminant: LogDeterminant<Scalar> {
    let magnitude = logarithm(Double(significand.magnitude)) + Double(exponent) * logarithm(2.0)
    return LogDeterminant(
      sign: significand == 0 ? 0 : significand < 0 ? -1 : significand / significand.magnitude,
      logMagnitude: Scalar(magnitude))
  }
}

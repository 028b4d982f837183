/// A determinant as its sign and the logarithm of its magnitude, which neither overflows nor
/// underflows.
public struct LogDeterminant<Scalar: BLASScalar>: Hashable, Sendable {
  /// 1, -1, or 0 for a singular matrix.
  public let sign: Scalar
  /// The natural logarithm of the magnitude: minus infinity for a singular matrix.
  public let logMagnitude: Scalar
  /// The determinant itself: infinite or zero where it leaves the scalar's range.
  public let value: Scalar

  /// The determinant with the given sign and logarithm.
  public init(sign: Scalar, logMagnitude: Scalar) {
    self.sign = sign
    self.logMagnitude = logMagnitude
    value = sign * exponential(logMagnitude)
  }

  init(_ product: ScaledProduct<Scalar>) {
    let significand = product.significand
    sign = significand == 0 ? 0 : significand < 0 ? -1 : significand / significand.magnitude
    logMagnitude = Scalar(
      logarithm(Double(significand.magnitude)) + Double(product.exponent) * logarithm(2.0))
    value = product.value
  }
}

public import FALinalg
internal import Platform

/// How closely the readout Z points where the feedback C' does, as vectors of n r numbers.
public struct Alignment: Sendable, Equatable, Codable {
  /// <C', Z> / (||C||_F ||Z||_F), from -1 to 1.
  public let cosine: Double
  /// The sine of the angle between them: where that is small or nearly 180 degrees, the cosine does not
  /// know it.
  private let sine: Double
  /// The angle between C' and Z in degrees, from 0 (aligned) over 90 (unrelated) to 180.
  public var angleDegrees: Double { atan2(sine, cosine) * 180 / .pi }
  /// The angle between the lines along them, from 0 to 90 degrees, as Lillicrap et al. (2016) report it.
  public var lineAngleDegrees: Double { atan2(sine, abs(cosine)) * 180 / .pi }

  /// Compares C', n x r, with Z, n x r; nil if one of them is zero or not finite.
  public init?<Scalar>(
    feedbackTransposed: some MatrixProtocol<Scalar>, readout: some MatrixProtocol<Scalar>
  ) {
    self.init(
      feedbackTransposed: feedbackTransposed, norm: feedbackTransposed.frobeniusNorm,
      readout: readout)
  }

  /// The same where only a part of C' is at hand, but one that holds all of Z, and the norm of the
  /// whole.
  init?<Scalar>(
    feedbackTransposed: some MatrixProtocol<Scalar>, norm: Scalar,
    readout: some MatrixProtocol<Scalar>
  ) {
    let readoutNorm = readout.frobeniusNorm
    guard norm > 0, readoutNorm > 0, norm.isFinite, readoutNorm.isFinite else { return nil }
    // Each factor is divided by its norm first: the product of the norms may overflow.
    let along = (1 / readoutNorm) * readout
    var across = (1 / norm) * feedbackTransposed
    let squaredPart = Double(across.frobeniusInnerProduct(across))
    let inner = across.frobeniusInnerProduct(along)
    across.add(along, scaledBy: -inner)
    // What rounding leaves of an outside that is empty would be an angle of its root.
    let outside = 1 - squaredPart
    let isOutside = outside > 64 * Double(Scalar.ulpOfOne)
    let inside = Double(across.frobeniusNorm)
    cosine = min(1, max(-1, Double(inner)))
    sine = (inside * inside + (isOutside ? outside : 0)).squareRoot()
  }
}

public import FALinalg
internal import Platform

/// How closely the readout Z points where the feedback C' does, as vectors of n r numbers.
public struct Alignment: Sendable, Equatable, Codable {
  /// <C', Z> / (||C||_F ||Z||_F), from -1 to 1.
  public let cosine: Double
  /// The angle between C' and Z in degrees, from 0 (aligned) over 90 (unrelated) to 180.
  public var angleDegrees: Double { acos(cosine) * 180 / .pi }
  /// The angle between the lines along them, from 0 to 90 degrees, as Lillicrap et al. (2016) report it.
  public var lineAngleDegrees: Double { acos(abs(cosine)) * 180 / .pi }

  /// From a cosine that is known, but for rounding.
  init(cosine: Double) { self.cosine = min(1, max(-1, cosine)) }

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
    let inner = ((1 / norm) * feedbackTransposed)
      .frobeniusInnerProduct((1 / readoutNorm) * readout)
    self.init(cosine: Double(inner))
  }
}

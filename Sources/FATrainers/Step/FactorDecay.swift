import FALinalg

/// The shares of both factors that a step takes away, between 0 and 1.
public struct FactorDecay: Sendable, Equatable, Codable {
  /// That of Z.
  public let readout: Double
  /// That of W.
  public let hidden: Double
  /// Whether these are shares in units of the step size, so that a smaller step takes away less.
  public private(set) var isRate = false

  private enum CodingKeys: String, CodingKey { case readout, hidden }

  /// Creates the shares.
  public init(readout: Double = 0, hidden: Double = 0) {
    (self.readout, self.hidden) = (readout, hidden)
  }

  /// The decay of both factors that the penalty (lambda / 2) (||Z||_F^2 + ||W||_F^2) of the loss causes: a step eta takes
  /// away the share eta lambda.
  public init(penalty lambda: Double) {
    (readout, hidden) = (lambda, lambda)
    isRate = true
  }

  /// The shares that a step of the given size takes away.
  public func shares(stepSize: Double) -> FactorDecay {
    isRate ? FactorDecay(readout: stepSize * readout, hidden: stepSize * hidden) : self
  }
}

/// What a factor that decays moves by, in units of the step size: its direction less what the decay takes.
struct DecayedDirection<Scalar: BLASScalar>: Sendable {
  private var difference = Matrix<Scalar>.zeros(0, 0)

  /// How far the factor is from rest: ||D - rate F||_F / (||Y||_F norm + rate ||F||_F).
  ///
  /// Factors that fade for good never change their direction. They are at rest when nothing of them counts: the
  /// denominator is no less than what it is for factors of sqrt(ulp) times the size of a solution.
  ///
  /// - Parameter unit: What a direction of the size of ||Y||_F norm is here, where it is not that.
  /// - Complexity: O(n r). Allocates at the first call only.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func size(
    _ direction: Matrix<Scalar>, _ factor: Matrix<Scalar>, rate: Scalar, norm: Scalar,
    _ frobeniusNorm: Scalar, unit: Scalar = 1
  ) -> Scalar {
    // A schedule has come to steps of zero, and only the decay goes on.
    guard rate.isFinite else { return factor.frobeniusNorm == 0 ? 0 : 1 }
    if difference.isEmpty { difference = direction } else { difference.assign(direction) }
    difference.add(factor, scaledBy: -rate)
    let length = difference.frobeniusNorm
    let least = frobeniusNorm * (frobeniusNorm * Scalar.ulpOfOne).squareRoot()
    let whole = max(unit * frobeniusNorm * norm + rate * factor.frobeniusNorm, unit * least)
    return length == 0 ? 0 : length / whole
  }
}

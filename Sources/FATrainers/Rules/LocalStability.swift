public import FALinalg

/// How small deviations from a limit of a rule fade: by 1 - eta lambda a step, for each of its rates
/// lambda.
public struct LocalStability<Scalar: BLASScalar>: Sendable {
  /// The rates, in units of the inverse step size; they may be complex.
  public let rates: [Eigenvalue<Scalar>]

  /// Creates a description from the rates.
  public init(rates: [Eigenvalue<Scalar>]) { self.rates = rates }

  /// The step size below which all deviations fade: |1 - eta lambda| < 1 for every rate. Infinite
  /// where all rates are zero, zero where a deviation grows whatever the step.
  public var largestStableStep: Scalar {
    var smallest = Scalar.infinity
    for rate in rates where rate.magnitude > 0 {
      // 2 Re(lambda) / |lambda|^2, without squaring.
      smallest = min(smallest, max(0, 2 * (rate.real / rate.magnitude) / rate.magnitude))
    }
    return smallest
  }

  /// What is left of the slowest deviation after a step: the largest |1 - eta lambda|.
  public func contraction(stepSize: Scalar) -> Scalar {
    rates.map { rate in
      Eigenvalue(real: 1 - stepSize * rate.real, imaginary: stepSize * rate.imaginary).magnitude
    }.max() ?? 0
  }
}

/// All sums of one of `first` and one of `second`.
func sums<Scalar>(
  _ first: [Eigenvalue<Scalar>], _ second: [Eigenvalue<Scalar>]
) -> [Eigenvalue<Scalar>] {
  first.flatMap { a in
    second.map {
      Eigenvalue(real: a.real + $0.real, imaginary: a.imaginary + $0.imaginary)
    }
  }
}

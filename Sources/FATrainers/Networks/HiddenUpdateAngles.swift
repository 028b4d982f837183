public import FALinalg

/// The angles between what the feedback sends to the hidden units, C e, and what other rules would, on
/// average over examples with the errors e = t - Z W x.
///
/// They run from 0 to 90 degrees: arccos(|a'b| / (|a| |b|)).
///
/// Source: T. Lillicrap et al., "Random synaptic feedback weights support error backpropagation for
/// deep learning", Nature Communications 7 (2016).
public struct HiddenUpdateAngles: Sendable, Equatable {
  /// To gradient descent's Z'e.
  public let toGradientDegrees: Double
  /// To pseudo-backprop's Z^+ e; nil where the pseudo-inverse was not found.
  public let toPseudoBackpropDegrees: Double?

  /// Measures the angles; nil where no example has both updates.
  ///
  /// - Parameters:
  ///   - data: The examples.
  ///   - factors: Z, n x r, and W, r x m.
  ///   - feedback: C, r x n.
  /// - Complexity: O((n + m) r N).
  public init?<Scalar>(
    _ data: TrainingData<Scalar>, _ factors: Factors<Scalar>, feedback: Matrix<Scalar>
  ) {
    let errors = data.targets - factors.z * (factors.w * data.inputs)
    let own = feedback * errors
    guard let gradient = meanAngle(own, factors.z.transposed * errors) else { return nil }
    toGradientDegrees = gradient
    toPseudoBackpropDegrees = (try? factors.z.pseudoInverse()).flatMap {
      meanAngle(own, $0 * errors)
    }
  }
}

/// The mean over columns of the angle between the lines along them, in degrees; nil if there is no pair
/// of columns with a direction.
private func meanAngle<Scalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) -> Double? {
  var (sum, count) = (0.0, 0)
  for column in 0..<a.columns {
    guard let pair = Alignment(feedbackTransposed: a.column(column), readout: b.column(column))
    else { continue }
    sum += pair.lineAngleDegrees
    count += 1
  }
  return count == 0 ? nil : sum / Double(count)
}

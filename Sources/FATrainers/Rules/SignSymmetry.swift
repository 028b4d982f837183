public import FALinalg

/// A rule whose feedback has the signs of the readout's transpose, and magnitudes of its own:
/// C = |M| o sign(Z)', o the entrywise product.
///
/// Signs are taken entry by entry, so no change of coordinates carries the rule: it runs on the
/// target as it is. Where it ends is not known; with more than one column it need not be the
/// optimum.
///
/// Sources: Q. Liao, J. Leibo, T. Poggio, "How important is weight symmetry in backpropagation?",
/// AAAI 2016; T. Moskovitz, A. Litwin-Kumar, L. Abbott, "Feedback alignment in deep convolutional
/// networks", 2018.
public protocol SignSymmetryRule: LearnedFeedbackRule {
  /// ||M||_F at most, in units of the norm of the feedback matrix that is given.
  static var largestNorm: Double { get }

  /// Turns the transpose of the feedback matrix that is given into the magnitudes |M|', n x r.
  static func prepare<Scalar: BLASScalar>(magnitudes: inout Matrix<Scalar>)

  /// Draws new magnitudes for the present step, where the rule does so.
  static func redraw<Scalar: BLASScalar>(_ state: inout TrainingState<Scalar>)
}

extension SignSymmetryRule {
  /// ||C||_F.
  public static var largestNorm: Double { 1 }

  /// The magnitudes stay as they are.
  public static func redraw<Scalar>(_ state: inout TrainingState<Scalar>) {}

  /// Makes the magnitudes.
  public func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    var magnitudes = state.b
    Self.prepare(magnitudes: &magnitudes)
    state.readoutMemory = [magnitudes]
  }

  /// The bound of feedback alignment for the largest feedback that signs can make of M: its norm is
  /// ||M||_F at most, which bounds ||CY|| and ||CZ||.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    let norm = Target.Scalar(Self.largestNorm) * state.initialFeedbackNorm
    return stepSize(
      curvature: try feedbackCurvature(
        state, projectedNorm: norm * problem.spectralNormEstimate(),
        alignment: norm * spectralNorm(state.z)))
  }

  /// Makes C from the present signs; then dZ = E W', dV = E'C'.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) {
    Self.redraw(&state)
    let magnitudes = state.readoutMemory[0]
    storeSigned(magnitudes, signs: state.z, into: &state.b)
    state.evaluateBoth(problem, through: state.b)
  }
}

/// uSF: all magnitudes alike, C = s sign(Z)' with s the root mean square of the feedback given.
public struct UniformSignSymmetry: SignSymmetryRule {
  /// `sign-symmetry-u`.
  public static let signature = RuleSignature(
    "sign-symmetry-u", summary: "The signs of the readout's transpose, all of one magnitude.")

  /// Creates the rule; it has no parameters.
  public init(arguments: [Double]) {}

  /// The root mean square everywhere.
  public static func prepare<Scalar>(magnitudes: inout Matrix<Scalar>) {
    let count = Scalar(max(1, magnitudes.count))
    magnitudes.fill(with: magnitudes.frobeniusNorm / count.squareRoot())
  }
}

/// frSF: fixed random magnitudes, those of the feedback given: C = |C_0| o sign(Z)'.
public struct FixedSignSymmetry: SignSymmetryRule {
  /// `sign-symmetry-fr`.
  public static let signature = RuleSignature(
    "sign-symmetry-fr", summary: "The signs of the readout's transpose, with fixed magnitudes.")

  /// Creates the rule; it has no parameters.
  public init(arguments: [Double]) {}

  /// The magnitudes of the feedback.
  public static func prepare<Scalar>(magnitudes: inout Matrix<Scalar>) {
    magnitudes = magnitudes.map(\.magnitude)
  }
}

/// brSF: random magnitudes drawn anew at each step, uniform from 0 to sqrt(3) s, with s the root
/// mean square of the feedback given.
///
/// Step t takes the words of the generator Philox with key (seed, 0x62725346) and counter
/// (0, t, 0, 0), one for each entry in column-major order of C', so that a run is the same wherever
/// it is taken up again.
public struct RedrawnSignSymmetry: SignSymmetryRule {
  /// `sign-symmetry-br`.
  public static let signature = RuleSignature(
    "sign-symmetry-br",
    summary: "The signs of the readout's transpose, with magnitudes redrawn at each step.")

  /// Creates the rule; it has no parameters.
  public init(arguments: [Double]) {}

  /// sqrt(3) ||C||_F.
  public static var largestNorm: Double { 3.0.squareRoot() }

  /// The root mean square everywhere, until the first draw.
  public static func prepare<Scalar>(magnitudes: inout Matrix<Scalar>) {
    UniformSignSymmetry.prepare(magnitudes: &magnitudes)
  }

  /// Draws the magnitudes of the present step.
  public static func redraw<Scalar>(_ state: inout TrainingState<Scalar>) {
    let scale =
      Scalar(largestNorm) * state.initialFeedbackNorm / Scalar(max(1, state.b.count)).squareRoot()
    storeUniform(
      seed: state.seed, step: UInt64(state.step), scale: scale, into: &state.readoutMemory[0])
  }
}

/// Stores `magnitudes` with the signs of `signs`, zero where that is zero.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func storeSigned<Scalar: BLASScalar>(
  _ magnitudes: Matrix<Scalar>, signs: Matrix<Scalar>, into result: inout Matrix<Scalar>
) {
  result.assign(magnitudes)
  unsafe signs._withUnsafeMatrix { signs in
    unsafe result.withUnsafeMutableElements { result in
      for index in result.indices {
        let sign = unsafe signs.base.unsafelyUnwrapped[index]
        if sign < 0 {
          unsafe result[index].negate()
        } else if !(sign > 0) {
          unsafe result[index] = 0
        }
      }
    }
  }
}

@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func storeUniform<Scalar: BLASScalar>(
  seed: UInt64, step: UInt64, scale: Scalar, into result: inout Matrix<Scalar>
) {
  var words = Philox4x64(key: SIMD2(seed, 0x6272_5346), counter: SIMD4(0, step, 0, 0))
  unsafe result.withUnsafeMutableElements { result in
    for index in result.indices {
      unsafe result[index] = scale * Scalar(Double(words.next() >> 11) * 0x1p-53)
    }
  }
}

public import FALinalg

/// Adaptive feedback: the error goes back to the inputs by a fixed random matrix F (m x n), and from there through the
/// hidden layer itself: W <- W + eta W F E, as if the feedback were C = W F.
///
/// Since dW = W (F Y) - (W F Z) W, the row space of W is that of W_0 exp(t F Y) at every time of the flow, whatever Z
/// does. So it turns to the left eigenvectors of F Y by the real parts of their eigenvalues, and those of negative real
/// part are lost: with r = rank(Y), where ``FeedbackAlignment`` reaches zero, this rule need not (derivations of this
/// project). See ``AdaptiveLimit``. Where the r-th and the next eigenvalue are a conjugate pair, the row space turns for ever, and W grows until
/// the step is too long for it.
///
/// F has independent normal entries of variance 1/n from the stream "adaptive-feedback"; it takes as many numbers as the
/// target.
///
/// Sources: G. Dellaferrera, G. Kreiman, "Error-driven input modulation", ICML 2022 (PEPITA); R. Srinivasan, F. Mignacco,
/// M. Sorbaro, M. Refinetti, A. Cooper, G. Kreiman, G. Dellaferrera, "Forward learning with top-down feedback", ICLR 2024.
public struct AdaptiveFeedback: LearnedFeedbackRule {
  /// `adaptive-feedback`.
  public static let signature = RuleSignature(
    "adaptive-feedback",
    summary: "The error reaches the hidden layer through the inputs, by a fixed random matrix.")

  /// Creates the rule; it has no parameters.
  public init(arguments: [Double]) {}

  /// F, m x n.
  ///
  /// - Throws: `unsuited` if it would take more than half a gibibyte of numbers.
  static func projection<Scalar: BLASScalar>(
    _ rows: Int, _ columns: Int, seed: UInt64
  ) throws(FactorizationError) -> Matrix<Scalar> {
    guard rows * columns <= 1 << 26 else {
      throw .unsuited(
        rule: signature.name,
        reason:
          "needs a dense matrix of \(rows) x \(columns), which is too large: it is for targets of up to "
          + "\(1 << 26) entries")
    }
    return (1 / Scalar(columns).squareRoot())
      * (RandomStream(seed: seed, name: signature.name).normal(rows, columns) as Matrix<Scalar>)
  }

  /// W_0 F, whatever is given.
  public func feedback<Scalar>(
    from given: Matrix<Scalar>, start: Factors<Scalar>, seed: UInt64
  ) throws(FactorizationError) -> Matrix<Scalar> {
    start.w * (try Self.projection(start.w.columns, given.columns, seed: seed))
  }

  /// F.
  public func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    state.hiddenMemory = [try Self.projection(state.v.rows, state.z.rows, seed: state.seed)]
  }

  /// A sixteenth of the inverse of the curvature of gradient descent and what ||F|| adds to it, of s_1 and ||Z||^2 + ||W||^2:
  /// nothing keeps W at the size of a balanced solution, and in trials it grew to several times that.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    typealias Scalar = Target.Scalar
    // The largest singular value of a normal matrix is near the sum of the roots of its sides.
    let gain = 1 + (Scalar(state.v.rows) / Scalar(max(1, state.z.rows))).squareRoot()
    let (z, v) = (try spectralNorm(state.z), try spectralNorm(state.v))
    return try stepSize(
      curvature: 16
        * (gradientCurvature(problem, state)
          + gain * (2 * problem.spectralNormEstimate() + z * z + v * v)))
  }

  /// Y P with P on the r leading left eigenvectors of F Y, where as many have eigenvalues of positive real part.
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? {
    guard start.w.frobeniusNorm > 0 else { return nil }
    let limit = try AdaptiveLimit(
      of: problem, from: start.w,
      projection: Self.projection(problem.target.columns, problem.target.rows, seed: seed))
    return limit.dependsOnStart ? nil : limit.prediction
  }

  /// Moves both factors, and C with W.
  public func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    state.advanceFactors(by: stepSize)
    follow(&state)
  }

  /// C' = F'W'.
  public func follow<Scalar: BLASScalar>(_ state: inout TrainingState<Scalar>) {
    state.adaptFeedback()
  }
}

extension TrainingState {
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate mutating func adaptFeedback() {
    multiply(hiddenMemory[0].transposed, v, into: &b)
  }
}

public import FALinalg

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// FA*: the readout is solved exactly before each step of the hidden layer:
/// Z <- Y W'(WW')^-1, then W <- W + eta C E.
///
/// The rule is this project's reading of the variant in S. Garg, S. Vempala, "How and When Random
/// Feedback Works", AISTATS 2022. Where W has no full rank, the inverse is the pseudo-inverse.
public struct FeedbackAlignmentStar<Scalar: BLASScalar>: LearningRule {
  private var feedback = FeedbackDirection<Scalar>()
  private var cholesky = Cholesky<Scalar>(order: 0)
  private var svd = SVD<Scalar>(rows: 0, columns: 0)
  private var image = Matrix<Scalar>.zeros(0, 0)
  private var scaledVectors = Matrix<Scalar>.zeros(0, 0)

  /// Creates the rule.
  public init() {}

  /// `fa-star`.
  public var name: RuleName { .feedbackAlignmentStar }

  /// Yes: C.
  public var usesFeedback: Bool { true }

  /// Both: the feedback is fixed and the rule equivariant.
  public var reductions: Set<TrainingMethod> { [.feedback, .spectral] }

  /// WW': since E W' = 0, only its second-order term moves it (Mathematics.md: identity 3).
  public var conservationLaw: ConservationLaw? {
    ConservationLaw(readout: 0, hidden: 1, feedback: 0)
  }

  /// Computes C Y, which no step changes.
  public mutating func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Scalar>
  ) throws(FactorizationError) where Target.Scalar == Scalar {
    try feedback.prepare(problem, state, rule: name)
    cholesky = Cholesky(order: problem.rank)
    svd = SVD(rows: problem.target.columns, columns: problem.rank)
    // A reduced target may have fewer columns than the factors, and none if Y = 0.
    let count = min(problem.target.columns, problem.rank)
    image = .zeros(problem.target.rows, count)
    scaledVectors = .zeros(count, problem.rank)
    state.z = .zeros(problem.target.rows, problem.rank)
  }

  /// The step of feedback alignment from the same W.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Scalar>
  ) throws(FactorizationError) -> Scalar where Target.Scalar == Scalar {
    try feedback.automaticStepSize(state)
  }

  /// Solves Z, then dZ = E W' (zero but for rounding) and dV = E'C'.
  public mutating func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Scalar>
  ) throws(FactorizationError) where Target.Scalar == Scalar {
    problem.target.multiply(state.v.view, into: &state.dz)
    state.updateGram()
    if isWellConditioned(&state) {
      state.z.assign(state.dz)
      cholesky.solveRightInPlace(&state.z)
    } else {
      try solveByPseudoInverse(problem, &state)
    }
    state.finishReadoutDirection()
    feedback.evaluate(&state)
  }

  /// Moves W alone: Z is solved anew at the next evaluation.
  public func advance(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    state.v.add(state.dv, scaledBy: stepSize)
  }

  /// Decomposes WW' and says whether solving with it keeps two thirds of the digits.
  private mutating func isWellConditioned(_ state: inout TrainingState<Scalar>) -> Bool {
    guard (try? cholesky.factor(state.vv)) != nil else { return false }
    return cholesky.reciprocalCondition(workspace: &state.workspace)
      >= Scalar(cbrt(Double(Scalar.ulpOfOne)))
  }

  /// With V = P diag(s) T', the readout Y V (V'V)^+ is (Y P) diag(1/s) T', s above rounding. The
  /// condition of V is not squared on the way.
  private mutating func solveByPseudoInverse<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Scalar>
  ) throws(FactorizationError) where Target.Scalar == Scalar {
    do {
      try svd.factor(state.v, workspace: &state.workspace)
    } catch {
      throw .linearAlgebra(name: "W", error)
    }
    let values = svd.singularValues
    let largest = values.isEmpty ? 0 : values[0]
    let cutoff = Scalar(max(state.v.rows, state.v.columns)) * Scalar.ulpOfOne * largest
    scaledVectors.assign(svd.vTransposed)
    let (rows, columns) = (scaledVectors.rows, scaledVectors.columns)
    unsafe scaledVectors.withUnsafeMutableElements { vectors in
      for row in 0..<rows {
        let inverse = values[row] > cutoff ? 1 / values[row] : 0
        for column in 0..<columns { unsafe vectors[row + column * rows] *= inverse }
      }
    }
    problem.target.multiply(svd.u.view, into: &image)
    multiply(image, scaledVectors, into: &state.z)
  }
}

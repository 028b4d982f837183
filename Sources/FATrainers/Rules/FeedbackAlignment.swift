public import FALinalg

/// Feedback alignment: gradient descent with Z' in the update of W replaced by fixed random C:
/// Z <- Z + eta E W', W <- W + eta C E.
///
/// Source: T. Lillicrap, D. Cownden, D. Tweed, C. Akerman, "Random synaptic feedback weights
/// support error backpropagation for deep learning", Nature Communications 7 (2016).
public struct FeedbackAlignment<Scalar: BLASScalar>: LearningRule {
  private var feedback = FeedbackDirection<Scalar>()

  /// Creates the rule.
  public init() {}

  /// `fa`.
  public var name: RuleName { .feedbackAlignment }

  /// Yes: C.
  public var usesFeedback: Bool { true }

  /// Both: the feedback is fixed and the rule equivariant.
  public var reductions: Set<TrainingMethod> { [.feedback, .spectral] }

  /// The ledger of alignment: WW' - CZ - Z'C'.
  public var conservationLaw: ConservationLaw? {
    ConservationLaw(readout: 0, hidden: 1, feedback: -1)
  }

  /// Computes C Y, which no step changes.
  public mutating func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Scalar>
  ) throws(FactorizationError) where Target.Scalar == Scalar {
    try feedback.prepare(problem, state, rule: name)
  }

  /// 0.4 / ||CY||_2^(2/3) from small starts (MATH: "FA from zero start, solved exactly"), less
  /// from large ones.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Scalar>
  ) throws(FactorizationError) -> Scalar where Target.Scalar == Scalar {
    try feedback.automaticStepSize(state)
  }

  /// dZ = E W', dV = E'C'.
  public mutating func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Scalar>
  ) where Target.Scalar == Scalar {
    problem.target.multiply(state.v.view, into: &state.dz)
    state.updateGram()
    state.finishReadoutDirection()
    feedback.evaluate(&state)
  }
}

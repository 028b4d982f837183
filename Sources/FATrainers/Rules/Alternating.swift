public import FALinalg

/// Any rule that moves its factors in turn: the readout (and feedback that is learned) in even steps, the hidden layer in
/// odd ones, each along the direction at the factors as they are by then.
///
/// Two steps are a sweep. It rests where the other rule rests.
///
/// Source: R. Ward, T. Kolda, "Convergence of alternating gradient descent for matrix factorization", NeurIPS 2023, for
/// `alternating-gd`.
public struct Alternating<Base: LearningRule>: DerivedRule {
  /// `alternating-`.
  public static var derivation: RuleSignature {
    RuleSignature("alternating-", summary: "one factor at a time")
  }

  /// The rule whose steps are taken.
  public let base: Base

  /// Creates the rule from the arguments of the other.
  public init(arguments: [Double]) { base = Base(arguments: arguments) }

  /// Those of the other.
  public var arguments: [Double] { base.arguments }

  /// Prepares the other rule, and room for what stays in place, after its own matrices.
  public func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    try base.prepare(problem, &state)
    if feedbackUse == .learned { state.readoutMemory.append(.zeros(state.b.rows, state.b.columns)) }
    state.readoutMemory.append(.zeros(state.z.rows, state.z.columns))
    state.hiddenMemory.append(.zeros(state.v.rows, state.v.columns))
  }

  /// Takes the step of the other rule, and takes it back where it is not the turn.
  public func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    let decay = factorDecay.shares(stepSize: Double(stepSize))
    let isHiddenTurn = state.step % 2 == 1
    let keepsFeedback = feedbackUse == .learned
    state.keep(isHiddenTurn: isHiddenTurn, keepingFeedback: keepsFeedback)
    base.advance(&state, by: stepSize)
    state.takeBack(
      isHiddenTurn: isHiddenTurn, keepingFeedback: keepsFeedback,
      FactorDecay.restoring(isHiddenTurn ? decay.readout : decay.hidden))
    base.follow(&state)
  }
}

extension TrainingState {
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate mutating func keep(isHiddenTurn: Bool, keepingFeedback: Bool) {
    let (last, other) = (readoutMemory.count - 1, hiddenMemory.count - 1)
    if isHiddenTurn {
      readoutMemory[last].assign(z)
      if keepingFeedback { readoutMemory[last - 1].assign(b) }
    } else {
      hiddenMemory[other].assign(v)
    }
  }

  /// - Parameter restoring: What undoes the decay of the factor that stays.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate mutating func takeBack(
    isHiddenTurn: Bool, keepingFeedback: Bool, _ restoring: Scalar
  ) {
    let (last, other) = (readoutMemory.count - 1, hiddenMemory.count - 1)
    if isHiddenTurn {
      z.assign(readoutMemory[last])
      if restoring != 1 { z *= restoring }
      if keepingFeedback { b.assign(readoutMemory[last - 1]) }
    } else {
      v.assign(hiddenMemory[other])
      if restoring != 1 { v *= restoring }
    }
  }
}

public import FALinalg

/// Any rule with Nesterov's momentum: its steps are taken from a point ahead of the iterates,
/// X_{t+1} = A_t + step(A_t), A_{t+1} = X_{t+1} + beta (X_{t+1} - X_t), where X is Z, W and feedback that is learned.
///
/// The factors of a run are those of A, where the directions are evaluated; both sequences end at the same point, and that
/// is one where the other rule rests. In the long run a direction counts 1 / (1 - beta) times, so that the automatic
/// step is that of the other rule times 1 - beta; ``StepSize/best(gap:)`` finds the longer ones that a target allows.
///
/// Source: Y. Nesterov, "A method for solving the convex programming problem with convergence rate O(1/k^2)",
/// Soviet Mathematics Doklady 27 (1983), with constant beta.
public struct Nesterov<Base: LearningRule>: DerivedRule {
  /// `nesterov-`, BETA.
  public static var derivation: RuleSignature {
    RuleSignature(
      "nesterov-", parameters: [RuleParameter("beta", in: 0...0.999, default: 0.9)],
      summary: "with Nesterov's momentum")
  }

  /// The share of a move that is made again.
  public let beta: Double
  /// The rule whose steps are taken.
  public let base: Base

  /// Creates the rule from beta and the arguments of the other.
  public init(arguments: [Double]) {
    beta = arguments[0]
    base = Base(arguments: Array(arguments.dropFirst()))
  }

  /// beta and the arguments of the other.
  public var arguments: [Double] { [beta] + base.arguments }

  /// 1 / (1 - beta) times that of the other.
  public var directionWeight: Double? { base.directionWeight.map { $0 / (1 - beta) } }

  /// 1 - beta times that of the other.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    Target.Scalar(1 - beta) * (try base.automaticStepSize(problem, state))
  }

  /// Prepares the other rule, and room for the last moves, after its own matrices.
  public func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    try base.prepare(problem, &state)
    if feedbackUse == .learned { state.readoutMemory.append(.zeros(state.b.rows, state.b.columns)) }
    state.readoutMemory.append(.zeros(state.z.rows, state.z.columns))
    state.hiddenMemory.append(.zeros(state.v.rows, state.v.columns))
  }

  /// Takes the step of the other rule, decay included, and beta of the last move once more.
  public func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    let decay = factorDecay.shares(stepSize: Double(stepSize))
    let isLearned = feedbackUse == .learned
    state.leave(
      Scalar(beta), FactorDecay.restoring(decay.readout), FactorDecay.restoring(decay.hidden),
      movingFeedback: isLearned)
    base.advance(&state, by: stepSize)
    state.arrive(Scalar(beta), movingFeedback: isLearned)
    base.follow(&state)
  }
}

extension TrainingState {
  /// Stores beta times the last moves less the places that the factors are at, before their decay.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate mutating func leave(
    _ beta: Scalar, _ readout: Scalar, _ hidden: Scalar, movingFeedback: Bool
  ) {
    let (last, other) = (readoutMemory.count - 1, hiddenMemory.count - 1)
    readoutMemory[last] *= beta
    readoutMemory[last].add(z, scaledBy: -readout)
    hiddenMemory[other] *= beta
    hiddenMemory[other].add(v, scaledBy: -hidden)
    if movingFeedback {
      readoutMemory[last - 1] *= beta
      readoutMemory[last - 1].add(b, scaledBy: -1)
    }
  }

  /// Completes the moves, and makes beta of them once more.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate mutating func arrive(_ beta: Scalar, movingFeedback: Bool) {
    let (last, other) = (readoutMemory.count - 1, hiddenMemory.count - 1)
    readoutMemory[last].add(z, scaledBy: 1)
    z.add(readoutMemory[last], scaledBy: beta)
    hiddenMemory[other].add(v, scaledBy: 1)
    v.add(hiddenMemory[other], scaledBy: beta)
    if movingFeedback {
      readoutMemory[last - 1].add(b, scaledBy: 1)
      b.add(readoutMemory[last - 1], scaledBy: beta)
    }
  }
}

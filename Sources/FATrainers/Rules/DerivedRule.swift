public import FALinalg

/// A rule that takes the steps of another in a way of its own, and rests where that does.
///
/// It is written as the other rule with a word before its name, as `nesterov-fa`, and the parameters of both after it. All
/// that it does not say anew it has from the other: the feedback, the start, the limit and what carries it.
public protocol DerivedRule: LearningRule {
  /// The other rule.
  associatedtype Base: LearningRule

  /// The word before the other's name, with its dash, what is told besides, and in some words what it stands for.
  static var derivation: RuleSignature { get }
  /// The other rule.
  var base: Base { get }
}

extension DerivedRule {
  /// The name and the parameters of both.
  public static var signature: RuleSignature {
    RuleSignature(
      derivation.name + Base.signature.name,
      parameters: derivation.parameters + Base.signature.parameters,
      summary: "\(Base.signature.summary.dropLast()), \(derivation.summary).")
  }

  /// That of the other.
  public var feedbackUse: FeedbackUse { base.feedbackUse }

  /// Those of the other but for `modes`, which solves its steps and not these.
  public var reductions: Set<TrainingMethod> { base.reductions.subtracting([.modes]) }

  /// That of the other.
  public var directionWeight: Double? { base.directionWeight }

  /// That of the other.
  public var factorDecay: FactorDecay { base.factorDecay }

  /// That of the other.
  public func feedback<Scalar>(
    from given: Matrix<Scalar>, start: Factors<Scalar>, seed: UInt64
  ) throws(FactorizationError) -> Matrix<Scalar> {
    try base.feedback(from: given, start: start, seed: seed)
  }

  /// That of the other.
  public func start<Target: LinearOperator>(
    from drawn: Factors<Target.Scalar>, for problem: FactorizationProblem<Target>
  ) throws(FactorizationError) -> Factors<Target.Scalar> {
    try base.start(from: drawn, for: problem)
  }

  /// Those of the other.
  public func drawnMemory<Scalar>(
    rows: Int, seed: UInt64
  ) throws(FactorizationError) -> [Matrix<Scalar>] { try base.drawnMemory(rows: rows, seed: seed) }

  /// That of the other.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar { try base.automaticStepSize(problem, state) }

  /// Those of the other.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) { try base.evaluate(problem, &state) }

  /// As the other.
  public func follow<Scalar>(_ state: inout TrainingState<Scalar>) { base.follow(&state) }

  /// That of the other.
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? {
    try base.limit(
      on: problem, from: start, feedback: feedback, stepSize: stepSize, seed: seed)
  }
}

extension FactorDecay {
  /// What a factor has to be multiplied by to be as it was before a step took its share away; one for what has lost all.
  static func restoring<Scalar: BLASScalar>(_ share: Double) -> Scalar {
    share == 1 ? 1 : 1 / Scalar(1 - share)
  }
}

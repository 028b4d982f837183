public import FALinalg

/// How a step changes the factors.
///
/// A rule is a value: its parameters and nothing else. What it computes once for a run and what it carries from
/// step to step are in the ``TrainingState``. Nothing is taken for granted of a rule: which coordinates carry it,
/// what it conserves, where it ends and how its limits are stable is what it declares, and nothing otherwise. Most rules are put together from three parts:
/// how the readout moves (along E W', or to the exact solution), through which matrix X the error
/// reaches the hidden layer (dW = X E with X = Z', C or Z^+), and how the feedback C itself moves.
/// To add a rule, write one file like those beside this one and add its type to ``RuleCatalogue``.
public protocol LearningRule: Sendable {
  /// The rule's name, parameters and purpose.
  static var signature: RuleSignature { get }

  /// Creates the rule.
  ///
  /// - Parameter arguments: As many numbers as the signature has parameters, each in its range.
  init(arguments: [Double])

  /// The values of the parameters.
  var arguments: [Double] { get }

  /// What becomes of the feedback matrix C.
  var feedbackUse: FeedbackUse { get }

  /// The reduced coordinates in which the rule takes the same steps: see
  /// ``TrainingMethod`` for the sets that follow from a rule's symmetries.
  var reductions: Set<TrainingMethod> { get }

  /// How much of a direction enters the factors in the end, in units of the step size: the sum of its weights in
  /// this step and in all later ones, at most. 1 for a rule that moves along its directions and forgets them,
  /// 1 / (1 - beta) for momentum beta. Without it nobody knows how far a run in Krylov coordinates leaves
  /// its trajectory, and there are none for the rule.
  var directionWeight: Double? { get }

  /// The quantity that the flow of the rule conserves, if there is one.
  var conservationLaw: ConservationLaw? { get }

  /// The shares of Z and W that a step takes away besides moving along its directions.
  ///
  /// The step itself and the test of whether a run is at rest both follow from it: ``advance(_:by:)``
  /// must not take them away once more.
  var factorDecay: FactorDecay { get }

  /// The feedback matrix that the rule starts with, r x n, made from the one that it is given.
  ///
  /// - Parameters:
  ///   - given: C, r x n.
  ///   - start: Z_0 and W_0.
  ///   - seed: The seed of what the rule draws.
  /// - Throws: `linearAlgebra`.
  func feedback<Scalar: BLASScalar>(
    from given: Matrix<Scalar>, start: Factors<Scalar>, seed: UInt64
  ) throws(FactorizationError) -> Matrix<Scalar>

  /// The start that the rule is at its best from, made from the one that is drawn for all rules.
  ///
  /// A run begins where its caller says. This is for those who leave the choice open.
  ///
  /// - Throws: `linearAlgebra`.
  func start<Target: LinearOperator>(
    from drawn: Factors<Target.Scalar>, for problem: FactorizationProblem<Target>
  ) throws(FactorizationError) -> Factors<Target.Scalar>

  /// Draws matrices of the rule's own, of n rows each, for the target as it is. They belong to Z and follow the run into
  /// other coordinates: ``prepare(_:_:)`` finds them at the head of ``TrainingState/readoutMemory``.
  ///
  /// - Parameters:
  ///   - rows: n.
  ///   - seed: The seed of what the rule draws.
  /// - Throws: `linearAlgebra`.
  func drawnMemory<Scalar: BLASScalar>(
    rows: Int, seed: UInt64
  ) throws(FactorizationError) -> [Matrix<Scalar>]

  /// Computes what stays the same during a run, and makes the matrices of the rule's own as they are at its
  /// beginning: ``TrainingState/readoutMemory`` and those beside it.
  ///
  /// It is called again wherever a run goes on in other coordinates. What it computes from the target is kept
  /// then; the factors, the feedback and the rule's own matrices become what they were.
  ///
  /// - Throws: `linearAlgebra`.
  func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError)

  /// A step size that is safe from small starts, near the fastest, and careful from large ones.
  ///
  /// - Throws: `linearAlgebra`.
  func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar

  /// Computes the directions `dz` and `dv` at the present factors, and the norms that measure them.
  /// A rule that solves a factor exactly rather than step by step replaces that factor here.
  ///
  /// Products with the target go through the parts of ``TrainingState``, which record them. The direction of W is
  /// the error carried back, X E; what else moves a factor, as decay and momentum do, belongs to ``advance(_:by:)``.
  ///
  /// - Throws: `linearAlgebra`.
  func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError)

  /// Where the rule ends, known without training; nil where it is not known, or the start decides.
  ///
  /// - Parameters:
  ///   - problem: What is factored, with its optimum where that is known.
  ///   - start: Z_0 and W_0.
  ///   - feedback: C as the rule starts with it, r x n; nil for a rule without feedback.
  ///   - stepSize: That of every step; nil where it changes.
  ///   - seed: The seed of what the rule draws.
  /// - Throws: `linearAlgebra`.
  func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>?

  /// The rates at which deviations from a limit fade, or nil where they are not known.
  ///
  /// - Parameters:
  ///   - factors: The limit.
  ///   - feedback: C there, or nil.
  ///   - nextSingularValue: s_{r+1}, or nil if it is not known.
  /// - Throws: `linearAlgebra`.
  func localStability<Scalar: BLASScalar>(
    at factors: Factors<Scalar>, feedback: Matrix<Scalar>?, nextSingularValue: Scalar?
  ) throws(FactorizationError) -> LocalStability<Scalar>?

  /// Brings feedback that is a function of the factors up to date with them, where something else than the rule's own step has
  /// moved them.
  func follow<Scalar: BLASScalar>(_ state: inout TrainingState<Scalar>)

  /// Moves the factors by `stepSize` along the directions, and the feedback where it moves. The factors
  /// have lost their ``factorDecay`` already.
  func advance<Scalar: BLASScalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar)
}

extension LearningRule {
  /// The name and, where they are not the defaults, the parameters, as
  /// ``RuleCatalogue/rule(_:)`` reads them.
  public var name: String {
    let signature = Self.signature
    let count = arguments.indices.first { signature.completed(arguments.prefix($0)) == arguments }
    let values = zip(signature.parameters, arguments.prefix(count ?? arguments.count))
    return ([signature.name] + values.map { $0.text($1) }).joined(separator: ":")
  }

  /// Creates the rule with the default of each parameter.
  public init() {
    self.init(arguments: Self.signature.completed([]))
  }

  /// None: the rule needs no numbers.
  public var arguments: [Double] { [] }

  /// None: the rule runs on the target as it is.
  public var reductions: Set<TrainingMethod> { [] }

  /// Unknown.
  public var directionWeight: Double? { nil }

  /// None.
  public var conservationLaw: ConservationLaw? { nil }

  /// None.
  public var factorDecay: FactorDecay { FactorDecay() }

  /// The matrix as it is.
  public func feedback<Scalar>(
    from given: Matrix<Scalar>, start: Factors<Scalar>, seed: UInt64
  ) throws(FactorizationError) -> Matrix<Scalar> { given }

  /// The one that is drawn.
  public func start<Target: LinearOperator>(
    from drawn: Factors<Target.Scalar>, for problem: FactorizationProblem<Target>
  ) throws(FactorizationError) -> Factors<Target.Scalar> { drawn }

  /// None.
  public func drawnMemory<Scalar>(
    rows: Int, seed: UInt64
  ) throws(FactorizationError) -> [Matrix<Scalar>] { [] }

  /// Nothing.
  public func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {}

  /// Unknown.
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? { nil }

  /// Unknown.
  public func localStability<Scalar>(
    at factors: Factors<Scalar>, feedback: Matrix<Scalar>?, nextSingularValue: Scalar?
  ) throws(FactorizationError) -> LocalStability<Scalar>? { nil }

  /// Feedback stays as it is.
  public func follow<Scalar>(_ state: inout TrainingState<Scalar>) {}

  /// Moves both factors.
  public func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    state.advanceFactors(by: stepSize)
  }
}

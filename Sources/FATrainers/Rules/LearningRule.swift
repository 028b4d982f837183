public import FALinalg

/// How a step changes the factors.
///
/// A rule is a value that holds what it computes once for a run and the room that its steps need;
/// ``Trainer`` copies it for every run. To add a rule, write one file like those beside this one
/// and add one line to ``RuleName``.
public protocol LearningRule<Scalar>: Sendable {
  /// The type of the entries.
  associatedtype Scalar: BLASScalar

  /// The name by which users choose the rule.
  var name: RuleName { get }

  /// Whether the rule takes a feedback matrix C.
  var usesFeedback: Bool { get }

  /// The reduced coordinates in which the rule takes the same steps: `feedback` if its feedback
  /// stays fixed, `spectral` if orthogonal changes of coordinates carry it to itself.
  var reductions: Set<TrainingMethod> { get }

  /// The quantity that the flow of the rule conserves, if there is one.
  var conservationLaw: ConservationLaw? { get }

  /// Computes what stays the same during a run and makes room for the steps.
  ///
  /// - Throws: `missingFeedback`.
  mutating func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Scalar>
  ) throws(FactorizationError) where Target.Scalar == Scalar

  /// A step size that is safe from small starts, near the fastest, and careful from large ones.
  func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Scalar>
  ) throws(FactorizationError) -> Scalar where Target.Scalar == Scalar

  /// Computes the directions `dz` and `dv` (and V'V) at the present factors. A rule that solves a
  /// factor exactly rather than step by step replaces that factor here.
  ///
  /// - Throws: `linearAlgebra`.
  mutating func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Scalar>
  ) throws(FactorizationError) where Target.Scalar == Scalar

  /// Moves the factors by `stepSize` along the directions.
  func advance(_ state: inout TrainingState<Scalar>, by stepSize: Scalar)
}

extension LearningRule {
  /// Moves both factors.
  public func advance(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    state.z.add(state.dz, scaledBy: stepSize)
    state.v.add(state.dv, scaledBy: stepSize)
  }
}

/// The learning rules by the names that users choose them by.
public enum RuleName: String, Sendable, CaseIterable, Codable {
  /// Gradient descent.
  case gradientDescent = "gd"
  /// Feedback alignment.
  case feedbackAlignment = "fa"
  /// Feedback alignment with the readout solved exactly before each step.
  case feedbackAlignmentStar = "fa-star"

  /// The rule of this name.
  public func rule<Scalar: BLASScalar>(for _: Scalar.Type = Scalar.self) -> any LearningRule<Scalar>
  {
    switch self {
    case .gradientDescent: GradientDescent<Scalar>()
    case .feedbackAlignment: FeedbackAlignment<Scalar>()
    case .feedbackAlignmentStar: FeedbackAlignmentStar<Scalar>()
    }
  }
}

/// A claim that is put to the test: what is claimed and by whom, what would speak for or against it, and the
/// runs that decide.
///
/// ```swift
/// var setting = ExperimentSetting()
/// setting.scale = .quick
/// for experiment in ExperimentCatalogue.all {
///   print(experiment.name, try experiment.run(setting).verdict)
/// }
/// ```
public protocol Experiment: Sendable {
  /// A short name, in words joined by dashes.
  var name: String { get }
  /// Whose claim it is.
  var source: ClaimSource { get }
  /// What is claimed.
  var statement: String { get }
  /// What is measured, and from when on that counts as what: stated before any run.
  var criterion: String { get }
  /// Whether the claim can be put to a matrix of the user's.
  var takesInput: Bool { get }

  /// Runs the experiment.
  ///
  /// - Throws: ``FactorizationError``, with `interrupted` as its reason if the setting asked for an end.
  func run(_ setting: ExperimentSetting) throws(FactorizationError) -> ExperimentOutcome
}

/// Whose claim is tested.
public enum ClaimSource: Sendable, Equatable {
  /// That of S. Garg, S. Vempala, "How and When Random Feedback Works: A Case Study of Low-Rank Matrix
  /// Factorization", AISTATS 2022, as its abstract states it.
  case paper
  /// That of another publication.
  case other(String)
  /// A derivation of this project.
  case own
}

/// The experiments that can be chosen by name.
public enum ExperimentCatalogue {
  /// All of them, in the order in which they are shown. To add an experiment, add it here.
  public static let all: [any Experiment] = [
    GradientDescentOptimal(), FeedbackAlignmentFullRank(), AlignmentGrows(),
    FeedbackAlignmentStarIdentities(), Separation(), OrthogonalRepresentations(),
    IsotropicNetwork(), LillicrapLinear(), ClosedFormLimit(), InformedFeedback(),
    LearnedFeedback(), FeedbackRank(), SpeedLaw(), AdaptiveSeparation(), FeedbackChannels(),
  ]
}

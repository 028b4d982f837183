/// In which coordinates a run is computed. All give the same trajectory, to rounding.
public enum TrainingMethod: String, Sendable, Codable, CaseIterable {
  /// On the target as it is: the reference for the others, and the way for rules that none of them
  /// can carry.
  case dense
  /// As r scalar recursions: feedback alignment from zero, solved. See ``FeedbackModes``.
  case modes
  /// In the few directions that a rule with fixed feedback ever sees: at most 2 r of the rows' space
  /// and 3 r of the columns'. See ``Reduction/feedback(_:start:feedback:)``.
  case feedback
  /// In a block Krylov basis of the target, which grows until it carries the run: spectral coordinates for
  /// a target that is too large to decompose.
  case krylov
  /// In the singular vectors of the target, where it is diagonal. See
  /// ``Reduction/spectral(_:svd:start:feedback:)``.
  case spectral
}

extension TrainingMethod: WrittenChoice {
  /// The names of the methods.
  public static let usage = allCases.map(\.rawValue).joined(separator: ", ")

  /// Reads a method.
  public init(text: String) throws(ChoiceError) {
    guard let method = Self(rawValue: text) else {
      throw ChoiceError("'\(text)' is not a method: the methods are \(Self.usage)")
    }
    self = method
  }

  /// The name of the method, such as `krylov`.
  public var description: String { rawValue }
}

extension TrainingMethod {
  /// What a rule must be for the method to carry it.
  var requirement: String {
    switch self {
    case .dense: "nothing"
    case .modes: "a rule that updates both factors and leaves its feedback fixed"
    case .feedback: "a rule that uses only the products Y W' and C Y, with fixed C"
    case .spectral: "a rule that takes the same steps in all orthogonal coordinates"
    case .krylov:
      "a rule that takes the same steps in all orthogonal coordinates and declares its direction weight"
    }
  }
}

extension Set<TrainingMethod> {
  /// What carries a rule that orthogonal changes of coordinates carry to itself (Mathematics.md:
  /// "Equivariance").
  public static let equivariant: Self = [.krylov, .spectral]
  /// What carries such a rule if, besides, it sees of the target only Y W' and C Y with C fixed.
  public static let fixedFeedback: Self = equivariant.union([.feedback])
}

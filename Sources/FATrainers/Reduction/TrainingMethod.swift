/// In which coordinates a run is computed. All give the same trajectory, to rounding.
public enum TrainingMethod: String, Sendable, Codable, CaseIterable {
  /// On the target as it is: the reference for the others, and the way for rules that none of them
  /// can carry.
  case dense
  /// In the few directions that a rule with fixed feedback ever sees: at most 2 r of the rows' space
  /// and 3 r of the columns'. See ``Reduction/feedback(_:start:feedback:)``.
  case feedback
  /// In the singular vectors of the target, where it is diagonal. See
  /// ``Reduction/spectral(_:svd:start:feedback:)``.
  case spectral
}

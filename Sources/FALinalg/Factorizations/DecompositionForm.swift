/// How much of the orthogonal factors a decomposition holds.
public enum DecompositionForm: Sendable {
  /// As many vectors as the smaller dimension: all that is needed to multiply the factors out.
  case thin
  /// Complete orthogonal matrices, square.
  case full
}

/// What a rule does with the feedback matrix C.
public enum FeedbackUse: Sendable {
  /// It takes none.
  case none
  /// It keeps C as it is.
  case fixed
  /// It changes C during the run.
  case learned
}

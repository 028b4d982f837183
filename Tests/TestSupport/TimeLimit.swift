public import Testing

extension Trait where Self == TimeLimitTrait {
  /// Names a test that never ends.
  ///
  /// No measure of speed: all tests start at once, and the clock of each also runs while it waits for its turn, so the limit is longer than the whole suite takes on a slow machine.
  public static var mustEnd: Self { .timeLimit(.minutes(12)) }
}

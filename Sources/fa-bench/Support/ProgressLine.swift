import Foundation

/// One line on standard error that shows how far the work has come; nothing unless that is a
/// terminal on which a line can be drawn over.
struct ProgressLine {
  let isShown = Terminal.standardError.canRedraw
  private let clock = ContinuousClock()
  private var lastShown: ContinuousClock.Instant?

  /// Whether enough time has passed that eyes would see a change; counts as shown if so.
  mutating func isDue() -> Bool {
    guard isShown else { return false }
    let now = clock.now
    if let lastShown, now - lastShown < .milliseconds(100) { return false }
    lastShown = now
    return true
  }

  func draw(_ text: String, fraction: Double) {
    guard isShown else { return }
    let width = 24
    let done = Int(max(0, min(1, fraction)) * Double(width))
    let bar =
      String(repeating: "█", count: done) + String(repeating: "░", count: width - done)
    // A line that wrapped could not be drawn over.
    let line = "\(bar) \(text)".prefix(Terminal.standardError.columns - 1)
    try? Terminal.standardError.write("\r\u{1B}[K\(line)")
  }

  func clear() {
    if isShown { try? Terminal.standardError.write("\r\u{1B}[K") }
  }

  /// How much of the way from one value down to a goal is done, on a logarithmic scale; zero where
  /// there is none.
  static func fraction(from first: Double, to value: Double, goal: Double) -> Double {
    guard goal > 0, first > goal, first.isFinite, value > 0 else { return 0 }
    return min(1, log(first / value) / log(first / goal))
  }
}

import FALinalg
import FATrainers
import Foundation

/// One line on standard error that shows how far the present rule has come; nothing unless that is
/// a terminal on which a line can be drawn over.
struct ProgressLine<Scalar: BLASScalar> {
  private let stopping: StoppingCriterion<Scalar>
  private let isShown = Terminal.standardError.canRedraw
  private let clock = ContinuousClock()
  private var lastShown: ContinuousClock.Instant?
  private var firstStationarity: Double?
  private var rule: String?

  init(stopping: StoppingCriterion<Scalar>) {
    self.stopping = stopping
  }

  mutating func show(_ event: ComparisonEvent<Scalar>) {
    guard isShown else { return }
    switch event {
    case .decomposing:
      draw("optimum and limit", fraction: 0)
    case .training(let name, let step, let stationarity):
      if rule != name {
        rule = name
        firstStationarity = nil
      }
      let now = clock.now
      if let lastShown, now - lastShown < .milliseconds(100) { return }
      lastShown = now
      let value = Double(stationarity)
      let first = firstStationarity ?? value
      firstStationarity = first
      let text = "\(name)  step \(step)  stationarity \(Format.significant(value, 2))"
      draw(text, fraction: fraction(step: step, from: first, to: value))
    }
  }

  func clear() {
    if isShown { try? Terminal.standardError.write("\r\u{1B}[K") }
  }

  /// The nearer of the two ends: the tolerance, on a logarithmic scale, or the last step.
  private func fraction(step: Int, from first: Double, to value: Double) -> Double {
    let steps = Double(step) / Double(max(1, stopping.maxSteps))
    let tolerance = Double(stopping.tolerance)
    guard tolerance > 0, first > tolerance, value > 0 else { return steps }
    return max(steps, min(1, log(first / value) / log(first / tolerance)))
  }

  private func draw(_ text: String, fraction: Double) {
    let width = 24
    let done = max(0, min(width, Int(fraction * Double(width))))
    let bar =
      String(repeating: "█", count: done) + String(repeating: "░", count: width - done)
    // A line that wrapped could not be drawn over.
    let line = "\(bar) \(text)".prefix(Terminal.standardError.columns - 1)
    try? Terminal.standardError.write("\r\u{1B}[K\(line)")
  }
}

import FALinalg
import FATrainers

/// How far the present rule has come.
struct TrainingProgress<Scalar: BLASScalar> {
  private let stopping: StoppingCriterion<Scalar>
  private var line = ProgressLine()
  private var firstStationarity: Double?
  private var rule: String?

  init(stopping: StoppingCriterion<Scalar>) {
    self.stopping = stopping
  }

  mutating func show(_ event: ComparisonEvent<Scalar>) {
    switch event {
    case .decomposing:
      line.draw("optimum and limit", fraction: 0)
    case .training(let name, let step, let stationarity):
      if rule != name {
        rule = name
        firstStationarity = nil
      }
      guard line.isDue() else { return }
      let value = Double(stationarity)
      let first = firstStationarity ?? value
      firstStationarity = first
      let text = "\(name)  step \(step)  stationarity \(Format.significant(value, 2))"
      line.draw(text, fraction: fraction(step: step, from: first, to: value))
    }
  }

  func clear() { line.clear() }

  /// The nearer of the two ends: the tolerance or the last step.
  private func fraction(step: Int, from first: Double, to value: Double) -> Double {
    max(
      Double(step) / Double(max(1, stopping.maxSteps)),
      ProgressLine.fraction(from: first, to: value, goal: Double(stopping.tolerance)))
  }
}

import FALinalg

/// How far a truncated decomposition has come.
struct SVDProgress {
  /// Where the computation is known to end.
  private let goal: Double
  private var line = ProgressLine()
  private var firstAccuracy: Double?

  init(goal: ApproximationOptions.Goal, precision: ComputationOptions.Precision) {
    let unit = precision == .double ? Double.ulpOfOne : Double(Float.ulpOfOne)
    self.goal =
      switch goal {
      case .error: max(1e-10, 4 * unit)
      case .triplets: 8 * unit
      }
  }

  func begin() { line.draw("decomposing", fraction: 0) }

  mutating func show(_ progress: TruncatedSVDProgress) {
    guard line.isDue() else { return }
    guard let accuracy = progress.accuracy else {
      line.draw("pass \(progress.passes)", fraction: 0)
      return
    }
    let first = firstAccuracy ?? accuracy
    firstAccuracy = first
    line.draw(
      "pass \(progress.passes)  accuracy \(Format.significant(accuracy, 2))",
      fraction: ProgressLine.fraction(from: first, to: accuracy, goal: goal))
  }

  func clear() { line.clear() }
}

import FALinalg

/// How far a truncated decomposition has come.
struct SVDProgress {
  private var line = ProgressLine()
  private var firstAccuracy: Double?

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
      fraction: ProgressLine.fraction(from: first, to: accuracy, goal: progress.goal))
  }

  func clear() { line.clear() }
}

import FATrainers

/// How many cells are done, and how long the rest will take.
struct SweepProgress {
  private let total: Int
  private let before: Int
  private var done: Int
  private var diverged = 0
  private var line = ProgressLine()
  private let clock = ContinuousClock()
  private let beginning: ContinuousClock.Instant

  /// - Parameters:
  ///   - total: The number of cells of the grid.
  ///   - done: How many of them an earlier run has finished.
  init(total: Int, done: Int) {
    self.total = total
    before = done
    self.done = done
    beginning = clock.now
  }

  func begin() { line.draw("\(done) of \(total) cells", fraction: fraction) }

  mutating func show(_ result: SweepResult) {
    done += 1
    if result.status == .diverged { diverged += 1 }
    guard line.isDue() else { return }
    let perCell = (clock.now - beginning).seconds / Double(done - before)
    let left = Format.duration(perCell * Double(total - done))
    let divergence = diverged > 0 ? "  \(diverged) diverged" : ""
    line.draw("\(done) of \(total) cells\(divergence)  \(left) left", fraction: fraction)
  }

  func clear() { line.clear() }

  private var fraction: Double { Double(done) / Double(max(1, total)) }
}

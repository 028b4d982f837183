import FATrainers

/// How many cells are done, and how long the rest will take.
struct SweepProgress {
  private let total: Int
  private var done: Int
  private var diverged = 0
  private var forecast: SweepForecast
  private var line = ProgressLine()
  private let clock = ContinuousClock()
  private let beginning: ContinuousClock.Instant

  /// - Parameters:
  ///   - total: The number of cells of the grid.
  ///   - left: Those that an earlier run has not finished.
  ///   - jobs: How many are run at a time.
  init<Scalar>(total: Int, left: [SweepCell<Scalar>], jobs: Int) {
    self.total = total
    done = total - left.count
    forecast = SweepForecast(left, jobs: jobs)
    beginning = clock.now
  }

  func begin() { line.draw("\(done) of \(total) cells", fraction: fraction) }

  mutating func show(_ result: SweepResult) {
    done += 1
    if result.status == .diverged { diverged += 1 }
    forecast.learn(from: result)
    guard line.isDue() else { return }
    let left = forecast.secondsLeft(after: (clock.now - beginning).seconds)
      .map { "  \(Format.duration($0)) left" }
    let divergence = diverged > 0 ? "  \(diverged) diverged" : ""
    line.draw("\(done) of \(total) cells\(divergence)\(left ?? "")", fraction: fraction)
  }

  func clear() { line.clear() }

  private var fraction: Double { Double(done) / Double(max(1, total)) }
}

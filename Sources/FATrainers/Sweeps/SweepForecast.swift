internal import Platform

/// How long the rest of a sweep will take, learned from the cells that are finished.
///
/// How long a cell takes depends on its rule and its rank by orders of magnitude, and on its seed by little. Those of a kind
/// that was not seen are put between those of the same rule on the same matrix by their ranks, and beyond them by a power
/// of the rank.
/// Cells that are being run count as half done.
public struct SweepForecast: Sendable {
  /// What is alike in cells that take about as long.
  private struct Kind: Hashable {
    let setting: SweepSetting
    let rule: String
  }

  /// A sum of durations and their number.
  private struct Mean {
    var sum = 0.0
    var count = 0

    mutating func add(_ value: Double) {
      sum += value
      count += 1
    }

    var value: Double? { count == 0 ? nil : sum / Double(count) }
  }

  private var waiting: [Kind: Int] = [:]
  private var seen: [Kind: Mean] = [:]
  private let jobs: Int

  /// - Parameters:
  ///   - cells: The cells that are to be run.
  ///   - jobs: How many of them are run at a time.
  public init<Scalar>(_ cells: [SweepCell<Scalar>], jobs: Int) {
    self.jobs = jobs
    for cell in cells {
      waiting[Kind(setting: cell.setting, rule: cell.rule.name), default: 0] += 1
    }
  }

  /// Takes note of a result.
  public mutating func learn(from result: SweepResult) {
    learn(
      result.setting, rule: result.rule,
      seconds: (result.setupSeconds ?? 0) + (result.trainingSeconds ?? 0))
  }

  /// Takes note of how long a cell of a rule took.
  public mutating func learn(_ setting: SweepSetting, rule: String, seconds: Double) {
    let kind = Kind(setting: setting, rule: rule)
    waiting[kind, default: 1] -= 1
    seen[kind, default: Mean()].add(seconds)
  }

  /// The seconds that are left; nil while nothing is known.
  ///
  /// - Parameter elapsed: The seconds since the sweep began.
  public func secondsLeft(after elapsed: Double) -> Double? {
    let rates = Rates(
      seen.mapValues { $0.value ?? 0 }.map { ($0.key.setting, $0.key.rule, $0.value) })
    let done = seen.values.reduce(0) { $0 + $1.sum }
    var (left, squares, count) = (0.0, 0.0, 0)
    for (kind, number) in waiting where number > 0 {
      guard let each = seen[kind]?.value ?? rates.seconds(kind.setting, kind.rule) else {
        return nil
      }
      left += Double(number) * each
      squares += Double(number) * each * each
      count += number
    }
    guard count > 0 else { return 0 }
    guard left > 0 else { return nil }
    // The longer a cell takes, the likelier it is found running.
    let running = min(left, squares / left * Double(min(jobs, count)) / 2)
    guard done + running > 0 else { return nil }
    return max(0, left - running) * elapsed / (done + running)
  }
}

/// How long cells of a rule take, over the rank.
private struct Rates {
  private struct Course: Hashable {
    let target: String
    let rule: String
  }

  private var byTarget: [Course: [(rank: Int, seconds: Double)]] = [:]
  private var byRule: [String: [(rank: Int, seconds: Double)]] = [:]
  private var all: [Double] = []

  init(_ seen: [(setting: SweepSetting, rule: String, seconds: Double)]) {
    for (setting, rule, seconds) in seen {
      byTarget[Course(target: setting.target, rule: rule), default: []]
        .append((setting.rank, seconds))
      byRule[rule, default: []].append((setting.rank, seconds))
      all.append(seconds)
    }
  }

  func seconds(_ setting: SweepSetting, _ rule: String) -> Double? {
    let known = byTarget[Course(target: setting.target, rule: rule)] ?? byRule[rule]
    return known.map { Self.interpolated($0, at: setting.rank) }
      ?? (all.isEmpty ? nil : all.reduce(0, +) / Double(all.count))
  }

  /// Between the neighbours in rank, on logarithmic scales; beyond all of them by the power of the rank that fits them best,
  /// from 0 to 3 and nearer to 1 the closer their ranks are.
  private static func interpolated(
    _ known: [(rank: Int, seconds: Double)], at rank: Int
  ) -> Double {
    func mean(_ rank: Int) -> Double {
      let own = known.filter { $0.rank == rank }.map(\.seconds)
      return own.reduce(0, +) / Double(own.count)
    }
    let below = known.map(\.rank).filter { $0 <= rank }.max()
    let above = known.map(\.rank).filter { $0 >= rank }.min()
    guard let below, let above else {
      let points = Set(known.map(\.rank)).map { (x: log(Double($0)), y: log(max(mean($0), 1e-9))) }
      let x = points.reduce(0) { $0 + $1.x } / Double(points.count)
      let y = points.reduce(0) { $0 + $1.y } / Double(points.count)
      let spread = points.reduce(0.5) { $0 + ($1.x - x) * ($1.x - x) }
      let slope = points.reduce(0.5) { $0 + ($1.x - x) * ($1.y - y) } / spread
      return exp(y + min(3, max(0, slope)) * (log(Double(rank)) - x))
    }
    guard below < above else { return mean(rank) }
    let (low, high) = (mean(below), mean(above))
    guard low > 0, high > 0 else { return (low + high) / 2 }
    let share = log(Double(rank) / Double(below)) / log(Double(above) / Double(below))
    return exp(log(low) + share * (log(high) - log(low)))
  }
}

import FATrainers
import Foundation
import TestSupport
import Testing

/// What is left of a sweep, for durations that are known: no clock is looked at.
@Suite struct SweepForecastTests {
  private func grid(_ ranks: [Int], seeds: Int) -> SweepGrid<Double> {
    var grid = SweepGrid<Double>(
      targets: [.synthetic(40, 30, spectrum: .power(1), seed: 1)], ranks: ranks,
      rules: [GradientDescent(), FeedbackAlignment()])
    grid.seeds = (0..<UInt64(seeds)).map { $0 }
    return grid
  }

  /// Gradient descent takes a hundred times as long as feedback alignment, and both longer with the rank; seeds differ by
  /// factors up to 1.5.
  private func seconds(_ cell: SweepCell<Double>, _ generator: inout SeededGenerator) -> Double {
    let base = cell.rule.name == "gd" ? 0.3 : 0.003
    return base * pow(Double(cell.rank), 1.5) * Double.random(in: 0.67...1.5, using: &generator)
  }

  /// From a tenth of the work on, what is said to be left is within a factor of two of what is: with ten seeds. With
  /// one, single cells are all that is left for a large part of the time.
  @Test(arguments: [1, 2, 8])
  func withinAFactorOfTwo(_ jobs: Int) throws {
    let seeds = 10
    var generator = SeededGenerator(seed: 5)
    let cells = Sweep.mixed(grid(Array(1...20), seeds: seeds).cells)
    let durations = cells.map { seconds($0, &generator) }
    // Whoever is free takes the next cell.
    var free = Array(repeating: 0.0, count: jobs)
    var ends: [(time: Double, index: Int)] = []
    for (index, duration) in durations.enumerated() {
      let worker = try #require(free.indices.min { free[$0] < free[$1] })
      free[worker] += duration
      ends.append((free[worker], index))
    }
    ends.sort { $0.time < $1.time }
    let total = ends[ends.count - 1].time
    var forecast = SweepForecast(cells, jobs: jobs)
    #expect(forecast.secondsLeft(after: 0) == nil)
    for (time, index) in ends {
      let cell = cells[index]
      forecast.learn(cell.setting, rule: cell.rule.name, seconds: durations[index])
      let share = time / total
      // At the end single cells that are being run are all that is left.
      guard share >= 0.1, share <= 0.9 else { continue }
      let left = try #require(forecast.secondsLeft(after: time))
      let ratio = left / (total - time)
      #expect(ratio > 0.5 && ratio < 2, "\(jobs) jobs, at \(share): \(left), not \(total - time)")
    }
    #expect(forecast.secondsLeft(after: total) == 0)
  }

  /// Every beginning of the order has its share of each rank and each rule.
  @Test func beginningsAreLikeTheWhole() {
    let cells = grid(Array(1...20), seeds: 10).cells
    let mixed = Sweep.mixed(cells)
    #expect(Set(mixed.map(\.id)) == Set(cells.map(\.id)) && mixed.count == cells.count)
    let tenth = mixed.prefix(cells.count / 10)
    #expect(Set(tenth.map(\.rank)).count == 20)
    let descents = tenth.count { $0.rule.name == "gd" }
    #expect(abs(descents - tenth.count / 2) <= 2)
  }
}

import FALinalg
import Testing

/// When the next test of a growing basis comes.
@Suite struct ConvergenceScheduleTests {
  /// Before two tests there is no rate: a quarter of what there is.
  @Test(arguments: [(1, 1), (3, 1), (4, 1), (8, 2), (41, 10)])
  func firstGuess(_ blocks: Int, _ expected: Int) {
    var schedule = ConvergenceSchedule(goal: 1e-12)
    #expect(schedule.blocks(after: 1e-2, passes: 2 * blocks, blocks: blocks) == expected)
    #expect(schedule.expected == 0)
  }

  /// An accuracy that falls by ten with each block, from 1e-3 to 1e-5 in two of them, reaches 1e-12
  /// after seven more.
  @Test func extendsGeometrically() {
    var schedule = ConvergenceSchedule(goal: 0.99e-12)
    _ = schedule.blocks(after: 1e-3, passes: 20, blocks: 10)
    #expect(schedule.blocks(after: 1e-5, passes: 24, blocks: 20) == 7)
    #expect(schedule.expected == 7)
  }

  /// Never more than half of what there is, and at least one.
  @Test func isBounded() {
    var schedule = ConvergenceSchedule(goal: 1e-12)
    _ = schedule.blocks(after: 1e-1, passes: 20, blocks: 10)
    #expect(schedule.blocks(after: 0.99e-1, passes: 22, blocks: 11) == 5)
    #expect(schedule.expected > 1000)
    #expect(schedule.blocks(after: 1.1e-12, passes: 24, blocks: 12) == 1)
  }

  /// Where it falls no further, is met, or is not a number, there is no rate to go by.
  @Test(arguments: [2e-2, 1e-13, 0, .infinity, .nan])
  func withoutARate(_ accuracy: Double) {
    var schedule = ConvergenceSchedule(goal: 1e-12)
    _ = schedule.blocks(after: 1e-2, passes: 8, blocks: 4)
    #expect(schedule.blocks(after: accuracy, passes: 16, blocks: 8) == 2)
  }
}

internal import Platform

/// When to test a growing basis: a test costs the cube of its dimension, as much as several blocks.
///
/// The accuracy falls about geometrically from block to block, so that two tests tell when the goal
/// will be met.
package struct ConvergenceSchedule {
  /// The accuracy at which the growth ends.
  package let goal: Double
  /// How many blocks the last two tests say are still to be added; none before there are two.
  package private(set) var expected = 0
  private var last: (passes: Int, accuracy: Double)?

  /// A schedule without a test so far.
  package init(goal: Double) { self.goal = goal }

  /// How many blocks to add before the next test.
  ///
  /// - Parameters:
  ///   - accuracy: What a test has just found.
  ///   - passes: Those made so far, two for each block.
  ///   - blocks: How many the basis has. At most half as many are added, because the rate is often
  ///     higher than it seemed at first.
  package mutating func blocks(after accuracy: Double, passes: Int, blocks: Int) -> Int {
    defer { last = (passes, accuracy) }
    guard let last, accuracy > goal, accuracy < last.accuracy else { return max(1, blocks / 4) }
    let rate = 2 * log(last.accuracy / accuracy) / Double(passes - last.passes)
    expected = Int(min(log(accuracy / goal) / rate, 1e9))
    return max(1, min(expected, blocks / 2))
  }
}

import ArgumentParser
import CLoops

/// Measures what one core can do at most.
struct PeakCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peak",
    abstract: "Prints the operations per second of one core, on numbers in registers.")

  func run() {
    let clock = ContinuousClock()
    var (best, sum) = (0.0, 0.5)
    for _ in 0..<5 {
      var operations = 0.0
      let time = clock.measure { operations = multiply_and_add(10_000_000, &sum) }
      best = max(best, operations / (time / .seconds(1)))
    }
    print(best)
  }
}

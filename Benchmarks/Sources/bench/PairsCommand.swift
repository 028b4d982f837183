import ArgumentParser
import Cases
import FALinalg
import Foundation

struct PairsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pairs",
    abstract: "Times each case and the C call beneath it by turns, and prints their ratio.",
    discussion: """
      Both sides work on the same data and their results are compared first. A sample is as many \
      calls as fill two milliseconds; the side that goes first changes from one sample to the next. \
      The ratio is the median of the ratios within a pair of samples, and its interval the \
      distribution-free one from their order statistics, at a confidence of 95 %.
      """)

  @Flag(help: "Fewer samples, and nothing that takes long.")
  var quick = false

  @Flag(help: "Time the C side against itself: what a ratio of one looks like on this machine.")
  var control = false

  @Option(help: "Only cases whose name contains this.")
  var filter = ""

  @Option(help: "Threads of OpenBLAS.")
  var threads = BLAS.processorCount

  @Option(help: "Write the results to this file, as JSON.")
  var output: String?

  func run() throws {
    BLAS.threadCount = threads
    let effort = quick ? Effort.quick : .full
    print("| case | FALinalg | C | ratio | 95 % interval | without C's copy | C call |")
    print("|---|--:|--:|--:|--:|--:|---|")
    var results: [Measurement] = []
    for pair in Pair.all where filter.isEmpty || pair.name.contains(filter) {
      let result = try Measurement(of: pair, effort, isControl: control)
      print(result.row)
      fflush(nil)
      results.append(result)
    }
    guard let output else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(results).write(to: URL(filePath: output))
  }
}

import FALinalg
import Foundation
import TestSupport
import Testing

/// From a recording to a figure: what a newcomer does with a table of 200 neurons.
@Suite(.mustEnd) struct RecordingTests {
  /// 200 time series of 1000 samples, in columns of a text with a line of names, of which some are constant.
  private func recording(_ directory: TemporaryDirectory) throws -> String {
    let (neurons, samples) = (200, 1000)
    let signals = sampleMatrix(samples, 8, seed: 4)
    let weights = sampleMatrix(8, neurons, seed: 5)
    var rates = signals * weights
    let noise = sampleMatrix(samples, neurons, seed: 6)
    for neuron in 0..<neurons {
      for sample in 0..<samples {
        rates[sample, neuron] =
          neuron % 50 == 7 ? 3 : 10 + rates[sample, neuron] + 0.5 * noise[sample, neuron]
      }
    }
    let names = (0..<neurons).map { "neuron \($0)" }.joined(separator: ",")
    let lines = (0..<samples).map { sample in
      (0..<neurons).map { "\(Float(rates[sample, $0]))" }.joined(separator: ",")
    }
    return try directory.write(([names] + lines).joined(separator: "\n").utf8, as: "recording.csv")
  }

  @Test func toAFigure() async throws {
    let directory = try TemporaryDirectory()
    let input = try recording(directory)
    let (results, table, ranks) = (
      directory.file("r.jsonl"), directory.file("runs.csv"), directory.file("ranks.csv")
    )
    let outcome = try await FABench.run([
      "sweep", "--results", results, "--input", input, "--transpose", "--center", "rows", "--scale",
      "rows", "--ranks", "1..20", "--rules", "gd,fa", "--seeds", "0..9", "--stop",
      "gap:1e-3,limit:1e-4", "--export", "csv", "--output", table, "--by-rank", ranks,
    ])
    #expect(outcome.code == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("4 constant rows were not scaled"), "\(outcome.messages)")
    let lines = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 401)
    let fields = lines[0].split(separator: ",").count
    #expect(lines.dropFirst().allSatisfy { $0.contains(",converged,") })
    // The name of the matrix has commas, and is quoted as pandas expects it.
    #expect(lines[1].contains("\"\(input), transposed, rows centered, rows scaled\""))
    let byRank = try String(contentsOfFile: ranks, encoding: .utf8).split(separator: "\n")
    #expect(
      byRank.count == 21 && byRank[0].hasSuffix("rank,optimumError,gd,gd/optimum,fa,fa/optimum"))
    #expect(fields > 30)
    for line in byRank.dropFirst() {
      let numbers = line.split(separator: ",").suffix(5).compactMap { Double($0) }
      #expect(numbers.count == 5 && numbers[2] <= 1.001 && numbers[4] >= numbers[2])
    }
    guard PageStructure.hasGnuplot else { return }
    let figure = directory.file("ranks.pdf")
    let plot = try await FABench.run(["plot", results, "--size", "9x6cm", "--output", figure])
    #expect(plot.code == 0, "\(plot.messages)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: figure)).starts(with: Array("%PDF".utf8)))
  }
}

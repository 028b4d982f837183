import FALinalg
import FAMatrixIO
import FATrainers
import Foundation
import TestSupport
import Testing

/// From a recording to a figure, as one goes who does not know Swift; and on, with a rule of one's own.
@Suite(.mustEnd) struct RecordingToFigureTests {
  /// Times in rows and 1000 neurons in columns, three of which were silent, under a line of names: six patterns,
  /// and noise.
  private static func recording() throws -> String {
    let stream = RandomStream(seed: 1, name: "recording")
    let patterns: Matrix<Double> = try stream.matrix(
      200, 1000, singularValues: (1...6).map { 400 / Double($0) } + Array(repeating: 4, count: 194))
    let names = (0..<1000).map { "neuron \($0)" }.joined(separator: ",")
    let lines = (0..<200).map { row in
      (0..<1000).map { column in
        column % 400 == 7 ? "2.5" : "\(patterns[row, column] + Double(column % 10))"
      }.joined(separator: ",")
    }
    return ([names] + lines).joined(separator: "\n") + "\n"
  }

  @Test func whole() async throws {
    let directory = try TemporaryDirectory()
    let csv = directory.file("recording.csv")
    try Self.recording().write(toFile: csv, atomically: true, encoding: .utf8)
    let preparation = ["--input", csv, "--center", "columns", "--scale", "columns"]

    let (table, picture) = (directory.file("table.csv"), directory.file("figure.pdf"))
    let sweep = try await SweepCommandTests.sweep(
      directory,
      preparation + [
        "--ranks", "1..20", "--rules", "gd,fa", "--seeds", "0-9", "--stop", "gap:1e-3",
        "--by-rank", table,
      ])
    #expect(sweep.messages.contains("3 constant columns were not scaled"), "\(sweep.messages)")
    let results = try SweepCommandTests.rows(directory)
    #expect(results.count == 400 && results.allSatisfy { $0["status"].text == "converged" })

    // Of medians over seeds, gradient descent is where it was to stop, and feedback alignment is no better than the best.
    let lines = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    // The name of the target, which says how it was prepared, has commas.
    #expect(lines.count == 21)
    for line in lines.dropFirst() {
      let (gd, fa) = (Double(line[line.count - 3]), Double(line[line.count - 1]))
      #expect(gd.map { (1...1.001).contains($0) } ?? false && fa.map { $0 >= 1 } ?? false)
    }

    if PageStructure.hasGnuplot {
      let plot = try await FABench.run(["plot", directory.file("r.jsonl"), "--output", picture])
      #expect(plot.code == 0, "\(plot.messages)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: picture)).starts(with: "%PDF".utf8))
    }
    try await ownRule(directory, preparation)
  }

  /// The rule of Examples/Rule from the files of a run, on the prepared recording: it ends where feedback alignment does.
  private func ownRule(_ directory: TemporaryDirectory, _ preparation: [String]) async throws {
    let (target, factors) = (directory.file("Y.npy"), directory.file("factors"))
    let compare = try await FABench.run(
      ["compare", "--rank", "4", "--rules", "fa"] + preparation + [
        "--save-target", target, "--save-factors", factors, "--format", "json",
      ])
    #expect(compare.code == 0, "\(compare.messages)")
    let y: Matrix<Double> = try MatrixFile.read(target)
    let problem = try FactorizationProblem(target: y, rank: 4)
    let run = try Trainer(problem).train(
      MomentumAlignment(arguments: [0.9]),
      from: Factors(
        z: MatrixFile.read(factors + "/Z0.npy"), w: MatrixFile.read(factors + "/W0.npy")),
      feedback: MatrixFile.read(factors + "/C.npy"))
    #expect(run.status == .converged)
    let limit = try compare.json["feedbackLimit"]["error"].number
    #expect(agree(limit, run.error, 1e-6))
  }
}

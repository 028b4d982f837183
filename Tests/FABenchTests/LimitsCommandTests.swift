import FALinalg
import FATrainers
import Foundation
import TestSupport
import Testing

/// `fa-bench limits`.
@Suite(.mustEnd) struct LimitsCommandTests {
  static let command = ["limits", "--synthetic", "30x20", "--spectrum", "power:1"]

  @Test func everyKeyAndType() async throws {
    let result = try await FABench.result(
      Self.command + ["--ranks", "1,3-4,20", "--draws", "200", "--seed", "5"])
    #expect(
      result.keys == [
        "schema", "environment", "settings", "problem", "draws", "ranks", "seconds",
      ])
    #expect(
      result["settings"]
        == .object([
          "seed": .number(5), "precision": .text("double"), "threads": .null, "reading": .null,
          "preparation": .null,
        ]))
    #expect(result["schema"].text == "fa-bench.limits/1" && result["draws"].number == 200)
    let problem = result["problem"]
    #expect(
      problem.keys == ["rows", "columns", "source", "frobeniusNorm", "streaming", "numericalRank"])
    #expect(problem["numericalRank"].number == 20)
    let values = (1...20).map { 1 / Double($0) }
    let expected = try FeedbackLimitDistribution(
      singularValues: values, ranks: [1, 3, 4, 20], draws: 200, seed: 5)
    let ranks = result["ranks"].elements
    #expect(ranks.map(\.["rank"].number) == [1, 3, 4, 20])
    for (rank, exact) in zip(ranks, expected.ranks) {
      #expect(
        rank.keys == [
          "rank", "optimum", "mean", "standardError", "meanInterval", "minimum", "quantile05",
          "quantile25", "median", "quantile75", "quantile95", "maximum", "percentiles",
          "medianRatioToOptimum",
          "expectationBound", "medianBound",
        ])
      #expect(rank["optimum"].number == exact.optimum)
      #expect(rank["median"].number == exact.errors.median)
      #expect(rank["quantile95"].number == exact.errors.quantile(0.95))
      #expect(
        rank["percentiles"].elements.map(\.number)
          == (0...100).map { exact.errors.quantile(Double($0) / 100) })
      #expect(rank["medianBound"].number == exact.bounds.median)
    }
    #expect(ranks[0]["expectationBound"] == .null && ranks[1]["expectationBound"].number > 0)
    #expect(ranks[3]["medianRatioToOptimum"] == .null && ranks[3]["median"].number == 0)
  }

  /// A matrix from a file has the law of its singular values.
  @Test(arguments: ["double", "single"])
  func matrixFromAFile(_ precision: String) async throws {
    let directory = try TemporaryDirectory()
    let matrix: Matrix<Double> = try RandomStream(seed: 1, name: "test").matrix(
      30, 20, singularValues: (1...20).map { 1 / Double($0) })
    let options = ["--ranks", "3", "--draws", "50", "--precision", precision]
    let file = try await FABench.result(
      ["limits", "--input", directory.write(matrix, as: "Y.npy")] + options)
    let spectrum = try await FABench.result(Self.command + options)
    let tolerance = precision == "double" ? 1e-12 : 1e-5
    #expect(
      agree(file["ranks"][0]["mean"].number, spectrum["ranks"][0]["mean"].number, tolerance))
    let sparse = try await FABench.result(
      [
        "limits", "--input",
        Bundle.module.bundleURL.appendingPathComponent("Fixtures/sparse.mtx").path, "--ranks", "2",
        "--draws", "20",
      ])
    #expect(sparse["ranks"][0]["median"].number > sparse["ranks"][0]["optimum"].number)
  }

  @Test func threadsMakeNoDifference() async throws {
    let options = ["--ranks", "2,5", "--draws", "300", "--format", "csv", "--threads"]
    let outcomes = [
      try await FABench.run(Self.command + options + ["1"]),
      try await FABench.run(Self.command + options + ["3"]),
    ]
    #expect(outcomes[0].code == 0 && outcomes[0].output == outcomes[1].output)
    let rows = outcomes[0].output.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(rows.count == 3 && rows[0].first == "rank" && rows[1].count == rows[0].count)
  }

  @Test func tableFits80Columns() async throws {
    let directory = try TemporaryDirectory()
    let name = String(repeating: "a-long-name-", count: 12) + "\u{1B}[31m.npy"
    let file = try directory.write(sampleMatrix(60, 30).map { $0 * 1e-150 }, as: name)
    let outcome = try await FABench.run(
      ["limits", "--input", file, "--ranks", "1-29", "--draws", "30"])
    #expect(outcome.code == 0 && outcome.messages.isEmpty && !outcome.output.contains("\u{1B}"))
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count > 29)
    for line in lines { #expect(line.count <= 80, "\(line)") }
  }

  @Test(arguments: [
    ([], "give the ranks", 64 as Int32),
    (["--ranks", "21"], "rank 21 does not fit a 30 x 20", 64),
    (["--ranks", "0"], "--ranks must be 1 or more", 64),
    (["--ranks", "a"], "'a' is neither a whole number nor a range", 64),
    (["--ranks", "1", "--draws", "0"], "--draws must be", 64),
    (["--ranks", "1", "--output", "/nowhere/x"], "cannot write", 73),
  ])
  func badOptions(_ options: [String], _ message: String, _ code: Int32) async throws {
    let outcome = try await FABench.run(Self.command + options)
    #expect(outcome.code == code && outcome.output.isEmpty)
    #expect(outcome.messages.contains(message), "\(outcome.messages)")
  }

  @Test func interrupted() async throws {
    let terminal = try PseudoTerminal(columns: 80)
    let outcome = try await FABench.run(
      Self.command + ["--ranks", "1-19", "--draws", "1000000"], messages: terminal.handle
    ) { process in
      try terminal.wait(for: " draws")
      kill(process.processIdentifier, SIGINT)
    }
    #expect(outcome.code == 130 && outcome.output.isEmpty)
  }

  /// Singular values whose squares leave the range have a spread all the same; a norm that leaves it ends the
  /// command, rather than figures that are none.
  @Test func range() async throws {
    let wide = try await FABench.result(
      ["limits", "--synthetic", "9x9", "--spectrum", "values:3e180,2e180,1e180", "--ranks", "1"])
    let plain = try await FABench.result(
      ["limits", "--synthetic", "9x9", "--spectrum", "values:3,2,1", "--ranks", "1"])
    for key in ["mean", "standardError", "median", "medianBound"] {
      let (found, expected) = (wide["ranks"][0][key].number, plain["ranks"][0][key].number)
      #expect(agree(found / 1e180, expected, 1e-12), "\(key)")
    }
    for precision in ["double", "single"] {
      let values = Array(repeating: "1.7e308", count: 3).joined(separator: ",")
      let outcome = try await FABench.run([
        "limits", "--synthetic", "9x9", "--spectrum", "values:" + values, "--ranks", "1",
        "--precision", precision,
      ])
      #expect(outcome.code == 65 && outcome.output.isEmpty)
      #expect(outcome.messages.contains("exceeds the range"))
    }
  }
}

import FALinalg
import Foundation
import TestSupport
import Testing

/// `fa-bench sweep`: the grid, the file of results, and what is printed.
@Suite(.mustEnd) struct SweepCommandTests {
  static let matrix = ["--synthetic", "12x9", "--spectrum", "power:1"]

  /// Runs a sweep into a file of results.
  static func sweep(
    _ directory: TemporaryDirectory, _ arguments: [String], code: Int32 = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> FABench.Outcome {
    let outcome = try await FABench.run(
      ["sweep", "--results", directory.file("r.jsonl")] + arguments)
    #expect(outcome.code == code, "\(outcome.messages)", sourceLocation: sourceLocation)
    return outcome
  }

  /// The lines of a file of results, each of which must be whole.
  static func rows(_ directory: TemporaryDirectory) throws -> [JSONValue] {
    let text = try String(contentsOfFile: directory.file("r.jsonl"), encoding: .utf8)
    #expect(text.isEmpty || text.hasSuffix("\n"))
    return try text.split(separator: "\n").map {
      try JSONDecoder().decode(JSONValue.self, from: Data($0.utf8))
    }
  }

  @Test func everyKeyOfARow() async throws {
    let directory = try TemporaryDirectory()
    _ = try await Self.sweep(
      directory, Self.matrix + ["--ranks", "2", "--rules", "gd,fa", "--seeds", "3"])
    let rows = try Self.rows(directory)
    #expect(Set(rows.map(\.["rule"].text)) == ["gd", "fa"])
    for row in rows {
      #expect(
        row.keys == [
          "schema", "version", "blas", "blasCore", "cell", "target", "rows", "columns", "rank",
          "rule", "seed", "start", "initialScale", "feedbackLaw", "feedbackScale",
          "requestedStepSize", "schedule", "maxSteps", "tolerance", "stop", "requestedMethod",
          "precision", "status", "stoppedBy", "message", "method", "stepSize", "steps", "error",
          "relativeError",
          "ratioToOptimum", "ratioToLimit", "optimumError", "limitError", "alignmentCosine",
          "alignmentAngleDegrees", "conservationDrift", "largestAngleToOptimumDegrees",
          "setupSeconds", "trainingSeconds", "predictedFormula", "predictedError",
          "distanceToPrediction",
        ])
      #expect(row["schema"].text == "fa-bench.sweep/1" && row["status"].text == "converged")
      #expect(row["target"].text == "synthetic 12x9 power:1.0, seed 0")
      #expect(row["cell"].text?.count == 32 && row["seed"].number == 3)
      let isGD = row["rule"].text == "gd"
      #expect((row["limitError"] == .null) == isGD && (row["feedbackLaw"] == .null) == isGD)
      #expect(row["predictedError"].number > 0 && row["distanceToPrediction"].number < 1e-6)
      #expect(isGD ? row["ratioToOptimum"].number < 1 + 1e-9 : row["ratioToOptimum"].number > 1)
    }
  }

  /// The same run as `compare` makes of the same choices.
  @Test func agreesWithCompare() async throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(sampleMatrix(14, 10), as: "Y.npy")
    _ = try await Self.sweep(
      directory,
      [
        "--input", file, "--ranks", "3", "--rules", "fa,fa-star", "--seeds", "5", "--max-steps",
        "70",
      ])
    let compared = try await FABench.result(
      ["--input", file, "--rank", "3", "--rules", "fa,fa-star", "--seed", "5", "--max-steps", "70"])
    for row in try Self.rows(directory) {
      let run = try #require(compared["runs"].elements.first { $0["rule"] == row["rule"] })
      for key in ["error", "steps", "status", "stepSize", "ratioToLimit", "method"] {
        #expect(row[key] == run[key], "\(key)")
      }
      #expect(row["optimumError"] == compared["optimum"]["error"])
      #expect(row["limitError"] == compared["feedbackLimit"]["error"])
    }
  }

  @Test func nothingIsRepeated() async throws {
    let directory = try TemporaryDirectory()
    let grid = Self.matrix + ["--ranks", "2", "--rules", "gd,fa", "--seeds", "0-3"]
    let first = try await Self.sweep(directory, grid)
    let rows = try Self.rows(directory)
    #expect(rows.count == 8)
    let second = try await Self.sweep(directory, grid)
    #expect(second.output == first.output && second.messages.isEmpty)
    #expect(try Self.rows(directory) == rows)
    // A larger grid adds what is missing, after what was there.
    _ = try await Self.sweep(directory, Self.matrix + ["--ranks", "2,3", "--seeds", "0-3"])
    #expect(try Self.rows(directory).count == 24)
    #expect(try Array(Self.rows(directory).prefix(8)) == rows)
    // Other settings are other cells; so is a file with other contents, under whatever name.
    _ = try await Self.sweep(directory, grid + ["--max-steps", "5"])
    #expect(try Self.rows(directory).count == 32)
  }

  @Test func aChangedMatrixIsAnother() async throws {
    let directory = try TemporaryDirectory()
    let grid = ["--ranks", "1", "--rules", "fa"]
    let file = try directory.write(sampleMatrix(5, 4), as: "Y.npy")
    let renamed = try directory.write(sampleMatrix(5, 4), as: "same.npy")
    for (name, count) in [(file, 1), (renamed, 1)] {
      _ = try await Self.sweep(directory, ["--input", name] + grid)
      #expect(try Self.rows(directory).count == count)
    }
    _ = try directory.write(sampleMatrix(5, 4, seed: 2), as: "Y.npy")
    _ = try await Self.sweep(directory, ["--input", file] + grid)
    #expect(try Self.rows(directory).count == 2)
  }

  /// Everything that the flags say, a file can say, and a flag overrides it.
  @Test func gridFromAFile() async throws {
    let yaml = """
      # A grid
      synthetic: 12x9
      spectrum: [power:1, "exponential:0.5"]
      ranks: [1, 2-3]
      rules: gd,fa
      seeds: 0-1
      matrix-seeds: [4]
      step-sizes: [auto, 1e-3]
      starts: [normal, zero]
      initial-scales: 0.1
      feedback-laws: [normal, informed:1]
      feedback-scales: 2
      max-steps: 7
      tolerance: 0
      method: dense
      precision: single
      schedule: cosine:100
      """
    let (flags, file) = (try TemporaryDirectory(), try TemporaryDirectory())
    let path = try file.write(yaml.utf8, as: "grid.yaml")
    let arguments = [
      "--synthetic", "12x9", "--spectrum", "power:1", "--spectrum", "exponential:0.5",
      "--ranks", "1,2-3", "--rules", "gd,fa", "--seeds", "0-1", "--matrix-seeds", "4",
      "--step-sizes", "auto,1e-3", "--starts", "normal,zero", "--initial-scales", "0.1",
      "--feedback-laws", "normal,informed:1", "--feedback-scales", "2", "--max-steps", "7",
      "--tolerance", "0", "--method", "dense", "--precision", "single", "--schedule", "cosine:100",
    ]
    _ = try await Self.sweep(flags, arguments)
    _ = try await Self.sweep(file, ["--grid", path])
    let cells = Set(try Self.rows(flags).map(\.["cell"].text))
    // Matrices, ranks, seeds, steps, starts; gd once and fa with two feedbacks.
    #expect(cells.count == 144)
    #expect(Set(try Self.rows(file).map(\.["cell"].text)) == cells)
    _ = try await Self.sweep(file, ["--grid", path, "--ranks", "4"])
    #expect(Set(try Self.rows(file).map(\.["rank"].number)) == [1, 2, 3, 4])
  }

  @Test func infinityInSummaries() async throws {
    let directory = try TemporaryDirectory()
    let outcome = try await Self.sweep(
      directory,
      Self.matrix + ["--ranks", "2", "--rules", "gd,fa", "--seeds", "0-4", "--step-sizes", "100"]
        + ["--format", "json"])
    let summary = try outcome.json
    #expect(summary["schema"].text == "fa-bench.sweep-summary/1")
    #expect(summary["cells"]["total"].number == 10 && summary["cells"]["diverged"].number == 10)
    let group = summary["groups"][0]
    #expect(group["setting"]["requestedStepSize"].text == "100.0")
    for rule in group["rules"].elements {
      #expect(rule["error"]["median"].text == "inf" && rule["error"]["mean"].text == "inf")
      #expect(rule["error"]["standardError"] == .null && rule["stepsToConvergence"] == .null)
    }
    #expect(group["comparisons"][0]["ties"].number == 5)
    for row in try Self.rows(directory) {
      #expect(row["status"].text == "diverged" && row["error"] == .null)
    }
  }

  @Test func csvHasEveryRow() async throws {
    let directory = try TemporaryDirectory()
    let grid = Self.matrix + ["--ranks", "2", "--seeds", "0-2"]
    let outcome = try await Self.sweep(directory, grid + ["--export", "csv"])
    // Without a grid, what the file has.
    let again = try await Self.sweep(
      directory, ["--export", "csv", "--output", directory.file("r.csv")])
    #expect(again.output.isEmpty)
    let saved = try String(contentsOfFile: directory.file("r.csv"), encoding: .utf8)
    func commas(_ line: Substring) -> Int { line.count { $0 == "," } }
    for text in [outcome.output, saved] {
      let lines = text.split(separator: "\n")
      #expect(lines.count == 10 && lines[0].hasPrefix("cell,target,rows"))
      // The name of the matrix holds a comma, and is in quotes.
      for line in lines.dropFirst() {
        #expect(line.contains(#""synthetic 12x9 power:1.0, seed 0""#))
        #expect(commas(line) == commas(lines[0]) + 1)
      }
    }
  }

  @Test func progressCountsCells() async throws {
    let directory = try TemporaryDirectory()
    let terminal = try PseudoTerminal(columns: 80)
    let outcome = try await FABench.run(
      ["sweep", "--results", directory.file("r.jsonl"), "--ranks", "2", "--seeds", "0-4"]
        + ["--step-sizes", "100", "--rules", "gd,fa", "--jobs", "1"] + Self.matrix,
      messages: terminal.handle)
    #expect(outcome.code == 0)
    let shown = try terminal.rest()
    #expect(shown.contains("0 of 10 cells") && shown.contains("1 of 10 cells  1 diverged"))
    #expect(shown.contains(" left") && shown.hasSuffix(TerminalTests.redraw))
  }

  @Test func tableFits80Columns() async throws {
    let directory = try TemporaryDirectory()
    let name = String(repeating: "a-long-name-", count: 12) + "\u{1B}[31m.npy"
    let file = try directory.write(sampleMatrix(30, 12).map { $0 * 1e-150 }, as: name)
    let outcome = try await Self.sweep(
      directory,
      [
        "--input", file, "--ranks", "10", "--rules",
        "gd,low-rank-feedback:2,kolen-pollack:0.0005:0.02",
        "--seeds", "0-11", "--max-steps", "20", "--step-sizes", "auto,0.123456789e149",
        "--feedback-laws", "informed:12", "--feedback-scales", "1.23456789",
      ])
    #expect(!outcome.output.contains("\u{1B}"))
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("gd ") })
    for line in lines { #expect(line.count <= 80, "\(line)") }
  }
}

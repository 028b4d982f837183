import Foundation
import TestSupport
import Testing

/// What is wrong with a sweep, a grid or a file of results is said, and nothing is run.
@Suite(.mustEnd) struct BadSweepCommandTests {
  @Test(arguments: [
    ([], "give the ranks"),
    (["--ranks", "0"], "ranks: they must be 1 or more"),
    (["--ranks", "2,x"], "ranks: 'x' is neither"),
    (["--ranks", "3-2"], "ranks: '3-2'"),
    (["--ranks", "1-99999999"], "more than a million"),
    (["--ranks", "10"], "rank 10 does not fit a 12 x 9"),
    (["--ranks", "2", "--rules", "gd,xyz"], "there is no rule 'xyz'"),
    (["--ranks", "2", "--seeds", "-1"], "seeds: '-1'"),
    (["--ranks", "2", "--step-sizes", "0"], "step-sizes: '0'"),
    (["--ranks", "2", "--starts", "xyz"], "starts: 'xyz'"),
    (
      ["--ranks", "2", "--feedback-laws", "xyz"],
      "feedback-laws: 'xyz' is not a law of the feedback: the laws are"
    ),
    (["--ranks", "2", "--feedback-scales", "inf"], "feedback-scales: 'inf'"),
    (["--ranks", "2", "--precision", "half"], "precision must be double or single"),
    (["--ranks", "2", "--method", "xyz"], "method: 'xyz'"),
    (["--ranks", "2", "--jobs", "0"], "--jobs must be"),
    (["--ranks", "2", "--spectrum", "rank:10"], "asks for 10 singular values"),
    (["--ranks", "1-9", "--seeds", "0-999999", "--rules", "gd,fa"], "are too many"),
  ])
  func usage(_ arguments: [String], _ message: String) async throws {
    let directory = try TemporaryDirectory()
    let outcome = try await FABench.run(
      ["sweep", "--results", directory.file("r.jsonl")] + SweepCommandTests.matrix + arguments)
    #expect(outcome.code == 64 && outcome.output.isEmpty)
    #expect(outcome.messages.contains(message), "\(outcome.messages)")
    #expect(try directory.names.isEmpty)
  }

  @Test(arguments: [
    ("rank: 3", "line 1: there is no 'rank'; the keys are input, synthetic"),
    ("ranks: 3\nseeds: {a: 1}", "line 2: 'seeds' takes a value or a list"),
    ("ranks: []", "'ranks' has no value"),
    ("ranks: [1\n", "line"),
    ("ranks: 1\nranks: 2", "duplicated key"),
    ("- 1", "a grid is a list of entries"),
    ("", "a grid is a list of entries"),
    ("? [a, b]\n: 1", "line 1: there is no ''"),
  ])
  func badGrid(_ yaml: String, _ message: String) async throws {
    try await refuse(yaml, code: 65, message)
  }

  /// What is wrong with the values of a grid is as wrong as on the command line.
  @Test(arguments: [
    (
      "ranks: 2\nmax-steps: [1, 2]", SweepCommandTests.matrix,
      "max-steps: the whole sweep has one value"
    ),
    ("ranks: 2\nspectrum: power:1", [], "--synthetic and --spectrum go together"),
    ("ranks: 2", [], "give the matrices by --input FILE or by --synthetic NxM --spectrum S"),
  ])
  func valuesThatDoNotGoTogether(
    _ yaml: String, _ arguments: [String], _ message: String
  ) async throws {
    try await refuse(yaml, arguments, code: 64, message)
  }

  private func refuse(
    _ yaml: String, _ arguments: [String] = [], code: Int32, _ message: String
  ) async throws {
    let directory = try TemporaryDirectory()
    let grid = try directory.write(yaml.utf8, as: "grid.yaml")
    let outcome = try await SweepCommandTests.sweep(
      directory, ["--grid", grid] + arguments, code: code)
    #expect(outcome.messages.contains(message), "\(outcome.messages)")
    #expect(try directory.names == ["grid.yaml"])
  }

  /// Deep nesting and repeated aliases must not take the program down.
  @Test(arguments: [
    "ranks: " + String(repeating: "[", count: 100_000),
    "a: &a [x,x,x,x,x,x,x,x,x]\n"
      + zip("bcdefgh", "abcdefg").map {
        "\($0): &\($0) [" + String(repeating: "*\($1),", count: 9) + "]"
      }
      .joined(separator: "\n"),
    String(repeating: "#", count: 1 << 21),
  ])
  func hostileGrid(_ yaml: String) async throws {
    let directory = try TemporaryDirectory()
    let grid = try directory.write(yaml.utf8, as: "grid.yaml")
    _ = try await SweepCommandTests.sweep(directory, ["--grid", grid], code: 65)
  }

  @Test func missingFiles() async throws {
    let directory = try TemporaryDirectory()
    let missing = directory.file("none")
    for arguments in [["--grid", missing], ["--input", missing, "--ranks", "1"], []] {
      _ = try await SweepCommandTests.sweep(directory, arguments, code: 66)
    }
    _ = try await FABench.run(
      ["sweep", "--results", missing + "/r.jsonl"] + SweepCommandTests.matrix)
    let outcome = try await FABench.run(["sweep", "--ranks", "1"] + SweepCommandTests.matrix)
    #expect(outcome.code == 64 && outcome.messages.contains("--results"))
  }

  /// A file that is something else is left as it is.
  @Test(arguments: [
    "no results\n", "no line break", "{\"schema\":\"other/1\"}\n", "{}\n{}\n", "\n",
  ])
  func otherFiles(_ text: String) async throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(text.utf8, as: "r.jsonl")
    let outcome = try await SweepCommandTests.sweep(
      directory, SweepCommandTests.matrix + ["--ranks", "2"], code: 65)
    #expect(outcome.messages.contains("line 1 is not a result of a sweep"))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
  }

  /// A rule that a method cannot carry is a failed cell; the others are run.
  @Test func failedCells() async throws {
    let directory = try TemporaryDirectory()
    let outcome = try await SweepCommandTests.sweep(
      directory,
      SweepCommandTests.matrix + ["--ranks", "2", "--rules", "gd,fa", "--method", "feedback"],
      code: 70)
    #expect(outcome.messages.contains("cannot run the rule gd"))
    let rows = try SweepCommandTests.rows(directory)
    #expect(Set(rows.map(\.["status"].text)) == ["failed", "converged"])
  }

  @Test func nothingIsReplaced() async throws {
    let directory = try TemporaryDirectory()
    let grid = SweepCommandTests.matrix + ["--ranks", "2"]
    // Nor is there anything to replace before the first cell is finished.
    for flag in ["--output", "--report"] {
      let outcome = try await SweepCommandTests.sweep(
        directory, grid + [flag, directory.path + "/./r.jsonl"], code: 64)
      #expect(outcome.messages.contains("\(flag) would replace"))
    }
    #expect(try directory.names.isEmpty)
    _ = try await SweepCommandTests.sweep(directory, grid)
    let outcome = try await SweepCommandTests.sweep(
      directory, grid + ["--export", "csv", "--output", directory.file("r.jsonl")], code: 64)
    #expect(outcome.messages.contains("--output would replace"))
  }
}

import Foundation
import TestSupport
import Testing

/// `fa-bench deep`.
@Suite(.mustEnd) struct DeepCommandTests {
  static let command = ["deep", "--synthetic", "8x6", "--spectrum", "power:1"]

  @Test(arguments: ["double", "single"])
  func everyKeyAndFigure(_ precision: String) async throws {
    let result = try await FABench.result(
      Self.command + ["--widths", "20,9", "--steps", "2000", "--precision", precision])
    #expect(
      result.keys == [
        "schema", "environment", "settings", "problem", "widths", "stepSize",
        "gradientDescentStepSize", "status", "secondsPerStep", "history",
      ])
    #expect(result["schema"].text == "fa-bench.deep/1")
    #expect(result["status"].text == "max-steps")
    #expect(result["widths"].elements.map(\.number) == [20, 9])
    let history = result["history"].elements
    #expect(history.first?["step"].number == 0 && history.last?["step"].number == 2000)
    #expect(history.first?["alignments"] == .null)
    let last = try #require(history.last)
    let rounding = precision == "double" ? 1e-12 : 1e-4
    #expect(last["relativeError"].number < 10 * rounding.squareRoot())
    #expect(last["alignments"].elements.count == 2)
    for record in history {
      #expect(record["differenceFromFullNetwork"].number < rounding)
      #expect(record["gradientDescentError"].number > 0)
    }
  }

  @Test func widthFreeAndPages() async throws {
    let directory = try TemporaryDirectory()
    let (json, page) = (directory.file("r.json"), directory.file("r.html"))
    let outcome = try await FABench.run(
      Self.command + [
        "--widths", "300,2000", "--width-free", "--steps", "50", "--output", json, "--report", page,
        "--feedback-law", "orthogonal",
      ])
    #expect(outcome.code == 0)
    let again = try await FABench.run(["report", json, "--output", directory.file("again.html")])
    #expect(again.code == 0)
    let table = try await FABench.run(Self.command + ["--widths", "5", "--steps", "20"])
    #expect(table.output.contains("full - free") && table.output.contains("6-5-8"))
    let csv = try await FABench.run(
      Self.command + ["--widths", "5,7", "--steps", "20", "--format", "csv"])
    #expect(csv.output.hasPrefix("step,error,relativeError"))
    #expect(csv.output.split(separator: "\n").first?.hasSuffix("alignment1,alignment2") == true)
  }

  @Test func divergenceIsAResult() async throws {
    let result = try await FABench.result(
      Self.command + ["--widths", "5", "--step-size", "1000", "--steps", "500"])
    #expect(result["status"].text == "diverged")
    #expect(result["history"].elements.last?["error"] == .null)
  }

  @Test(arguments: [
    ([], "give the widths"), (["--widths", "5,x"], "'x' is not a width"),
    (["--widths", "0"], "'0' is not a width"),
    (["--widths", "5", "--steps", "0"], "--steps must be from 1"),
    (["--widths", "5", "--step-size", "-1"], "--step-size must be"),
    (["--widths", "5", "--initial-scale", "0"], "--initial-scale must be"),
  ])
  func usage(_ options: [String], _ message: String) async throws {
    let outcome = try await FABench.run(Self.command + options)
    #expect(outcome.code == 64 && outcome.messages.contains(message), "\(outcome.messages)")
  }
}

import FALinalg
import FATrainers
import Foundation
import TestSupport
import Testing

/// `fa-bench reproduce`.
@Suite(.mustEnd) struct ReproduceCommandTests {
  @Test func everyKeyAndType() async throws {
    let result = try await FABench.result(
      ["reproduce", "--quick", "--only", "alignment,informed-feedback", "--seed", "3"])
    #expect(
      result.keys == [
        "schema", "environment", "seed", "scale", "input", "reading", "experiments", "unfinished",
        "notApplicable",
      ])
    #expect(result["schema"].text == "fa-bench.reproduce/1" && result["scale"].text == "quick")
    #expect(result["seed"].number == 3 && result["input"] == .null)
    #expect(result["unfinished"].elements.isEmpty && result["notApplicable"].elements.isEmpty)
    let experiments = result["experiments"].elements
    #expect(experiments.map(\.["name"].text) == ["alignment", "informed-feedback"])
    for experiment in experiments {
      #expect(
        experiment.keys == [
          "name", "source", "statement", "criterion", "verdict", "finding", "omissions",
          "measurements", "charts", "seconds",
        ])
      #expect(experiment["verdict"].text == "holds" && experiment["seconds"].number > 0)
      for measurement in experiment["measurements"].elements {
        #expect(
          measurement.keys == [
            "quantity", "values", "unfinished", "statistic", "estimate", "interval", "minimum",
            "maximum", "requirement", "verdict",
          ])
        let interval = measurement["interval"].elements.map(\.number)
        #expect(interval.count == 2)
        #expect(interval[0] <= measurement["estimate"].number)
        #expect(measurement["minimum"].number <= interval[0])
        #expect((measurement["requirement"] == .null) == (measurement["verdict"] == .null))
      }
    }
    let chart = experiments[0]["charts"][0]
    #expect(chart.keys == ["name", "caption", "x", "y", "series"])
    #expect(chart["x"].keys == ["label", "isLogarithmic"])
    #expect(chart["series"][0].keys == ["name", "rule", "form", "points"])
    #expect(chart["series"][0]["points"][0].keys == ["x", "y", "lower", "upper"])
    #expect(experiments[0]["source"]["kind"].text == "paper")
    #expect(experiments[0]["source"]["reference"].text == "Garg and Vempala 2022")
    #expect(experiments[1]["source"]["kind"].text == "own")
    #expect(experiments[1]["source"]["reference"] == .null)
    let drift = experiments[0]["measurements"][3]["requirement"]
    #expect(drift.keys == ["statistic", "atLeast", "atMost"])
    #expect(drift["statistic"].text == "each" && drift["atMost"].number == 32)
    #expect(drift["atLeast"] == .null)
  }

  @Test func matrixFromAFile() async throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(sampleMatrix(12, 9), as: "Y.npy")
    let result = try await FABench.result(
      ["reproduce", "--quick", "--only", "gd-optimal,feedback-rank", "--input", file])
    #expect(result["input"].text == file)
    #expect(
      result["notApplicable"].elements.map(\.text) == [
        "separation", "representations", "isotropic-network", "lillicrap-linear", "speed",
        "adaptive-separation", "feedback-channels",
      ])
    #expect(result["experiments"].elements.map(\.["verdict"].text) == ["holds", "holds"])
    let omissions = result["experiments"][0]["omissions"].elements
    #expect(omissions.count == 1 && omissions[0].text?.hasPrefix("r > rank(Y)") == true)
  }

  /// Its longest reference beside its longest verdict.
  @Test func headingFits80Columns() async throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(sampleMatrix(5, 1), as: "Y.npy")
    let outcome = try await FABench.run(
      ["reproduce", "--quick", "--only", "learned-feedback", "--input", file])
    #expect(outcome.code == 0 && outcome.output.hasPrefix("learned-feedback: inconclusive\n"))
    for line in outcome.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test func tableFits80Columns() async throws {
    let outcome = try await FABench.run([
      "reproduce", "--quick", "--only",
      "gd-optimal,alignment,fa-star,informed-feedback,feedback-rank",
    ])
    #expect(outcome.code == 0 && outcome.messages.isEmpty && !outcome.output.contains("\u{1B}"))
    #expect(outcome.output.contains("5 of 5 claims hold (seed 0, quick)."))
    #expect(outcome.output.contains("gd-optimal: holds  (Garg and Vempala 2022; "))
    for line in outcome.output.split(separator: "\n") {
      #expect(line.count <= 80 && line.last != " ", "\(line)")
    }
  }

  @Test(
    arguments: [
      (["--only", "everything"], "there is no experiment 'everything'; there are gd-optimal", 64),
      (["--only", ""], "there is no experiment ''", 64),
      (["--jobs", "0"], "--jobs must be from 1 to 1024", 64),
      (["--input", "/nowhere/Y.npy"], "/nowhere/Y.npy", 66),
      (["--output", "/nowhere/x"], "cannot write", 73),
      (["--only", "separation", "--input", "Y.npy"], "separation uses matrices of its own", 64),
    ] as [([String], String, Int32)])
  func badOptions(_ options: [String], _ message: String, _ code: Int32) async throws {
    let outcome = try await FABench.run(["reproduce", "--quick"] + options)
    #expect(outcome.code == code && outcome.output.isEmpty)
    #expect(outcome.messages.contains(message), "\(outcome.messages)")
  }

  @Test func zeroPutsNothingToTheTest() async throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(Matrix<Double>.zeros(3, 4), as: "Y.npy")
    let outcome = try await FABench.run(["reproduce", "--input", file])
    #expect(outcome.code == 65 && outcome.messages.contains("the matrix is zero"))
  }

  /// What was finished is written out.
  @Test func interrupted() async throws {
    let directory = try TemporaryDirectory()
    let terminal = try PseudoTerminal(columns: 80)
    let outcome = try await FABench.run(
      [
        "reproduce", "--only", "informed-feedback,closed-form-limit", "--format", "json",
        "--report", directory.file("page.html"),
      ],
      messages: terminal.handle
    ) { process in
      try terminal.wait(for: "closed-form-limit  ")
      kill(process.processIdentifier, SIGINT)
    }
    #expect(outcome.code == 130)
    let result = try outcome.json
    #expect(result["experiments"].elements.map(\.["name"].text) == ["informed-feedback"])
    #expect(result["unfinished"].elements.map(\.text) == ["closed-form-limit"])
    let page = try PageStructure(directory.file("page.html"))
    #expect(page.text.contains("<dt>Not finished</dt><dd>closed-form-limit</dd>"))
    #expect(page.headings.contains("informed-feedback: holds"))
  }
}

import FALinalg
import Foundation
import TestSupport
import Testing

/// Pages and pictures of results.
@Suite(.mustEnd) struct ReportTests {
  static let command = [
    "compare", "--rank", "3", "--rules", "gd,fa,kolen-pollack", "--max-steps", "300",
  ]
  /// The pictures that a comparison has.
  static let pictures = [
    "error-steps", "error-time", "gap", "gap-limit", "error-parts", "stationarity", "alignment",
    "hidden-angles", "ledger", "imbalance", "angles-steps", "effective-rank", "singular-values",
    "angles",
  ]

  /// A name that would be markup if it were not escaped.
  private func compare(
    in directory: TemporaryDirectory, environment: [String: String] = [:]
  ) async throws -> (page: PageStructure, json: String, messages: String) {
    let input = try directory.write(sampleMatrix(20, 12), as: "<b>&'\"Y.npy")
    let (page, json) = (directory.file("page.html"), directory.file("result.json"))
    let outcome = try await FABench.run(
      Self.command + ["--input", input, "--report", page, "--format", "json", "--output", json],
      environment: environment)
    #expect(outcome.code == 0 && outcome.output.isEmpty)
    return (try PageStructure(page), json, outcome.messages)
  }

  @Test(.enabled(if: PageStructure.hasGnuplot))
  func page() async throws {
    let directory = try TemporaryDirectory()
    let (page, json, _) = try await compare(in: directory)
    page.expectSelfContained()
    #expect(
      page.headings == [
        "The setting", "Results", "Curves", "Singular values and angles", "How it was made",
      ])
    #expect(page.pictures == Self.pictures)
    #expect(page.text.contains("&lt;b&gt;&amp;&#39;&quot;Y.npy") && !page.text.contains("<b>"))
    for rule in ["gd", "fa", "kolen-pollack"] { #expect(page.text.contains(">\(rule)</td>")) }
    // The same again from the result alone.
    let other = directory.file("other.html")
    let outcome = try await FABench.run(["report", json, "--output", other])
    #expect(outcome.code == 0 && outcome.messages.isEmpty)
    #expect(try PageStructure(other).text == page.text)
  }

  /// Results of older versions, which had fewer fields, are shown as ever.
  @Test func olderResults() async throws {
    let directory = try TemporaryDirectory()
    let (page, json, _) = try await compare(in: directory)
    var text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: json)), as: UTF8.self)
    text.replace(/"factorDecay" : \{[^}]*\},/, with: "")
    text.replace(/"(search|hasOwnStart|requestedStepSize)" : [^,]*,/, with: "")
    let (old, shown) = (try directory.write(text.utf8, as: "old.json"), directory.file("old.html"))
    let outcome = try await FABench.run(["report", old, "--output", shown])
    #expect(outcome.code == 0, "\(outcome.messages)")
    #expect(try PageStructure(shown).text == page.text)
  }

  /// Without gnuplot everything else is there, and what to install.
  @Test func withoutGnuplot() async throws {
    let directory = try TemporaryDirectory()
    let (page, json, _) = try await compare(in: directory, environment: ["PATH": "/nowhere"])
    #expect(!page.text.contains("<svg") && page.text.contains("apt-get install gnuplot-nox"))
    #expect(page.text.contains(">kolen-pollack</td>"))
    let outcome = try await FABench.run(
      ["plot", json, "--output", directory.file("x.svg")], environment: ["PATH": "/nowhere"])
    #expect(outcome.code == 70 && outcome.messages.contains("apt-get install gnuplot-nox"))
    #expect(!FileManager.default.fileExists(atPath: directory.file("x.svg")))
  }

  @Test(.enabled(if: PageStructure.hasGnuplot))
  func singlePictures() async throws {
    let directory = try TemporaryDirectory()
    let (_, json, _) = try await compare(in: directory)
    for (ending, beginning) in [("svg", "<?xml"), ("png", "\u{89}PNG"), ("pdf", "%PDF")] {
      let path = directory.file("picture.\(ending)")
      let outcome = try await FABench.run(["plot", json, "--picture", "angles", "--output", path])
      #expect(outcome.code == 0, "\(outcome.messages)")
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(bytes.starts(with: beginning.unicodeScalars.map { UInt8($0.value) }))
    }
  }

  /// A sweep has a picture for each setting that was varied, and one of where runs diverged.
  @Test(.enabled(if: PageStructure.hasGnuplot))
  func sweep() async throws {
    let directory = try TemporaryDirectory()
    let page = directory.file("sweep.html")
    let outcome = try await FABench.run([
      "sweep", "--results", directory.file("r.jsonl"), "--synthetic", "20x15", "--spectrum",
      "power:1",
      "--ranks", "1,2", "--rules", "gd,fa", "--seeds", "0-2", "--step-sizes", "0.1,10",
      "--max-steps", "200", "--report", page,
    ])
    #expect(outcome.code == 0, "\(outcome.messages)")
    let shown = try PageStructure(page)
    shown.expectSelfContained()
    #expect(
      shown.pictures == [
        "target-0-rank", "target-0-step-size", "target-0-step-size-diverged",
      ])
    let text = shown.text
    #expect(text.contains("<dt>Runs</dt><dd>24</dd>") && text.contains("fa against gd"))
    #expect(text.contains(">infinite</td>") && text.contains("fa diverged"))
  }

  /// Each rule has a curve of its own runs.
  @Test(.enabled(if: PageStructure.hasGnuplot))
  func curvesOfASweep() async throws {
    let directory = try TemporaryDirectory()
    let page = directory.file("sweep.html")
    let outcome = try await FABench.run([
      "sweep", "--results", directory.file("r.jsonl"), "--synthetic", "20x15", "--spectrum",
      "power:1", "--ranks", "1,2", "--rules", "gd,fa", "--max-steps", "200", "--report", page,
    ])
    #expect(outcome.code == 0, "\(outcome.messages)")
    let text = try PageStructure(page).text
    let curves = try ["gd", "fa"].map { rule in
      let part = try #require(text.components(separatedBy: "<title>\(rule)</title>").last)
      // Behind the sample of the line in the key.
      let path = try #require(part.firstMatch(of: /<path[^>]* d='[^']* M([^']*)'/))
      return String(path.1)
    }
    #expect(curves[0].count { $0 == "," } == 2 && curves[0] != curves[1])
  }

  @Test(.enabled(if: PageStructure.hasGnuplot))
  func approximation() async throws {
    let (page, result) = try await shown(
      ["svd", "--synthetic", "30x20", "--spectrum", "power:1", "--rank", "6"])
    #expect(page.headings == ["Result", "Curves", "Singular values", "How it was made"])
    #expect(page.pictures == ["singular-values", "error-rank", "residuals"])
    #expect(page.text.contains("<dt>Certificate</dt><dd>certified: at most "))
    // The error of each rank: of 1/i, i = 1 to 20, beyond 2 and beyond 6.
    let norm = result["problem"]["frobeniusNorm"].number
    for rank in [2, 6] {
      let tail = (rank + 1...20).reduce(0) { $0 + 1 / Double($1 * $1) }.squareRoot()
      #expect(page.text.contains(">\(String(format: "%.6g", tail / norm))</td>"), "\(rank)")
    }
  }

  @Test(.enabled(if: PageStructure.hasGnuplot))
  func limits() async throws {
    let (page, result) = try await shown(
      [
        "limits", "--synthetic", "30x20", "--spectrum", "power:1", "--ranks", "1-9,20", "--draws",
        "200",
      ])
    #expect(page.headings == ["The setting", "The distribution", "Figures", "How it was made"])
    #expect(page.pictures == ["limits", "distribution"])
    for title in ["limit of FA", "optimum", "bound on the mean", "median bound", "r = 9"] {
      #expect(page.text.contains(title), "\(title)")
    }
    for rank in result["ranks"].elements {
      for key in ["optimum", "quantile05", "median", "quantile95"] {
        #expect(page.text.contains(">\(String(format: "%.5g", rank[key].number))</td>"))
      }
    }
  }

  @Test(.enabled(if: PageStructure.hasGnuplot))
  func claims() async throws {
    let names = ["alignment", "informed-feedback", "feedback-rank"]
    let (page, result) = try await shown(
      ["reproduce", "--quick", "--only", names.joined(separator: ",")])
    #expect(
      page.headings == ["Verdicts"] + names.map { "\($0): holds" } + ["How it was made"])
    #expect(
      page.pictures == [
        "alignment-angle", "informed-feedback-power-iterations", "feedback-rank-rank-of-feedback",
      ])
    #expect(page.text.contains("3 of 3 claims hold") && page.count(">holds</td>") >= 3)
    for experiment in result["experiments"].elements {
      #expect(page.text.contains(escaped(experiment["finding"].text ?? "none")))
      for measurement in experiment["measurements"].elements {
        #expect(page.text.contains(">\(escaped(measurement["quantity"].text ?? "none"))</td>"))
      }
    }
  }

  /// The page that a command writes, which is also that of its JSON.
  private func shown(
    _ command: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> (PageStructure, JSONValue) {
    let directory = try TemporaryDirectory()
    let (page, json, other) = (
      directory.file("page.html"), directory.file("result.json"), directory.file("other.html")
    )
    let first = try await FABench.run(
      command + ["--report", page, "--format", "json", "--output", json])
    #expect(first.code == 0, "\(first.messages)", sourceLocation: sourceLocation)
    let second = try await FABench.run(["report", json, "--output", other])
    #expect(second.code == 0, "\(second.messages)", sourceLocation: sourceLocation)
    let shown = try PageStructure(page)
    shown.expectSelfContained(sourceLocation: sourceLocation)
    #expect(try PageStructure(other).text == shown.text, sourceLocation: sourceLocation)
    let data = try Data(contentsOf: URL(fileURLWithPath: json))
    return (shown, try JSONDecoder().decode(JSONValue.self, from: data))
  }

  private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
  }

  /// A page must not take the place of what is read or of another result, whether it is there yet or not, nor
  /// be found out to have no place after the work.
  @Test(arguments: [
    ["compare", "--rank", "1"], ["svd", "--rank", "1"], ["limits", "--ranks", "1", "--draws", "9"],
    ["reproduce", "--quick", "--only", "alignment"],
  ])
  func pagesReplaceNothing(_ command: [String]) async throws {
    let directory = try TemporaryDirectory()
    let input = try directory.write(sampleMatrix(6, 5), as: "Y.npy")
    let result = directory.file("result")
    let cases: [(page: String, code: Int32, message: String)] = [
      (directory.path + "/./Y.npy", 64, "--report would replace"),
      (directory.path + "/./result", 64, "--report would replace"),
      (directory.path, 73, "it is a directory"), ("/nowhere/page.html", 73, "/nowhere"),
      ("", 73, "cannot write ''"),
    ]
    for (page, code, message) in cases {
      let outcome = try await FABench.run(
        command + ["--input", input, "--output", result, "--report", page])
      #expect(outcome.code == code && outcome.output.isEmpty)
      #expect(outcome.messages.contains(message), "\(outcome.messages)")
    }
    #expect(try directory.names == ["Y.npy"])
  }

  /// Where there is nothing to draw, the page has no place for it.
  @Test(arguments: [
    ["compare", "--rank", "1"], ["svd", "--rank", "1"], ["limits", "--ranks", "1"],
  ])
  func zeroHasNoCurves(_ command: [String]) async throws {
    let directory = try TemporaryDirectory()
    let input = try directory.write(Matrix<Double>.zeros(4, 3), as: "Y.npy")
    let page = directory.file("page.html")
    let outcome = try await FABench.run(command + ["--input", input, "--report", page])
    #expect(outcome.code == 0, "\(outcome.messages)")
    let shown = try PageStructure(page)
    #expect(shown.pictures.isEmpty && !shown.text.contains("<svg"))
    #expect(!shown.headings.contains("Curves") && !shown.headings.contains("The distribution"))
    #expect(shown.headings.last == "How it was made")
  }

  /// Results are worth more than pictures of them.
  @Test func gnuplotThatFails() async throws {
    let directory = try TemporaryDirectory()
    let gnuplot = try directory.write("#!/bin/sh\necho no fonts >&2; exit 3\n".utf8, as: "gnuplot")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: gnuplot)
    let outcome = try await FABench.run(
      [
        "svd", "--synthetic", "9x7", "--spectrum", "power:1", "--rank", "2", "--report",
        directory.file("page.html"), "--format", "json",
      ], environment: ["PATH": directory.path + ":/usr/bin:/bin"])
    #expect(outcome.code == 70)
    #expect(outcome.messages.contains("gnuplot failed with status 3: no fonts"))
    #expect(try outcome.json["rank"].number == 2)
    #expect(try directory.names == ["gnuplot"])
  }

  @Test func refusals() async throws {
    let directory = try TemporaryDirectory()
    let other = try directory.write("{\"schema\": \"other/1\"}".utf8, as: "other.json")
    let (_, json, _) = try await compare(in: directory)
    let cases: [(arguments: [String], code: Int32, message: String)] = [
      (["report", "nowhere.json", "--output", directory.file("a")], 66, "does not exist"),
      (
        ["report", other, "--output", directory.file("a")], 65,
        "not the JSON of fa-bench compare, svd, limits, network, deep or reproduce"
      ),
      (["report", json, "--output", "/nowhere/a.html"], 73, "/nowhere"),
      (["plot", json, "--output", directory.file("a.gif")], 64, ".svg, .png or .pdf"),
      (["report", json, "--output", json], 64, "would replace"),
      (["plot", json, "--picture", "x", "--output", directory.file("a.svg")], 64, "error-steps, "),
    ]
    for (arguments, code, message) in cases {
      let outcome = try await FABench.run(arguments)
      #expect(outcome.code == code && outcome.messages.contains(message), "\(outcome.messages)")
    }
    #expect(!FileManager.default.fileExists(atPath: directory.file("a")))
  }
}

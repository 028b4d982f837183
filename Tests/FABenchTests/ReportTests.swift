import FALinalg
import Foundation
import TestSupport
import Testing

/// Pages and pictures of a comparison.
@Suite(.timeLimit(.minutes(5))) struct ReportTests {
  static let command = [
    "compare", "--rank", "3", "--rules", "gd,fa,kolen-pollack", "--max-steps", "300",
  ]
  /// The pictures that a comparison has.
  static let pictures = [
    "error-steps", "error-time", "stationarity", "alignment", "ledger", "singular-values", "angles",
  ]

  /// A name that would be markup if it were not escaped.
  private func compare(
    in directory: TemporaryDirectory, environment: [String: String] = [:]
  ) async throws -> (page: String, json: String, messages: String) {
    let input = try directory.write(sampleMatrix(20, 12), as: "<b>&'\"Y.npy")
    let (page, json) = (directory.file("page.html"), directory.file("result.json"))
    let outcome = try await FABench.run(
      Self.command + ["--input", input, "--report", page, "--format", "json", "--output", json],
      environment: environment)
    #expect(outcome.code == 0 && outcome.output.isEmpty)
    return (try text(page), json, outcome.messages)
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }

  private func count(_ piece: String, in text: String) -> Int {
    text.components(separatedBy: piece).count - 1
  }

  /// One file with everything in it: no script, no address, nothing that is not closed.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/gnuplot")))
  func page() async throws {
    let directory = try TemporaryDirectory()
    let (page, json, _) = try await compare(in: directory)
    #expect(page.hasPrefix("<!DOCTYPE html>"))
    for heading in [
      "The setting", "Results", "Curves", "Singular values and angles", "How it was made",
    ] { #expect(page.contains("<h2>\(heading)</h2>")) }
    for name in Self.pictures { #expect(page.contains("<figure id=\"\(name)\">"), "\(name)") }
    for tag in ["svg", "figure", "table", "section", "dl", "g", "text", "defs", "p"] {
      let opened =
        count("<\(tag)>", in: page) + count("<\(tag) ", in: page)
        + count("<\(tag)\n", in: page)
      #expect(opened > 0 && opened == count("</\(tag)>", in: page), "\(tag)")
    }
    #expect(!page.contains("<script") && !page.contains("src="))
    let addresses = page.components(separatedBy: "http").dropFirst()
    #expect(addresses.allSatisfy { $0.hasPrefix("://www.w3.org/") })  // names, not requests
    #expect(page.contains("prefers-color-scheme: dark") && page.contains("currentColor"))
    #expect(page.contains("&lt;b&gt;&amp;&#39;&quot;Y.npy") && !page.contains("<b>"))
    // Names within pictures are those of one picture.
    let names = page.matches(of: /id=["']([^"']+)["']/).map { String($0.1) }
    #expect(Set(names).count == names.count)
    for rule in ["gd", "fa", "kolen-pollack"] { #expect(page.contains("<td>\(rule)</td>")) }
    // The same again from the result alone.
    let other = directory.file("other.html")
    let outcome = try await FABench.run(["report", json, "--output", other])
    #expect(outcome.code == 0 && outcome.messages.isEmpty)
    #expect(try text(other) == page)
  }

  /// Without gnuplot everything else is there, and what to install.
  @Test func withoutGnuplot() async throws {
    let directory = try TemporaryDirectory()
    let (page, json, _) = try await compare(in: directory, environment: ["PATH": "/nowhere"])
    #expect(!page.contains("<svg") && page.contains("apt-get install gnuplot-nox"))
    #expect(page.contains("<td>kolen-pollack</td>"))
    let outcome = try await FABench.run(
      ["plot", json, "--output", directory.file("x.svg")], environment: ["PATH": "/nowhere"])
    #expect(outcome.code == 70 && outcome.messages.contains("apt-get install gnuplot-nox"))
    #expect(!FileManager.default.fileExists(atPath: directory.file("x.svg")))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/gnuplot")))
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
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/gnuplot")))
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
    let text = try text(page)
    for name in ["rank", "step-size", "step-size-diverged"] {
      #expect(text.contains("<figure id=\"target-0-\(name)\">"), "\(name)")
    }
    #expect(!text.contains("target-0-initial-scale"))
    #expect(text.contains("<dt>Runs</dt><dd>24</dd>") && text.contains("fa against gd"))
    #expect(!text.contains("<script") && text.contains("<td>infinite</td>"))
  }

  @Test func refusals() async throws {
    let directory = try TemporaryDirectory()
    let other = try directory.write("{\"schema\": \"other/1\"}".utf8, as: "other.json")
    let (_, json, _) = try await compare(in: directory)
    let cases: [(arguments: [String], code: Int32, message: String)] = [
      (["report", "nowhere.json", "--output", directory.file("a")], 66, "does not exist"),
      (
        ["report", other, "--output", directory.file("a")], 65,
        "not the JSON of fa-bench compare"
      ),
      (["report", json, "--output", "/nowhere/a.html"], 73, "/nowhere"),
      (["plot", json, "--output", directory.file("a.gif")], 64, ".svg, .png or .pdf"),
      (["plot", json, "--picture", "x", "--output", directory.file("a.svg")], 64, "error-steps, "),
    ]
    for (arguments, code, message) in cases {
      let outcome = try await FABench.run(arguments)
      #expect(outcome.code == code && outcome.messages.contains(message), "\(outcome.messages)")
    }
    #expect(!FileManager.default.fileExists(atPath: directory.file("a")))
  }
}

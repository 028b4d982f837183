import Foundation
import TestSupport
import Testing

/// Documentation/Formats.md has every field of every output.
@Suite(.mustEnd) struct FormatsTests {
  static let synthetic = ["--synthetic", "12x9", "--spectrum", "power:1"]

  /// The commands, and the heading of what they write.
  static let commands: [(section: String, command: [String])] = [
    (
      "compare",
      synthetic + [
        "--rank", "2", "--rules", "gd,fa,kolen-pollack", "--step-size", "gd=best",
        "--embed-matrices", "--scale", "rows",
      ]
    ),
    ("svd", ["svd"] + synthetic + ["--rank", "2"]),
    ("limits", ["limits"] + synthetic + ["--ranks", "2", "--draws", "20"]),
    ("reproduce", ["reproduce", "--quick", "--only", "informed-feedback"]),
    (
      "network",
      ["network"] + synthetic + ["--hidden", "2", "--max-steps", "20", "--held-out", "0.1"]
    ),
    ("deep", ["deep"] + synthetic + ["--widths", "4,5", "--steps", "20"]),
    ("doctor", ["doctor"]),
  ]

  private func documentation() throws -> [String: Set<String>] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Documentation/Formats.md")
    let text = String(decoding: try Data(contentsOf: path), as: UTF8.self)
    var words: [String: Set<String>] = [:]
    for section in text.components(separatedBy: "\n## ") {
      let title = section.prefix { $0 != ":" && $0 != "\n" }
      words[String(title)] = Set(section.matches(of: /`([^`]+)`/).map { String($0.1) })
    }
    return words
  }

  private func keys(of value: JSONValue) -> Set<String> {
    let parts: [JSONValue] =
      switch value {
      case .array(let elements): elements
      case .object(let members): Array(members.values)
      default: []
      }
    return parts.reduce(into: value.keys) { $0.formUnion(keys(of: $1)) }
  }

  /// What all share stands before the sections of the commands.
  private func expectDocumented(_ fields: Set<String>, _ sections: String...) throws {
    let words = try documentation()
    let known = try (sections + ["Words"]).reduce(into: Set(["schema", "environment"])) {
      $0.formUnion(try #require(words[$1]))
    }
    let documented = known.flatMap { $0.split { ".[]".contains($0) }.map(String.init) }
    #expect(fields.subtracting(documented).sorted() == [], "\(sections)")
  }

  @Test(arguments: commands.indices)
  func json(_ index: Int) async throws {
    let (section, command) = Self.commands[index]
    let outcome = try await FABench.run(command + ["--format", "json"])
    try expectDocumented(keys(of: try outcome.json), section)
  }

  @Test(arguments: [0, 2, 4, 5])
  func csv(_ index: Int) async throws {
    let (section, command) = Self.commands[index]
    let outcome = try await FABench.run(command + ["--format", "csv"])
    let header = try #require(outcome.output.split(separator: "\n").first)
    try expectDocumented(Set(header.split(separator: ",").map(String.init)), section)
  }

  @Test func sweeps() async throws {
    let directory = try TemporaryDirectory()
    let results = directory.file("r.jsonl")
    let outcome = try await FABench.run(
      ["sweep", "--results", results, "--ranks", "2", "--rules", "gd,fa", "--seeds", "0-1"]
        + Self.synthetic + ["--format", "json"])
    try expectDocumented(keys(of: try outcome.json), "The summary of a sweep", "sweep")
    let lines = String(decoding: try Data(contentsOf: URL(fileURLWithPath: results)), as: UTF8.self)
    let line = try #require(lines.split(separator: "\n").first)
    let cell = try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
    try expectDocumented(keys(of: cell), "sweep")
    let csv = try await FABench.run(["sweep", "--results", results, "--export", "csv"])
    let header = try #require(csv.output.split(separator: "\n").first)
    try expectDocumented(Set(header.split(separator: ",").map(String.init)), "sweep")
  }
}

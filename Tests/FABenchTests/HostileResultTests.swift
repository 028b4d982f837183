import Foundation
import TestSupport
import Testing

/// Results that somebody else hands over: whatever they hold, a page of them runs nothing and ends nothing.
@Suite(.mustEnd) struct HostileResultTests {
  /// The JSON of a command with one text in the place of another, as a file.
  private func changed(
    _ command: [String], _ directory: TemporaryDirectory, _ pattern: String, to text: String
  ) async throws -> String {
    let outcome = try await FABench.run(command + ["--format", "json"])
    let changed = outcome.output.replacingOccurrences(
      of: pattern, with: text, options: .regularExpression)
    #expect(outcome.code == 0 && changed != outcome.output, "\(pattern)")
    return try directory.write(changed.utf8, as: "result.json")
  }

  /// gnuplot runs what stands between backquotes within double quotes.
  @Test(.enabled(if: PageStructure.hasGnuplot))
  func namesAreNoCommands() async throws {
    let directory = try TemporaryDirectory()
    for text in ["`touch run`", "'; system('touch run') #", #"\n\"; system(\"touch run\") #"#] {
      let result = try await changed(
        ["compare", "--rank", "2", "--rules", "gd", "--max-steps", "9"] + FormatsTests.synthetic,
        directory, #""gd""#, to: "\"\(NSRegularExpression.escapedTemplate(for: text))\"")
      let outcome = try await FABench.run(
        ["report", result, "--output", "page.html"],
        shell: "cd '\(directory.path)' && exec \"$@\"")
      #expect(outcome.code == 0, "\(outcome.messages)")
      #expect(try directory.names == ["page.html", "result.json"])
      try PageStructure(directory.file("page.html")).expectSelfContained()
    }
  }

  static let cases: [(command: [String], pattern: String, text: String)] = [
    (["svd", "--rank", "3"], #""rank" : 3"#, #""rank" : -1"#),
    (["svd", "--rank", "3"], #""residuals" : \[[^]]*\]"#, #""residuals" : []"#),
    (
      ["limits", "--ranks", "2", "--draws", "9"], #""meanInterval" : \[[^]]*\]"#,
      #""meanInterval" : [1]"#
    ),
    (
      ["limits", "--ranks", "2", "--draws", "9"], #""percentiles" : \[[^]]*\]"#,
      #""percentiles" : []"#
    ),
    (["compare", "--rank", "2", "--max-steps", "9"], #""rank" : 2"#, #""rank" : -7"#),
    (
      ["compare", "--rank", "2", "--max-steps", "9"], #""rank" : 2"#,
      #""rank" : 9223372036854775807"#
    ),
  ]

  @Test(arguments: cases.indices)
  func numbersMayBeAnything(_ index: Int) async throws {
    let (command, pattern, text) = Self.cases[index]
    let directory = try TemporaryDirectory()
    let result = try await changed(
      command + FormatsTests.synthetic, directory, pattern, to: text)
    let outcome = try await FABench.run(
      ["report", result, "--output", directory.file("page.html")],
      environment: ["PATH": "/nowhere"])
    #expect(outcome.code == 0, "\(outcome.messages)")
  }
}

import FALinalg
import Foundation
import TestSupport
import Testing

/// What a person at a terminal sees.
@Suite(.mustEnd) struct TerminalTests {
  static let command = ["--synthetic", "60x50", "--spectrum", "power:1", "--rank", "3"]
  static let redraw = "\r\u{1B}[K"

  /// A line that wraps cannot be drawn over.
  @Test(arguments: [24, 40, 200])
  func progressFitsTheWidth(_ columns: Int) async throws {
    let terminal = try PseudoTerminal(columns: UInt16(columns))
    let outcome = try await FABench.run(
      Self.command + ["--step-size", "1e-9", "--max-steps", "3000"], messages: terminal.handle)
    #expect(outcome.code == 0)
    let shown = try terminal.rest()
    #expect(shown.hasPrefix(Self.redraw) && shown.hasSuffix(Self.redraw))
    for line in shown.components(separatedBy: Self.redraw) { #expect(line.count < columns) }
    #expect(!shown.contains("\n"))
  }

  @Test func noProgressOnADumbTerminal() async throws {
    let terminal = try PseudoTerminal(columns: 80)
    let outcome = try await FABench.run(
      Self.command, environment: ["TERM": "dumb"], messages: terminal.handle)
    #expect(outcome.code == 0)
    #expect(try terminal.rest().isEmpty)
  }

  @Test(arguments: ["": true, "1": false])
  func colorUnlessUnwanted(_ noColor: String, _ isColored: Bool) async throws {
    let terminal = try PseudoTerminal(columns: 80)
    let outcome = try await FABench.run(
      Self.command, environment: ["NO_COLOR": noColor], output: terminal.handle)
    #expect(outcome.code == 0 && outcome.messages.isEmpty)
    #expect(try terminal.rest().contains("\u{1B}[1m") == isColored)
  }

  /// The error starts a line of its own.
  @Test func progressIsGoneBeforeAnError() async throws {
    let directory = try TemporaryDirectory()
    let terminal = try PseudoTerminal(columns: 80)
    let outcome = try await FABench.run(
      [
        "--input", directory.write(sampleMatrix(6, 5).map { $0 * 1e100 }, as: "Y.npy"),
        "--feedback", directory.write(sampleMatrix(2, 6).map { $0 * 1e250 }, as: "C.npy"),
        "--rank", "2",
      ], messages: terminal.handle)
    #expect(outcome.code == 65)
    #expect(try terminal.rest().contains(Self.redraw + "fa-bench: error: feedback times target"))
  }
}

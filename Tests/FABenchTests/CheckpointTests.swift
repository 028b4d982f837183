import Foundation
import TestSupport
import Testing

/// Long comparisons that are killed and begun again.
@Suite(.mustEnd) struct CheckpointTests {
  static func command(steps: Int) -> [String] {
    [
      "--synthetic", "40x30", "--spectrum", "power:1", "--rank", "3", "--rules", "fa-star,gd",
      "--step-size", "gd=1e-3", "--tolerance", "0", "--max-steps", "\(steps)",
      "--checkpoint-steps", "1000", "--format", "json",
    ]
  }

  /// Everything but the times and the command.
  private func lasting(_ result: JSONValue) -> [JSONValue] {
    ["problem", "optimum", "feedbackLimit"].map { result[$0] }
      + result["runs"].elements.flatMap { run in
        run.keys.subtracting(["setupSeconds", "trainingSeconds"]).sorted().map { run[$0] }
      }
  }

  /// Killed while the second rule is under way, and again, it ends with the bytes of an undisturbed
  /// comparison.
  @Test func killedTwice() async throws {
    let directory = try TemporaryDirectory()
    // Long enough to be seen in the middle.
    let command = Self.command(steps: 200_000)
    let undisturbed = try await FABench.run(command + ["--checkpoints", directory.file("whole")])
    #expect(undisturbed.code == 0, "\(undisturbed.messages)")
    let again = command + ["--checkpoints", directory.file("killed")]
    for _ in 0..<2 {
      let terminal = try PseudoTerminal(columns: 80)
      let outcome = try await FABench.run(again, messages: terminal.handle) { process in
        try terminal.wait(for: "gd  step")
        kill(process.processIdentifier, SIGKILL)
      }
      #expect(outcome.code == 137 && outcome.output.isEmpty)
    }
    let resumed = try await FABench.run(again)
    #expect(resumed.code == 0, "\(resumed.messages)")
    #expect(try lasting(resumed.json) == lasting(undisturbed.json))
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.file("killed"))
    #expect(
      names.filter { !$0.hasSuffix(".tmp") }.sorted() == ["fa-star.checkpoint", "gd.checkpoint"])
  }

  /// Checkpoints of another comparison, files that are none, and places where none can be.
  @Test func refusals() async throws {
    let directory = try TemporaryDirectory()
    let command = Self.command(steps: 3000)
    let own = ["--checkpoints", directory.file("own")]
    #expect(try await FABench.run(command + own).code == 0)
    let other = try await FABench.run(command + own + ["--seed", "1"])
    #expect(other.code == 64 && other.output.isEmpty)
    #expect(other.messages.contains("the checkpoint is of a run with another target"))
    let broken = directory.file("own/gd.checkpoint")
    try Data("no checkpoint".utf8).write(to: URL(fileURLWithPath: broken))
    let unusable = try await FABench.run(command + own)
    #expect(unusable.code == 65 && unusable.messages.contains("gd.checkpoint"))
    let nowhere = try await FABench.run(command + ["--checkpoints", "/dev/null/x"])
    #expect(nowhere.code == 73 && nowhere.output.isEmpty)
    let never = try await FABench.run(command + own + ["--checkpoint-steps", "0"])
    #expect(never.code == 64 && never.messages.contains("--checkpoint-steps"))
  }
}

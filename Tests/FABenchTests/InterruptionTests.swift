import Foundation
import TestSupport
import Testing

/// The first Ctrl-C ends a comparison early but keeps what it has found.
@Suite(.mustEnd) struct InterruptionTests {
  @Test(arguments: [SIGINT, SIGTERM])
  func resultsSoFarAreWritten(_ signal: Int32) async throws {
    let directory = try TemporaryDirectory()
    let terminal = try PseudoTerminal(columns: 80)
    let outcome = try await FABench.run(
      [
        "--synthetic", "30x20", "--spectrum", "power:1", "--rank", "3", "--rules", "fa-star,gd,fa",
        "--step-size", "gd=1e-12", "--max-steps", "\(Int.max)", "--format", "json",
        "--output", directory.file("result.json"), "--save-factors", directory.file("factors"),
      ], messages: terminal.handle
    ) { process in
      // The progress line tells when the second rule is under way.
      try terminal.wait(for: "gd  step")
      kill(process.processIdentifier, signal)
    }
    #expect(outcome.code == 130)
    #expect(try terminal.rest().contains("fa-bench: interrupted"))
    #expect(try directory.names == ["factors", "result.json"])
    let data = try Data(contentsOf: URL(fileURLWithPath: directory.file("result.json")))
    let runs = try JSONDecoder().decode(JSONValue.self, from: data)["runs"].elements
    #expect(runs.map(\.["rule"].text) == ["fa-star", "gd"])
    #expect(runs.map(\.["status"].text) == ["converged", "interrupted"])
    let last = try #require(runs.last)
    #expect(last["error"].number > 0)
    #expect(last["history"].elements.last?["step"] == last["steps"])
    let saved = try FileManager.default.contentsOfDirectory(atPath: directory.file("factors"))
    #expect(
      Set(saved) == [
        "C.npy", "W0.npy", "W_fa-star.npy", "W_gd.npy", "Z0.npy", "Z_fa-star.npy", "Z_gd.npy",
      ])
  }
}

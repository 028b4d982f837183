import Foundation
import TestSupport
import Testing

/// `fa-bench doctor`, and what else tells about the program itself.
@Suite(.mustEnd) struct DoctorCommandTests {
  @Test func everyCheck() async throws {
    let result = try await FABench.result(["doctor"])
    #expect(result.keys == ["schema", "isHealthy", "checks"])
    #expect(result["schema"].text == "fa-bench.doctor/1" && result["isHealthy"] == .bool(true))
    let checks = result["checks"].elements
    #expect(
      checks.map(\.["name"].text) == [
        "fa-bench", "system", "blas", "lapack", "core", "threads", "self-test", "gnuplot",
      ])
    for check in checks {
      #expect(check.keys == ["name", "status", "found", "advice"])
      #expect(check["found"].text?.isEmpty == false)
      #expect((check["advice"] == .null) == (check["status"].text == "ok"))
    }
    #expect(checks[2]["found"].text?.contains("OpenBLAS") == true)
    #expect(checks[6]["found"].text == "passed")
  }

  /// What is optional may be missing: the advice says how to get it, and the code is 0.
  @Test func missingGnuplot() async throws {
    let directory = try TemporaryDirectory()
    let outcome = try await FABench.run(["doctor"], environment: ["PATH": directory.path])
    #expect(outcome.code == 0 && outcome.messages.isEmpty)
    #expect(outcome.output.contains("gnuplot-nox"))
    // A path is shown as a whole, on a line of its own.
    for line in outcome.output.split(separator: "\n") {
      #expect(line.count <= 80 || line.contains("(/"), "\(line)")
    }
    // A directory of that name is no program.
    try FileManager.default.createDirectory(
      atPath: directory.file("gnuplot"), withIntermediateDirectories: false)
    let other = try await FABench.run(["doctor"], environment: ["PATH": directory.path])
    #expect(other.output.contains("gnuplot-nox"))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completions(_ shell: String) async throws {
    let outcome = try await FABench.run(["--generate-completion-script", shell])
    #expect(outcome.code == 0 && outcome.messages.isEmpty)
    for word in ["compare", "svd", "limits", "sweep", "doctor", "feedback-laws"] {
      #expect(outcome.output.contains(word), "\(word)")
    }
  }

  @Test(arguments: ["compare", "svd", "limits", "sweep", "doctor"])
  func help(_ command: String) async throws {
    let outcome = try await FABench.run([command, "--help"], environment: ["COLUMNS": "80"])
    #expect(outcome.code == 0 && outcome.messages.isEmpty)
    #expect(outcome.output.contains("Exit codes:"))
  }
}

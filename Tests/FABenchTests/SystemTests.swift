import Foundation
import TestSupport
import Testing

/// What the system may deny, and names that it allows: said in plain words, and by the exit code.
@Suite(.mustEnd) struct SystemTests {
  static let compare = ["--synthetic", "12x9", "--spectrum", "power:1", "--rank", "3"]

  private func sweep(_ results: String, cells: Int) -> [String] {
    [
      "sweep", "--results", results, "--synthetic", "12x9", "--spectrum", "power:1", "--ranks", "3",
      "--rules", "gd", "--seeds", "0-\(cells - 1)", "--jobs", "1",
    ]
  }

  /// A name in Latin-1, as old archives have them, and one that no encoding knows.
  @Test(arguments: ["\\351", "\\377\\376", "\\364\\217\\277\\251"])
  func namesThatAreNotUTF8(_ bytes: String) async throws {
    let directory = try TemporaryDirectory()
    let outcome = try await FABench.run(
      ["svd", "--rank", "1"],
      shell: """
        cd '\(directory.path)' && name=$(printf '\(bytes)') && printf '3,0\\n0,4\\n' > "$name.csv" &&
        "$@" --input "$name.csv" --output "$name.json" --save-target "$name.npy" \
          --save-factors "$name/factors" && cat "$name.json" && ls "$name.npy" "$name/factors/U.npy" >&2
        """)
    #expect(outcome.code == 0, "\(outcome.messages)")
    #expect(try outcome.json["rank"] == .number(1))
    let missing = try await FABench.run(
      ["svd", "--rank", "1"], shell: "\"$@\" --input \"$(printf 'a\\351b.csv')\"")
    #expect(missing.code == 66 && missing.messages.contains("'a\\xE9b.csv' does not exist"))
  }

  /// A file that may not grow, which ends a write in its midst.
  @Test func filesThatMayNotGrow() async throws {
    let directory = try TemporaryDirectory()
    let shell = "ulimit -f 8; exec \"$@\""
    let output = directory.file("r.json")
    let outcome = try await FABench.run(Self.compare + ["--output", output], shell: shell)
    #expect(outcome.code == 73 && outcome.messages.contains("File too large"))
    #expect(try directory.names.isEmpty)
    // What was computed is shown instead, as far as this may grow.
    #expect(outcome.output.hasPrefix("{"))

    let results = directory.file("r.jsonl")
    let stopped = try await FABench.run(sweep(results, cells: 30), shell: shell)
    #expect(stopped.code == 73 && stopped.messages.contains("File too large"))
    // No part of a line is left behind.
    let lines = try String(contentsOfFile: results, encoding: .utf8)
    #expect(lines.hasSuffix("}\n") && lines.utf8.count <= 8 * 1024)
  }

  #if os(Linux)
    @Test(arguments: [["--help"], ["svd", "--help"], ["--version"], Self.compare])
    func aFullStandardOutput(_ arguments: [String]) async throws {
      let outcome = try await FABench.run(arguments, shell: "exec \"$@\" > /dev/full")
      #expect(outcome.code == 73)
      #expect(
        outcome.messages.contains("cannot write 'standard output': No space left on device"))
    }

    /// In a container /proc may be missing.
    @Test(.enabled(if: geteuid() == 0, "only root can take /proc away"))
    func withoutProc() async throws {
      let outcome = try await FABench.run(
        Self.compare + ["--format", "csv"],
        shell: """
          unshare --mount true 2>/dev/null || exit 99
          exec unshare --mount sh -c 'umount -l /proc && exec "$@"' sh "$@"
          """)
      if outcome.code == 99 { return }
      #expect(outcome.code == 0, "\(outcome.messages)")
      #expect(outcome.output.hasPrefix("rule,"))
    }
  #endif

  /// Results that nobody would find are no success.
  @Test(arguments: ["rm", "mv"])
  func resultsThatAreTakenAway(_ command: String) async throws {
    let directory = try TemporaryDirectory()
    let results = directory.file("r.jsonl")
    let outcome = try await FABench.run(sweep(results, cells: 2000)) { _ in
      while (try? Data(contentsOf: URL(fileURLWithPath: results)).contains(UInt8(ascii: "\n")))
        != true
      {
        sched_yield()
      }
      if command == "rm" {
        try FileManager.default.removeItem(atPath: results)
      } else {
        try FileManager.default.moveItem(atPath: results, toPath: directory.file("elsewhere"))
      }
    }
    #expect(outcome.code == 73)
    #expect(outcome.messages.contains("it was removed or replaced during the sweep"))
  }
}

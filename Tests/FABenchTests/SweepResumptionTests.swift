import Foundation
import TestSupport
import Testing

/// What a sweep leaves behind when it is killed, interrupted or kept from writing, and how it goes on.
@Suite(.mustEnd) struct SweepResumptionTests {
  static let grid = [
    "--synthetic", "20x16", "--spectrum", "power:1", "--spectrum", "flat", "--ranks", "2,3",
    "--rules", "gd,fa", "--seeds", "0-24", "--max-steps", "400", "--tolerance", "0",
  ]

  static func count(_ path: String) -> Int {
    (FileManager.default.contents(atPath: path) ?? Data()).count { $0 == UInt8(ascii: "\n") }
  }

  /// What has been found, without what varies from run to run.
  static func found(_ directory: TemporaryDirectory) throws -> [String: JSONValue] {
    let rows = try SweepCommandTests.rows(directory)
    let pairs = rows.map { row in
      (row["cell"].text ?? "", row.without(["setupSeconds", "trainingSeconds"]))
    }
    return Dictionary(pairs) { first, _ in
      Issue.record("a cell is there twice")
      return first
    }
  }

  /// Killed at ten moments, the file ends with what an undisturbed sweep finds, no cell twice, no line
  /// broken.
  @Test func killedTenTimes() async throws {
    let (undisturbed, killed) = (try TemporaryDirectory(), try TemporaryDirectory())
    _ = try await SweepCommandTests.sweep(undisturbed, Self.grid + ["--jobs", "2"])
    let path = killed.file("r.jsonl")
    var generator = SeededGenerator(seed: 4)
    var kills = 0
    for _ in 0..<10 {
      let goal = min(195, Self.count(path) + Int.random(in: 1...25, using: &generator))
      let outcome = try await FABench.run(
        ["sweep", "--results", path, "--jobs", "2"] + Self.grid
      ) { process in
        while process.isRunning, Self.count(path) < goal { sched_yield() }
        kill(process.processIdentifier, SIGKILL)
      }
      if outcome.code == 128 + SIGKILL { kills += 1 }
    }
    // A busy machine may let the program finish before the signal comes; the first kills come early.
    #expect(kills >= 2)
    let last = try await SweepCommandTests.sweep(killed, Self.grid + ["--jobs", "2"])
    let expected = try Self.found(undisturbed)
    #expect(expected.count == 200)
    #expect(try Self.found(killed) == expected)
    #expect(last.output.contains("200 cells"))
  }

  /// Cut anywhere, the last line is computed anew.
  @Test(arguments: [1, 20, 400])
  func tornLine(_ rest: Int) async throws {
    let directory = try TemporaryDirectory()
    let grid = SweepCommandTests.matrix + ["--ranks", "2", "--rules", "gd,fa", "--seeds", "0-2"]
    _ = try await SweepCommandTests.sweep(directory, grid)
    let whole = try Self.found(directory)
    let file = URL(fileURLWithPath: directory.file("r.jsonl"))
    let data = try Data(contentsOf: file)
    try data.dropLast(rest).write(to: file)
    #expect(Self.count(file.path) == 5)
    _ = try await SweepCommandTests.sweep(directory, grid)
    #expect(try Self.found(directory) == whole)
    // Without a grid it is cut off as well, and nothing is computed.
    try data.dropLast(rest).write(to: file)
    let summary = try await SweepCommandTests.sweep(directory, [])
    #expect(summary.output.contains("5 cells"))
    #expect(try Self.found(directory).count == 5)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func interrupted(_ signal: Int32) async throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("r.jsonl")
    let endless = ["--max-steps", "\(Int.max)", "--step-sizes", "auto,1e-12", "--format", "json"]
    let outcome = try await FABench.run(
      ["sweep", "--results", path, "--jobs", "2"] + Self.grid.dropLast(4) + endless
    ) { process in
      while process.isRunning, Self.count(path) < 1 { sched_yield() }
      kill(process.processIdentifier, signal)
    }
    #expect(outcome.code == 130)
    let found = try Self.found(directory)
    #expect(outcome.messages.contains("\(found.count) of 400 cells"))
    // What is printed is what there is.
    #expect(try outcome.json["cells"]["total"].number == Double(found.count))
    #expect(found.count >= 1)
    for row in found.values { #expect(row["status"].text != "interrupted") }
  }

  @Test func oneSweepAtATime() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write([], as: "r.jsonl")
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    try #require(flock(handle.fileDescriptor, LOCK_EX) == 0)
    let arguments = SweepCommandTests.matrix + ["--ranks", "2"]
    let outcome = try await SweepCommandTests.sweep(directory, arguments, code: 73)
    #expect(outcome.messages.contains("another sweep is writing it"))
    try handle.close()
    _ = try await SweepCommandTests.sweep(directory, arguments)
  }

  @Test func fullDisk() async throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let outcome = try await FABench.run(
      ["sweep", "--results", "/dev/full", "--ranks", "2"] + SweepCommandTests.matrix)
    #expect(outcome.code == 73 && outcome.messages.contains("plain file"))
    // A file that may not grow, in blocks of 512 bytes: the lines that fit are whole.
    let directory = try TemporaryDirectory()
    let limited = try await FABench.run(
      ["sweep", "--results", directory.file("r.jsonl"), "--jobs", "1"] + Self.grid,
      shell: #"trap '' XFSZ; ulimit -f 8; exec "$@""#)
    #expect(limited.code == 73 && limited.messages.contains("cannot write"))
    let found = try Self.found(directory)
    #expect(found.count >= 2 && found.count < 10)
  }
}

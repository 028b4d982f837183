import FALinalg
import Foundation
import TestSupport
import Testing

/// Limits of memory are named before the work, with what is needed, what is there and what says so.
@Suite(.mustEnd) struct MemoryLimitTests {
  private func run(
    _ arguments: [String], _ limit: String, threads: Int = 1
  ) async throws -> FABench.Outcome {
    try await FABench.run(
      arguments, environment: ["OPENBLAS_NUM_THREADS": "\(threads)"],
      shell: "ulimit \(limit); exec \"$@\"")
  }

  /// A file of zeros, which takes no room on the disk.
  private func zeros(
    _ rows: Int, _ columns: Int, in directory: TemporaryDirectory
  ) throws -> String {
    let header = "{'descr': '<f8', 'fortran_order': True, 'shape': (\(rows), \(columns)), }\n"
    let start: [UInt8] = [0x93] + "NUMPY".utf8 + [1, 0, UInt8(header.utf8.count), 0] + header.utf8
    let path = try directory.write(start, as: "Y.npy")
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: UInt64(start.count + 8 * rows * columns))
    try handle.close()
    return path
  }

  /// The file of 128 MB is read, and what is to be done with it does not fit.
  @Test func workOnAFile() async throws {
    let directory = try TemporaryDirectory()
    let path = try zeros(4000, 4000, in: directory)
    let outcome = try await run(["svd", "--rank", "1000", "--input", path], "-v 446000")
    #expect(outcome.code == 65)
    #expect(
      outcome.messages.contains(
        "an approximation of a 4000 x 4000 matrix, besides it, needs 0."), "\(outcome.messages)")
    #expect(outcome.messages.contains("the limit of its address space (ulimit -v) leaves 0."))
  }

  /// OpenBLAS would ask for its buffer for ever, and its other threads do.
  @Test(arguments: [1, 2])
  func noRoomForBuffers(_ threads: Int) async throws {
    let outcome = try await run(
      ["svd", "--rank", "1", "--synthetic", "9x9", "--spectrum", "flat"], "-v 200000",
      threads: threads)
    #expect(outcome.code == 70)
    #expect(
      outcome.messages.contains("OpenBLAS needs 0.168 GB of memory, and the limit"),
      "\(outcome.messages)")
  }

  /// Each job but the first would ask for a buffer of its own, for ever.
  @Test func noRoomForTheBuffersOfJobs() async throws {
    let directory = try TemporaryDirectory()
    let sweep = [
      "sweep", "--synthetic", "40x40", "--spectrum", "power:1", "--ranks", "2", "--seeds", "1-6",
      "--max-steps", "10", "--results", directory.file("cells"), "--jobs",
    ]
    let outcome = try await run(sweep + ["6"], "-d 250000")
    #expect(outcome.code == 64)
    #expect(
      outcome.messages.contains("(--jobs 6) needs 0.671 GB of memory, and the limit of its data"),
      "\(outcome.messages)")
    #expect(try await run(sweep + ["1"], "-d 250000").code == 0)
  }

  /// A matrix that is drawn takes its factors besides.
  @Test func noRoomForADrawing() async throws {
    let outcome = try await run(
      ["svd", "--rank", "1", "--synthetic", "3000x3000", "--spectrum", "flat"], "-v 446000")
    #expect(outcome.code == 64)
    #expect(
      outcome.messages.contains("--synthetic 3000x3000 needs 0.216 GB of memory, and the limit"),
      "\(outcome.messages)")
  }

  /// Krylov coordinates take what there is, or are left alone.
  @Test(arguments: [220_000, 240_000, 260_000, 280_000])
  func runsFitTheMemory(_ limit: Int) async throws {
    let arguments = [
      "compare", "--synthetic", "1000x1000", "--spectrum", "power:1", "--rank", "40", "--rules",
      "gd", "--max-steps", "100", "--format", "json",
    ]
    let free = try await FABench.run(arguments)
    let confined = try await run(arguments, "-d \(limit)")
    #expect(confined.code == 0, "\(confined.messages)")
    func error(_ outcome: FABench.Outcome) throws -> Double {
      let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
      let runs = try #require((object as? [String: Any])?["runs"] as? [[String: Any]])
      return try #require(runs[0]["error"] as? Double)
    }
    let (expected, found) = (try error(free), try error(confined))
    #expect(abs(expected - found) <= 1e-12 * expected)
  }
}

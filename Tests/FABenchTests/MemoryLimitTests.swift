import FALinalg
import Foundation
import TestSupport
import Testing

/// Limits of memory are named before the work, with what is needed, what is there and what says so.
@Suite(.mustEnd) struct MemoryLimitTests {
  private func run(_ arguments: [String], _ limit: String) async throws -> FABench.Outcome {
    try await FABench.run(arguments, shell: "ulimit \(limit); exec \"$@\"")
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
    let outcome = try await FABench.run(
      ["svd", "--rank", "1", "--synthetic", "9x9", "--spectrum", "flat"],
      environment: ["OPENBLAS_NUM_THREADS": "\(threads)"], shell: "ulimit -v 200000; exec \"$@\"")
    #expect(outcome.code == 70)
    #expect(
      outcome.messages.contains("OpenBLAS needs 0.168 GB of memory, and the limit"),
      "\(outcome.messages)")
  }
}

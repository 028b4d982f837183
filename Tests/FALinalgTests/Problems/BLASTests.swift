import FALinalg
import Foundation
import TestSupport
import Testing

@Suite struct BLASTests {
  private struct Failure: Error {}

  @Test func selfTestFindsNothing() {
    onThreadCounts { threads in
      #expect(BLAS.selfTest() == nil, "on \(threads) threads")
    }
  }

  @Test func names() throws {
    #expect(BLAS.configuration.hasPrefix("OpenBLAS"))
    #expect(!BLAS.coreName.isEmpty)
    #expect(BLAS.configuration.contains(BLAS.version))
    #expect(BLAS.version.split(separator: ".").count >= 3)
    #expect(BLAS.processorCount >= 1)
    if BLAS.threading == .none { #expect(BLAS.threadCount == 1) }
    for text in [BLAS.configuration, BLAS.coreName] {
      #expect(text == text.trimmingCharacters(in: .whitespaces))
    }
    let version = BLAS.lapackVersion.split(separator: ".").map { Int($0) }
    #expect(version.count == 3 && (version.first ?? 0) ?? 0 >= 3 && !version.contains(nil))
    for file in [BLAS.blasLibrary, BLAS.lapackLibrary] {
      #expect(FileManager.default.fileExists(atPath: try #require(file)))
    }
  }

  @Test func threadCountIsRestored() {
    let before = BLAS.threadCount
    #expect(before >= 1)
    for count in [1, 2] {
      let inside = BLAS.withThreads(count) { BLAS.threadCount }
      #expect(inside == count)
      #expect(BLAS.threadCount == before)
      #expect(throws: Failure.self) {
        try BLAS.withThreads(count) { () throws(Failure) in
          #expect(BLAS.threadCount == count)
          throw Failure()
        }
      }
      #expect(BLAS.threadCount == before)
    }
    // Nested.
    BLAS.withThreads(2) {
      BLAS.withThreads(1) { #expect(BLAS.threadCount == 1) }
      #expect(BLAS.threadCount == 2)
    }
    #expect(BLAS.threadCount == before)
  }

  /// One that the program has set is not the one that OpenBLAS began with.
  @Test func threadCountThatWasSetIsRestored() async {
    await #expect(processExitsWith: .success) {
      for count in [1, 2] {
        BLAS.threadCount = count
        BLAS.withThreads(count + 1) { precondition(BLAS.threadCount == count + 1) }
        precondition(BLAS.threadCount == count)
      }
    }
  }

  /// The number of one task is that of its own tasks, and of no other.
  @Test func threadCountOfATask() async {
    let task = BLAS.withThreads(3) { Task { BLAS.threadCount } }
    #expect(await task.value == 3)
    let before = BLAS.threadCount
    // The first begins before the second and ends in the midst of it.
    let (began, ended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    concurrently(2) { index in
      if index == 0 {
        BLAS.withThreads(before + 1) { began.wait() }
        ended.signal()
      } else {
        BLAS.withThreads(before + 2) {
          began.signal()
          ended.wait()
          #expect(BLAS.threadCount == before + 2)
        }
      }
    }
    #expect(BLAS.threadCount == before)
  }

  /// Small decompositions take one thread, and nobody may see that in the number; one that is set in
  /// the midst of them is the one that holds after them. The number is that of a process of its own: other
  /// tests compute with theirs.
  @Test(.mustEnd) func smallDecompositionsLeaveTheThreadCountAlone() async {
    await #expect(processExitsWith: .success) {
      let a = Matrix<Double>.seeded(100, 100)
      for count in [2, 1, 3] {
        concurrently(4) { _ in
          for _ in 0..<10 {
            _ = try? a.qr()
            BLAS.threadCount = count
            _ = try? a.lu()
            precondition(BLAS.threadCount == count)
          }
        }
        precondition(BLAS.threadCount == count)
      }
    }
  }
}

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
    withThreadCountLock {
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
  }

  /// Small decompositions hold OpenBLAS to one thread: nobody else may see that in the number.
  @Test(.mustEnd) func smallDecompositionsLeaveTheThreadCountAlone() {
    withThreadCountLock {
      let before = BLAS.threadCount
      defer { BLAS.threadCount = before }
      let a = Matrix<Double>.seeded(40, 40)
      let symmetric = a + a.transposed
      for count in [2, 1, 3] {
        BLAS.threadCount = count
        concurrently(4) {
          for _ in 0..<25 {
            #expect(throws: Never.self) {
              _ = try a.lu()
              _ = try a.qr()
              _ = try symmetric.symmetricEigen()
            }
            #expect(BLAS.threadCount == count)
          }
        }
        #expect(BLAS.threadCount == count)
      }
    }
  }

  /// A number that is set in the midst of small decompositions is the one that holds after them.
  @Test(.mustEnd) func threadCountIsSetAmidSmallDecompositions() {
    withThreadCountLock {
      let before = BLAS.threadCount
      let a = Matrix<Double>.seeded(100, 100)
      concurrently(4) { _ = try? a.qr() }
      for count in [3, 2, 1] {
        concurrently(4) {
          _ = try? a.qr()
          BLAS.threadCount = count
          _ = try? a.qr()
        }
        #expect(BLAS.threadCount == count)
        let inside = BLAS.withThreads(2) {
          concurrently(4) { _ = try? a.qr() }
          return BLAS.threadCount
        }
        #expect(inside == 2 && BLAS.threadCount == count)
      }
      BLAS.threadCount = before
    }
  }
}

import FALinalg
internal import Dispatch
internal import Foundation

private let threadCountLock = NSLock()

/// Runs `body` once with each number of BLAS threads, while no other test changes that number.
///
/// The number is one for the whole process, and tests run at the same time.
public func onThreadCounts<Failure: Error>(
  _ counts: [Int] = [1, 2], _ body: (Int) throws(Failure) -> Void
) throws(Failure) {
  try withThreadCountLock { () throws(Failure) in
    for count in counts {
      try BLAS.withThreads(count) { () throws(Failure) in try body(count) }
    }
  }
}

/// Runs `body` while no other test changes the number of BLAS threads.
public func withThreadCountLock<Result, Failure: Error>(
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  threadCountLock.lock()
  defer { threadCountLock.unlock() }
  return try body()
}

/// Runs `body` on several threads of the system at the same time, and waits for all.
public func concurrently(_ count: Int, _ body: @Sendable () -> Void) {
  DispatchQueue.concurrentPerform(iterations: count) { _ in body() }
}

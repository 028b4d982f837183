import FALinalg
internal import Foundation

/// Runs `body` once with each number of BLAS threads.
public func onThreadCounts<Failure: Error>(
  _ counts: [Int] = [1, 2], _ body: (Int) throws(Failure) -> Void
) throws(Failure) {
  for count in counts {
    try BLAS.withThreads(count) { () throws(Failure) in try body(count) }
  }
}

/// Runs `body` on so many threads of its own at the same time, with the number of each, and waits for all.
public func concurrently(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
  let ended = DispatchGroup()
  for index in 0..<count {
    ended.enter()
    Thread {
      body(index)
      ended.leave()
    }.start()
  }
  ended.wait()
}

internal import Dispatch
import FALinalg
internal import Synchronization

extension ExperimentSetting {
  /// The seed of a trial: trials of other seeds have others, unless one of both is huge.
  private func trialSeed(_ trial: Int) -> UInt64 { seed &* 1_000_000 &+ UInt64(trial) }

  /// The results of so many independent trials, in their order, from several threads with one BLAS thread
  /// each.
  func trials<Value: Sendable>(
    _ count: Int,
    _ body: @Sendable (_ trial: Int, _ seed: UInt64) throws(FactorizationError) -> Value
  ) throws(FactorizationError) -> [Value] {
    typealias Outcome = Result<Value, FactorizationError>
    let results = Mutex([Outcome?](repeating: nil, count: count))
    let next = Atomic(0)
    let done = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, count))) { _ in
      BLAS.withThreads(1) {
        while true {
          let trial = next.add(1, ordering: .relaxed).oldValue
          guard trial < count else { return }
          let result = Outcome { () throws(FactorizationError) in
            try body(trial, trialSeed(trial))
          }
          results.withLock { $0[trial] = result }
          if case .failure = result { next.store(count, ordering: .relaxed) }
          progress(done.add(1, ordering: .relaxed).newValue, count)
        }
      }
    }
    var values: [Value] = []
    // Of trials that were never begun, an earlier one says why.
    for case .some(let result) in results.withLock({ $0 }) { values.append(try result.get()) }
    return values
  }
}

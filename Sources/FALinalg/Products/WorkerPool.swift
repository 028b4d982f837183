internal import Dispatch
internal import Synchronization
internal import Platform

/// The threads that compute parts of a ``SplitJob`` beside the calling one.
///
/// They are started when they are first needed and then sleep between products, and whoever waits for a part sleeps as
/// well: threads of OpenBLAS wait awake, in the way of others that want the processor, and each of the thousands of
/// calls within a decomposition then lasts as long as the system's turns. One job is computed at a time; another waits
/// for it, as threaded products of OpenBLAS do.
enum WorkerPool {
  /// The most threads that work on one product, the caller's included.
  private static let largestTeam = 8

  /// How many parts a product of so many operations is worth: one for each thread, unless they would
  /// be too short to repay waking it up.
  static func parts(
    ofOperations operations: Int, each least: Int = Threshold.threadOperations
  ) -> Int {
    min(BLAS.threadCount, largestTeam, operations / least)
  }

  private static let workers = Mutex<[Worker]>([])

  /// The memory that each thread has for a part.
  static let storageBytes =
    max(Threshold.split.entries, Threshold.short.sides * Threshold.short.sides)
    * MemoryLayout<Double>.stride

  /// Computes all parts of a job and adds them up, in the same order whoever computed them.
  static func run<Job: SplitJob>(_ job: Job, parts: Int) {
    guard parts > 1 else { return unsafe job.run(part: 0, of: 1, storage: nil) }
    unsafe withUnsafePointer(to: job) { place in
      let job = unsafe JobInPlace(place: place)
      workers.withLock { workers in
        while workers.count < parts - 1 { workers.append(Worker()) }
        for part in 1..<parts { unsafe workers[part - 1].take(job, part: part, of: parts) }
        unsafe job.run(part: 0, of: parts, storage: nil)
        for part in 1..<parts { unsafe job.add(workers[part - 1].finish()) }
      }
    }
  }
}

/// A thread that computes one part of a product at a time, and memory for its result.
///
/// A part passes from `posted` to `running` by whoever comes first, the thread or its client: where
/// the thread is slow to wake up because the processor is busy, the client loses no time waiting.
@safe
private final class Worker: @unchecked Sendable {
  private enum Phase {
    static let idle = 0
    static let posted = 1
    static let running = 2
    static let awaited = 3
    static let done = 4
  }

  private let phase = Atomic(Phase.idle)
  private let wakeUp = DispatchSemaphore(value: 0)
  private let end = DispatchSemaphore(value: 0)
  // Written by the client while the phase is idle; read by whoever changed it to running.
  private var job: (work: any SplitJob, part: Int, parts: Int)?
  // Written by the thread when it starts, and by the client once that has happened.
  private var placement = fa_placement()
  private let isPlaced = Atomic(false)
  private let storage = UnsafeMutableRawPointer.allocate(
    byteCount: WorkerPool.storageBytes, alignment: 64)

  init() {
    DispatchQueue(label: "fa-toolkit.split-product", qos: .userInitiated).async { [self] in
      placement = fa_current_placement()
      isPlaced.store(true, ordering: .releasing)
      while true {
        wakeUp.wait()
        if claim() {
          compute()
          let before = phase.exchange(Phase.done, ordering: .acquiringAndReleasing)
          if before == Phase.awaited { end.signal() }
        }
      }
    }
  }

  /// Offers a part to the thread.
  func take(_ work: any SplitJob, part: Int, of parts: Int) {
    unsafe job = (work, part, parts)
    // Beside waiting threads of OpenBLAS, which leave no processor idle, the system would wake this
    // one up where the client is at work, and the two would take turns there.
    if isPlaced.load(ordering: .acquiring) {
      if BLAS.pinsHelperThreads {
        unsafe fa_keep_off_caller(&placement)
      } else {
        unsafe fa_let_go(&placement)
      }
    }
    phase.store(Phase.posted, ordering: .releasing)
    wakeUp.signal()
  }

  /// The result, computed here and now if the thread has not begun with it.
  func finish() -> UnsafeMutableRawPointer {
    if claim() {
      compute()
    } else {
      // Where nothing else wants the processors, the thread has as good as finished.
      var turns = 0
      while turns < 20_000, phase.load(ordering: .acquiring) == Phase.running { turns += 1 }
      let isAwaited = phase.compareExchange(
        expected: Phase.running, desired: Phase.awaited, ordering: .acquiringAndReleasing
      ).exchanged
      if isAwaited { end.wait() }
    }
    phase.store(Phase.idle, ordering: .relaxed)
    return unsafe storage
  }

  private func claim() -> Bool {
    phase.compareExchange(
      expected: Phase.posted, desired: Phase.running, ordering: .acquiringAndReleasing
    ).exchanged
  }

  private func compute() {
    guard let (work, part, parts) = unsafe job else { return }
    unsafe work.run(part: part, of: parts, storage: storage)
  }
}

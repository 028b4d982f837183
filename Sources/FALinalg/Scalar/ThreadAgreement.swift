internal import CBLAS
internal import Synchronization
internal import Platform

/// What tasks agree on: OpenBLAS's number of threads, which is one for the whole process.
///
/// Calls that want the same number run side by side. One that wants another waits until they have
/// ended, and then changes it; when the last call has ended, it is again what it was. So the bits of a
/// result never depend on what others compute meanwhile. Nothing waits within a call, and nobody enters twice,
/// so that there is no deadlock.
@safe
final class ThreadAgreement: @unchecked Sendable {
  static let shared = ThreadAgreement()

  /// Whether the number is shared at all: with OpenMP each thread has its own.
  static let isNeeded = BLAS.threading == .threads

  // A mutex of the Synchronization module has no condition to wait for. To wait allocates nothing.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let end = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  /// The calls that are running, and how many wait for these to end.
  private var (running, waiting) = (0, 0)
  /// While any is running: on how many threads.
  private var count: Int32 = 1
  /// While any is running: the number for whoever asks for none.
  private var savedCount: Int32 = 1

  private init() {
    let codes = unsafe (pthread_mutex_init(mutex, nil), pthread_cond_init(end, nil))
    require(codes == (0, 0), "the system makes no lock: \(codes)")
  }

  /// Whether the number for whoever asks for none was chosen, by the program or by whoever started it.
  var countIsChosen: Bool { isChosen.load(ordering: .relaxed) }
  private let isChosen = Atomic(
    ["OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS"].contains { (name: String) in
      unsafe getenv(name) != nil
    })

  /// The number for whoever asks for none.
  var processCount: Int32 {
    get { locked { running > 0 ? savedCount : openblas_get_num_threads() } }
    set {
      isChosen.store(true, ordering: .relaxed)
      locked {
        if running > 0 { savedCount = newValue } else { openblas_set_num_threads(newValue) }
      }
    }
  }

  /// Waits until a call may run on `wanted` threads, or on those of the process for nil, and enters it.
  func enter(_ wanted: Int32?) {
    assert(fa_count_on_thread(1) == 1, "a call of OpenBLAS within another may wait for itself")
    locked {
      // Whoever comes while others wait waits as well: nobody is overtaken for ever.
      if running > 0, waiting > 0 || count != wanted ?? savedCount {
        waiting += 1
        repeat {
          unsafe pthread_cond_wait(end, mutex)
        } while running > 0 && count != wanted ?? savedCount
        waiting -= 1
      }
      if running == 0 {
        savedCount = openblas_get_num_threads()
        count = wanted ?? savedCount
        if count != savedCount { openblas_set_num_threads(count) }
      }
      running += 1
    }
  }

  /// Ends a call.
  func leave() {
    assert(fa_count_on_thread(-1) == 0)
    locked {
      running -= 1
      guard running == 0 else { return }
      if count != savedCount { openblas_set_num_threads(savedCount) }
      if waiting > 0 { unsafe pthread_cond_broadcast(end) }
    }
  }

  @inline(__always)
  private func locked<Result>(_ body: () -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body()
  }
}

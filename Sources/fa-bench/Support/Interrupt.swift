import Foundation
import Synchronization

/// Set by the signal handler, which may do nothing more than that.
private let wasInterrupted = Atomic<Bool>(false)

/// Turns the first SIGINT or SIGTERM into a request to stop at the next safe point. A second one
/// ends the program at once.
struct Interrupt {
  init() {
    // Whoever started the program from a thread that blocks signals (any worker of libdispatch
    // does) has passed that on.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      unsafe sigaddset(&signals, number)
      _ = signal(number) { number in
        wasInterrupted.store(true, ordering: .relaxed)
        _ = signal(number, SIG_DFL)
      }
    }
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  var isRequested: Bool { wasInterrupted.load(ordering: .relaxed) }
}

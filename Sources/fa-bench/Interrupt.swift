import Foundation
import Synchronization

/// Set by the signal handler, which may do nothing more than that.
private let wasInterrupted = Atomic<Bool>(false)

/// Turns the first SIGINT or SIGTERM into a request to stop at the next safe point. A second one
/// ends the program at once.
struct Interrupt {
  init() {
    for number in [SIGINT, SIGTERM] {
      _ = signal(number) { number in
        wasInterrupted.store(true, ordering: .relaxed)
        _ = signal(number, SIG_DFL)
      }
    }
  }

  var isRequested: Bool { wasInterrupted.load(ordering: .relaxed) }
}

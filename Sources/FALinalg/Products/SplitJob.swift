/// Work whose result is computed in parts, by several threads at once.
@unsafe
protocol SplitJob {
  /// Computes one of several parts.
  ///
  /// - Parameter storage: Memory of the thread's own, of ``WorkerPool/storageBytes``; nil for the first part, which the
  ///   caller's thread computes.
  func run(part: Int, of parts: Int, storage: UnsafeMutableRawPointer?)

  /// Adds to the result what a part has left in its storage.
  func add(_ storage: UnsafeMutableRawPointer)
}

extension SplitJob {
  /// Nothing: every part has stored what is its own.
  func add(_ storage: UnsafeMutableRawPointer) {}
}

/// A job where it lies, which any type of job fits in without allocation.
@unsafe
struct JobInPlace<Job: SplitJob>: SplitJob {
  let place: UnsafePointer<Job>

  func run(part: Int, of parts: Int, storage: UnsafeMutableRawPointer?) {
    unsafe place.pointee.run(part: part, of: parts, storage: storage)
  }

  func add(_ storage: UnsafeMutableRawPointer) { unsafe place.pointee.add(storage) }
}

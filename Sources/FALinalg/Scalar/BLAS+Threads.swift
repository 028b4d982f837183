internal import CBLAS
internal import Synchronization

extension BLAS {
  /// What is going on that the number of threads depends on.
  private struct Users {
    /// The small decompositions that are being computed.
    var decompositions = 0
    /// The closures that ask for a number of threads.
    var closures = 0
    /// The number that holds but for the decompositions.
    var count: Int32 = 1

    /// Whether OpenBLAS is held to one thread.
    var areLimited: Bool { decompositions > 0 && closures == 0 }

    mutating func change(_ update: (inout Self) -> Void) {
      let wereLimited = areLimited
      update(&self)
      guard areLimited != wereLimited else { return }
      if areLimited { count = openblas_get_num_threads() }
      openblas_set_num_threads(areLimited ? 1 : count)
    }
  }

  private static let users = Mutex(Users())

  /// The number of threads that OpenBLAS uses for large operations. It is one number for the
  /// whole process.
  ///
  /// Decompositions of matrices up to 256 x 256 take one thread, on which they are faster.
  public static var threadCount: Int {
    get { users.withLock { Int($0.areLimited ? $0.count : openblas_get_num_threads()) } }
    set {
      require(newValue > 0, "BLAS cannot run on \(newValue) threads")
      users.withLock {
        let count = Int32(clamping: newValue)
        if $0.areLimited { $0.count = count } else { openblas_set_num_threads(count) }
      }
    }
  }

  private static let pinning = Atomic(true)

  /// Whether the library's own helper threads are kept off the processor of the thread that they
  /// work for, on Linux. True unless a program says otherwise.
  ///
  /// Each helper may then use all processors of the process but that one. No other thread is
  /// touched, neither the program's own nor those of OpenBLAS. Where a program or a batch system
  /// places threads itself, set it to false: a helper that begins its next work then may use all
  /// processors again that it could when it was started.
  public static var pinsHelperThreads: Bool {
    get { pinning.load(ordering: .relaxed) }
    set { pinning.store(newValue, ordering: .relaxed) }
  }

  /// Runs `body` with the given number of BLAS threads and restores the number after it.
  ///
  /// The number holds for the whole process while `body` runs, small decompositions included: to run
  /// many things side by side, set one thread around all of them rather than in each.
  ///
  /// ```swift
  /// let results = BLAS.withThreads(1) { problems.map(solve) }
  /// ```
  public static func withThreads<Result, Failure: Error>(
    _ count: Int, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    users.withLock { $0.change { $0.closures += 1 } }
    let before = threadCount
    threadCount = count
    defer {
      threadCount = before
      users.withLock { $0.change { $0.closures -= 1 } }
    }
    return try body()
  }

  /// Decomposes a matrix of the given larger dimension on one thread, if it is so small that this is
  /// faster.
  ///
  /// OpenBLAS has one number of threads for the whole process. It is lowered when the first of several
  /// such decompositions begins and put back when the last one ends; what other tasks begin in the
  /// meantime runs on one thread, too.
  @inline(__always)
  static func decomposing<Result>(order: Int32, _ body: () -> Result) -> Result {
    // OpenMP's number of threads is one for each thread that calls.
    guard order > Threshold.unthreadedOrder, order <= Threshold.oneThreadOrder,
      threading == .threads
    else { return body() }
    users.withLock { $0.change { $0.decompositions += 1 } }
    defer { users.withLock { $0.change { $0.decompositions -= 1 } } }
    return body()
  }
}

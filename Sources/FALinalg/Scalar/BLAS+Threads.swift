internal import CBLAS
internal import Synchronization

extension BLAS {
  /// The number that the present task asked for by ``withThreads(_:_:)``.
  @TaskLocal private static var ownThreadCount: Int32?

  /// The number of threads that large operations of the present task use: that of the process, unless
  /// it runs within ``withThreads(_:_:)``.
  ///
  /// To set it sets the number of the process. Decompositions of matrices up to 256 x 256 take one
  /// thread in any case, on which they are faster.
  public static var threadCount: Int {
    get { Int(ownThreadCount ?? ThreadAgreement.shared.processCount) }
    set {
      require(newValue > 0, "BLAS cannot run on \(newValue) threads")
      ThreadAgreement.shared.processCount = Int32(clamping: newValue)
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

  /// Runs `body` with the given number of BLAS threads, which holds for nobody else.
  ///
  /// It holds for what `body` computes on its own thread, and in tasks that it is a part of. Threads
  /// that it starts by other means (`DispatchQueue`) use the number of the process: where many things
  /// run side by side, ask for one thread in each of them, or set ``threadCount``.
  ///
  /// ```swift
  /// DispatchQueue.concurrentPerform(iterations: problems.count) { index in
  ///   BLAS.withThreads(1) { solve(problems[index]) }
  /// }
  /// ```
  ///
  /// OpenBLAS has one number for the whole process. Calls that want another than those that are running
  /// wait for these to end (<doc:Threads>).
  public static func withThreads<Result, Failure: Error>(
    _ count: Int, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    require(count > 0, "BLAS cannot run on \(count) threads")
    let result: Swift.Result<Result, Failure> = $ownThreadCount.withValue(Int32(clamping: count)) {
      // OpenMP's number of threads is one for each thread that calls.
      let outer = threading == .openMP ? openblas_get_num_threads() : 0
      if outer > 0 { openblas_set_num_threads(Int32(clamping: count)) }
      defer { if outer > 0 { openblas_set_num_threads(outer) } }
      do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// Makes a call of OpenBLAS, on the number of threads of the present task.
  ///
  /// The call must not lead back here: it would wait for itself.
  ///
  /// - Parameter isLarge: Whether OpenBLAS may give the work to several threads at all. No bit of the result
  ///   depends on their number otherwise, and nothing has to be agreed on.
  @inline(__always)
  static func calling<Result>(isLarge: Bool, _ call: () -> Result) -> Result {
    guard isLarge, ThreadAgreement.isNeeded else { return call() }
    ThreadAgreement.shared.enter(ownThreadCount)
    defer { ThreadAgreement.shared.leave() }
    return call()
  }

  /// Calls LAPACK with matrices of the given largest dimension: on one thread, if they are so small that this
  /// is faster.
  @inline(__always)
  static func decomposing<Result>(order: Int32, _ call: () -> Result) -> Result {
    guard order > Threshold.unthreadedOrder, ThreadAgreement.isNeeded else { return call() }
    ThreadAgreement.shared.enter(order <= Threshold.oneThreadOrder ? 1 : ownThreadCount)
    defer { ThreadAgreement.shared.leave() }
    return call()
  }
}

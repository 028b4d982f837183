internal import CBLAS
internal import Synchronization

extension BLAS {
  /// The number that the present task asked for by ``withThreads(_:_:)``.
  @TaskLocal private static var ownThreadCount: Int32?

  /// The number of threads that large operations of the present task use: that of the process, unless
  /// it runs within ``withThreads(_:_:)``.
  ///
  /// To set it sets the number of the process. Decompositions of matrices up to 256 x 256 take one
  /// thread in any case, on which they are faster, and most others where nobody has chosen a number
  /// (<doc:Threads>).
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

  /// Makes calls of OpenBLAS that must not take its own threads, which wait for work awake: on the calling thread, and on
  /// such as work for it.
  ///
  /// The calls must not lead back here: they would wait for themselves.
  ///
  /// - Parameter isLarge: Whether OpenBLAS might give the work to several threads at all. Nothing has to be agreed on
  ///   otherwise.
  @inline(__always)
  static func calling<Result>(isLarge: Bool, _ calls: () -> Result) -> Result {
    guard isLarge, ThreadAgreement.isNeeded else { return calls() }
    ThreadAgreement.shared.enter(1)
    defer { ThreadAgreement.shared.leave() }
    return calls()
  }

  /// Calls LAPACK with matrices of the given largest dimension: on the number of threads of the present task, unless they
  /// are so small that one is faster.
  ///
  /// Most routines have OpenBLAS's threads come together several times for each column, and wait for each other awake:
  /// beside other busy processes each time lasts as long as the system's turns. They take more than one where somebody has
  /// asked for so many threads.
  ///
  /// - Parameter comesTogetherRarely: Whether the routine is one of those that divide the work once for many columns.
  @inline(__always)
  static func decomposing<Result>(
    order: Int32, comesTogetherRarely: Bool = false, _ call: () -> Result
  ) -> Result {
    guard order > Threshold.oneThreadOrder, ThreadAgreement.isNeeded,
      comesTogetherRarely || ownThreadCount != nil || ThreadAgreement.shared.countIsChosen
    else { return calling(isLarge: order > Threshold.unthreadedOrder, call) }
    ThreadAgreement.shared.enter(ownThreadCount)
    defer { ThreadAgreement.shared.leave() }
    return call()
  }
}

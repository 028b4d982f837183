/// How a routine shares its work among threads: with OpenBLAS's, which come together for every column or for many at
/// once, or itself.
enum WorkSharing { case often, rarely, byItself }

extension Workspace {
  /// Runs a LAPACK routine that works in so many numbers for each of `count` vectors: for blocks of
  /// up to 64 vectors, which is no less than LAPACK would ask for.
  ///
  /// - Parameter width: How many vectors there are to make blocks of, if fewer than `count`: of a wide
  ///   matrix of three rows there are three reflections, and a block of 64 would be many times as large
  ///   as the matrix.
  /// - Parameter sharing: How the routine shares its work among threads.
  mutating func run(
    _ query: WorkspaceQuery, blocksOf count: Int, width: Int = 64, sharing: WorkSharing = .often,
    _ routine: (Scratch<Scalar>) -> Int32
  ) throws(LinearAlgebraError) -> Int32 {
    let name = query.routine
    let length = try lapackInt(max(1, min(64, width, count) * count), "workspace of \(name)")
    let (base, integers) = unsafe reserve(scalars: Int(length))
    let scratch = unsafe Scratch(scalars: base, integers: integers, work: base, length: length)
    let order = query.largestDimension
    let info =
      sharing == .byItself
      ? BLAS.calling(isLarge: order > Threshold.unthreadedOrder) { unsafe routine(scratch) }
      : BLAS.decomposing(order: order, comesTogetherRarely: sharing == .rarely) {
        unsafe routine(scratch)
      }
    require(info >= 0, "\(name) rejected argument \(-info)")
    return info
  }

  /// Runs a LAPACK routine with the workspace length that it asks for.
  ///
  /// Where that is not known yet, `routine` is first called with the length -1, upon which LAPACK
  /// answers in `work[0]` and touches nothing else.
  ///
  /// - Parameters:
  ///   - query: The routine, and the dimensions and options that the length depends on.
  ///   - source: A matrix that the routine destroys; its copy leads the scalars.
  ///   - scalars: How many scalars the routine needs beside the copy and its workspace.
  ///   - integers: How many integers it needs.
  ///   - bound: What its workspace may come to for large dimensions. It is checked in 64 bits
  ///     before the call, since LAPACK's own 32 bits could overflow to a plausible length.
  ///   - extra: How much longer than LAPACK's answer the workspace is made.
  /// - Returns: LAPACK's `info`, which is not negative.
  mutating func run(
    _ query: WorkspaceQuery, copying source: MatrixView<Scalar>? = nil, scalars: Int = 0,
    integers: Int = 0, bound: Int = 0, extra: Int = 0, _ routine: (Scratch<Scalar>) -> Int32
  ) throws(LinearAlgebraError) -> Int32 {
    let held = (source?.count ?? 0) + scalars
    let name = query.routine
    let length: Int32
    if let lastAnswer, lastAnswer.query == query {
      length = lastAnswer.length
    } else {
      _ = try lapackInt(bound, "workspace of \(name)")
      let (base, indices) = unsafe reserve(scalars: held, integers: integers)
      var answer: Scalar = 0
      let info = unsafe withUnsafeMutablePointer(to: &answer) {
        unsafe routine(Scratch(scalars: base, integers: indices, work: $0, length: -1))
      }
      require(info == 0, "\(name) rejected argument \(-info) of a workspace query")
      length = try lapackInt(workspaceLength(answer) + extra, "workspace of \(name)")
      lastAnswer = (query, length)
    }
    let (base, indices) = unsafe reserve(scalars: held + Int(length), integers: integers)
    if let source { unsafe copy(source, to: base) }
    let info = BLAS.decomposing(order: query.largestDimension) {
      unsafe routine(
        Scratch(scalars: base, integers: indices, work: base + held, length: length))
    }
    require(info >= 0, "\(name) rejected argument \(-info)")
    return info
  }
}

/// Copies the entries of a matrix to `target` in column-major order.
func copy<Scalar>(_ source: some MatrixProtocol<Scalar>, to target: UnsafeMutablePointer<Scalar>) {
  unsafe source._withUnsafeMatrix { unsafe copyEntries(of: $0, filling: target) }
}

/// The optimal workspace length that LAPACK answered a query with. In single precision the answer
/// is rounded; the next number up is never too short.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func workspaceLength<Scalar: BLASScalar>(_ answer: Scalar) -> Int {
  Int(answer.nextUp.rounded(.up))
}

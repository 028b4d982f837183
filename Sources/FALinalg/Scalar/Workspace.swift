/// What the length of a LAPACK routine's own workspace depends on: its dimensions and options.
struct WorkspaceQuery: Equatable {
  let routine: String
  private let arguments: SIMD4<Int32>

  init(
    _ routine: String, _ first: Int32, _ second: Int32 = 0, _ third: Int32 = 0, _ option: Int32 = 0
  ) {
    self.routine = routine
    arguments = SIMD4(first, second, third, option)
  }

  /// The largest dimension. Options are small numbers or letters.
  var largestDimension: Int32 { arguments.max() }
}

/// Scratch memory that LAPACK needs during a factorization, kept from one to the next.
///
/// It grows to the largest need it has met and is freed with its owner. A second factorization of
/// the same shape allocates nothing.
@safe
public struct Workspace<Scalar: BLASScalar>: ~Copyable {
  fileprivate var bytes = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// What LAPACK was last asked, and its answer: asking costs as much as decomposing a small matrix.
  var lastAnswer: (query: WorkspaceQuery, length: Int32)?

  /// An empty workspace.
  public init() {}

  deinit { unsafe bytes.deallocate() }

  /// Lends the memory to work in double precision, whatever this workspace's own scalar is.
  mutating func inDouble<Result>(
    _ body: (inout Workspace<Double>) throws(LinearAlgebraError) -> Result
  ) throws(LinearAlgebraError) -> Result {
    var lent = Workspace<Double>()
    unsafe swap(&lent.bytes, &bytes)
    lent.lastAnswer = lastAnswer
    defer {
      unsafe swap(&lent.bytes, &bytes)
      lastAnswer = lent.lastAnswer
    }
    return try body(&lent)
  }

  /// The bytes held at present.
  public var byteCount: Int { unsafe bytes.count }

  /// Room for the given numbers of scalars and of integers, with unspecified contents. What an
  /// earlier call returned is no longer valid.
  mutating func reserve(
    scalars scalarCount: Int, integers integerCount: Int = 0
  ) -> (scalars: UnsafeMutablePointer<Scalar>, integers: UnsafeMutablePointer<Int32>) {
    // LAPACK wants a place to point at even where it needs no room.
    let scalarBytes = max(1, scalarCount) * MemoryLayout<Scalar>.stride
    let count = scalarBytes + max(1, integerCount) * MemoryLayout<Int32>.stride
    if unsafe bytes.count < count {
      unsafe bytes.deallocate()
      // A matrix that does not begin with a cache line has every long vector in two of them: an SVD of
      // 512 x 512 took 3 % longer. For a small one that matters less than what the alignment costs.
      unsafe bytes = .allocate(
        byteCount: count, alignment: count < 4096 ? MemoryLayout<Double>.alignment : 64)
    }
    let base = unsafe bytes.baseAddress.unsafelyUnwrapped
    return unsafe (
      base.bindMemory(to: Scalar.self, capacity: max(1, scalarCount)),
      (base + scalarBytes).bindMemory(to: Int32.self, capacity: max(1, integerCount))
    )
  }
}

/// What a LAPACK routine gets from a workspace for one call.
@unsafe
struct Scratch<Scalar: BLASScalar> {
  /// The scalars asked for, led by the copy of the matrix where there is one.
  var scalars: UnsafeMutablePointer<Scalar>
  /// The integers asked for.
  var integers: UnsafeMutablePointer<Int32>
  /// The routine's own workspace.
  var work: UnsafeMutablePointer<Scalar>
  /// The length of `work`, or -1 in a query for it.
  var length: Int32
}

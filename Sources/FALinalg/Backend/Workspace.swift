/// Scratch memory that LAPACK needs during a factorization, kept from one to the next.
///
/// It grows to the largest need it has met and is freed with its owner. A second factorization of
/// the same shape allocates nothing.
@safe
public struct Workspace<Scalar: BLASScalar>: ~Copyable {
  private var scalars = unsafe UnsafeMutableBufferPointer<Scalar>(start: nil, count: 0)
  private var integers = unsafe UnsafeMutableBufferPointer<Int32>(start: nil, count: 0)

  /// An empty workspace.
  public init() {}

  deinit {
    unsafe scalars.deallocate()
    unsafe integers.deallocate()
  }

  /// The bytes held at present.
  public var byteCount: Int {
    unsafe scalars.count * MemoryLayout<Scalar>.stride + integers.count * MemoryLayout<Int32>.stride
  }

  /// Room for the given numbers of scalars and of integers, with unspecified contents. What an
  /// earlier call returned is no longer valid.
  mutating func reserve(
    scalars scalarCount: Int, integers integerCount: Int = 0
  ) -> (scalars: UnsafeMutablePointer<Scalar>, integers: UnsafeMutablePointer<Int32>) {
    if unsafe scalars.count < max(1, scalarCount) {
      unsafe scalars.deallocate()
      unsafe scalars = .allocate(capacity: max(1, scalarCount))
      unsafe scalars.initialize(repeating: 0)
    }
    if unsafe integers.count < max(1, integerCount) {
      unsafe integers.deallocate()
      unsafe integers = .allocate(capacity: max(1, integerCount))
      unsafe integers.initialize(repeating: 0)
    }
    return unsafe (scalars.baseAddress.unsafelyUnwrapped, integers.baseAddress.unsafelyUnwrapped)
  }
}

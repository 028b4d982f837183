internal import CNarrowProduct

/// The longest vectors that the kernels can use on this processor.
let vectorBytes = fa_vector_bytes()

/// A product of a large matrix with a few vectors, computed block by block by kernels of our own.
///
/// OpenBLAS packs the large matrix as if many vectors were to follow, which costs more than the
/// multiplications, and its threads wait for each other at every turn. The kernels read it once, where
/// it is, and every thread takes blocks of the result of its own.
///
/// Every entry of the result is one sum in one order for a given number of threads.
@unsafe
struct NarrowProduct<Scalar: BLASScalar> {
  /// Few rows, s x k.
  private let few: UnsafeMatrix<Scalar>
  /// The large matrix, k x l.
  private let large: UnsafeMatrix<Scalar>
  /// The result, s x l or the transpose of that.
  private let c: UnsafeMutableMatrix<Scalar>
  private let isTransposed: Bool
  private let alpha: Scalar
  private let beta: Scalar

  init(
    _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>,
    alpha: Scalar, beta: Scalar
  ) {
    unsafe isTransposed = c.columns < c.rows
    unsafe few = isTransposed ? b.transposed : a
    unsafe large = isTransposed ? a.transposed : b
    unsafe (self.c, self.alpha, self.beta) = (c, alpha, beta)
  }

  /// The product as a type that a thread can take without being generic.
  var job: SplitJob {
    if Scalar.self == Double.self {
      unsafe .narrowDouble(unsafeBitCast(self, to: NarrowProduct<Double>.self))
    } else {
      unsafe .narrowFloat(unsafeBitCast(self, to: NarrowProduct<Float>.self))
    }
  }

  /// Computes one of several parts.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func run(part: Int, of parts: Int) {
    guard let few = unsafe few.base, let large = unsafe large.base else { return }
    let (count, length) = unsafe (self.few.rows, self.large.columns)
    let runsAcross = unsafe self.large.rowStride != 1
    let stride = unsafe runsAcross ? self.large.rowStride : self.large.columnStride
    var room = InlineArray<4096, Scalar>(repeating: 0)
    // As many blocks as parts, or a multiple, each as wide as fits the room and the cache.
    let widest = min(256, room.count / count)
    let turns = (length + parts * widest - 1) / (parts * widest)
    let width = min(widest, ((length + parts * turns - 1) / (parts * turns) + 7) & ~7)
    let blocks = (length + width - 1) / width
    var span = room.mutableSpan
    unsafe span.withUnsafeMutableBufferPointer { room in
      guard let out = room.baseAddress else { return }
      for index in (part * blocks / parts)..<((part + 1) * blocks / parts) {
        let block = (index * width)..<min((index + 1) * width, length)
        let from = unsafe large + block.lowerBound * (runsAcross ? 1 : stride)
        unsafe Scalar._narrowProduct(
          few, self.few.rowStride, self.few.columnStride, count, from, stride, runsAcross ? 1 : 0,
          self.few.columns, block.count, out)
        unsafe store(block, from: out)
      }
    }
  }

  /// Brings a block, which holds the rows one after the other, to its place in the result.
  @inline(__always)
  private func store(_ block: Range<Int>, from room: UnsafeMutablePointer<Scalar>) {
    guard let base = unsafe c.base else { return }
    let (count, stride) = unsafe (few.rows, c.columnStride)
    if unsafe isTransposed {
      for row in 0..<count {
        let to = unsafe base + row * stride + block.lowerBound
        for column in 0..<block.count {
          unsafe put(room[row * block.count + column], at: to + column)
        }
      }
    } else {
      for column in 0..<block.count {
        let to = unsafe base + (block.lowerBound + column) * stride
        for row in 0..<count { unsafe put(room[row * block.count + column], at: to + row) }
      }
    }
  }

  @inline(__always)
  private func put(_ value: Scalar, at place: UnsafeMutablePointer<Scalar>) {
    unsafe place.pointee = beta == 0 ? alpha * value : alpha * value + beta * place.pointee
  }
}

/// Whether a product of these dimensions is one of a large matrix with a few vectors.
///
/// On one and two threads, with matrices from 64 x 64 to 2000 x 2000, 2 to 32 vectors mostly took .2
/// to .8 of the time of OpenBLAS. Sums over few entries or for many vectors, where OpenBLAS has paid
/// for its packing, took as long as there, or longer; in single precision the bound is higher.
@usableFromInline
func isNarrow<Scalar: BLASScalar>(_ m: Int, _ n: Int, _ k: Int, _: Scalar.Type) -> Bool {
  let count = min(m, n)
  let least = (Scalar.self == Double.self ? 4 : 16) * count
  return (2...32).contains(count) && k >= max(64, least) && max(m, n) >= least
}

/// Whether a product of these dimensions is one of two tall matrices with few columns each, which is
/// not enough work for several threads: of 20000 x 4 with itself OpenBLAS's made 80 microseconds.
@usableFromInline
func isShort(_ m: Int, _ n: Int, _ k: Int) -> Bool {
  (2...16).contains(m) && (2...16).contains(n) && (256...100_000).contains(k)
}

/// Stores `alpha a b + beta c` in `c`, block by block.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func storeNarrowProduct<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>,
  alpha: Scalar, beta: Scalar
) {
  let product = unsafe NarrowProduct(a, b, into: c, alpha: alpha, beta: beta)
  let (m, n, k) = unsafe (c.rows, c.columns, a.columns)
  let parts = isShort(m, n, k) ? 1 : WorkerPool.parts(ofOperations: m * n * k)
  if parts > 1 {
    unsafe WorkerPool.run(product.job, parts: parts)
  } else {
    unsafe product.run(part: 0, of: 1)
  }
}

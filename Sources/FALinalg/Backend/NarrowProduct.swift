/// A product of a large matrix with a few vectors, computed block by block.
///
/// OpenBLAS packs the large matrix as if many vectors were to follow, and its threads wait for each
/// other at every turn: 2000 x 2000 times 2000 x 10 took it 3.2 ms on two threads and 4.1 ms on one.
/// Here every thread takes blocks of the result of its own. The few vectors are the left factor,
/// which OpenBLAS packs in wider panels, and pieces are so short that it leaves each to the thread
/// it is called on (``SplitProduct``): 1.4 ms on two threads, near what reading the matrix takes.
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
    let (count, length) = unsafe (few.rows, large.columns)
    var room = InlineArray<4096, Scalar>(repeating: 0)
    // As many blocks as parts, or a multiple, each as wide as fits the room and the cache.
    let widest = min(256, room.count / count)
    let turns = (length + parts * widest - 1) / (parts * widest)
    let width = min(widest, ((length + parts * turns - 1) / (parts * turns) + 3) & ~3)
    let blocks = (length + width - 1) / width
    var span = room.mutableSpan
    unsafe span.withUnsafeMutableBufferPointer { room in
      for index in (part * blocks / parts)..<((part + 1) * blocks / parts) {
        let block = (index * width)..<min((index + 1) * width, length)
        unsafe multiply(
          block,
          into: UnsafeMutableMatrix(
            base: room.baseAddress, rows: count, columns: block.count, columnStride: count))
        unsafe store(block, from: room)
      }
    }
  }

  /// Computes the entries of a block in `room`, piece by piece.
  @inline(__always)
  private func multiply(_ block: Range<Int>, into room: UnsafeMutableMatrix<Scalar>) {
    let inner = unsafe few.columns
    let length = unsafe max(1, largestPiece / (few.rows * block.count))
    let columns = unsafe large.columns(block)
    for start in stride(from: 0, to: inner, by: length) {
      let piece = start..<min(start + length, inner)
      unsafe gemm(
        few.columns(piece), columns.rows(piece), into: room, alpha: alpha, beta: start == 0 ? 0 : 1)
    }
  }

  /// Brings a block to its place in the result.
  @inline(__always)
  private func store(_ block: Range<Int>, from room: UnsafeMutableBufferPointer<Scalar>) {
    guard let base = unsafe c.base else { return }
    let (count, stride) = unsafe (few.rows, c.columnStride)
    if unsafe isTransposed {
      for row in 0..<count {
        let to = unsafe base + row * stride + block.lowerBound
        for column in 0..<block.count {
          unsafe put(room[row + column * count], at: to + column)
        }
      }
    } else {
      for column in 0..<block.count {
        let to = unsafe base + (block.lowerBound + column) * stride
        for row in 0..<count { unsafe put(room[row + column * count], at: to + row) }
      }
    }
  }

  @inline(__always)
  private func put(_ value: Scalar, at place: UnsafeMutablePointer<Scalar>) {
    unsafe place.pointee = beta == 0 ? value : value + beta * place.pointee
  }
}

/// Whether a product of these dimensions is one of a large matrix with a few vectors.
///
/// On two threads, with matrices from 200 x 200 to 4000 x 4000, 3 to 24 vectors mostly took .4 to .9
/// of the time of OpenBLAS; with less than a million operations, or 32 vectors, they took as long or
/// longer. In single precision 16 vectors took as long.
@usableFromInline
func isNarrow(_ m: Int, _ n: Int, _ k: Int) -> Bool {
  (3...24).contains(min(m, n)) && k >= 64 && m * n * k > 4 * largestPiece && BLAS.threadCount > 1
}

/// Stores `alpha a b + beta c` in `c`, block by block.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func storeNarrowProduct<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>,
  alpha: Scalar, beta: Scalar
) {
  let operations = unsafe c.rows * c.columns * a.columns
  let parts = WorkerPool.parts(ofOperations: operations)
  unsafe WorkerPool.run(
    NarrowProduct(a, b, into: c, alpha: alpha, beta: beta).job, parts: parts)
}

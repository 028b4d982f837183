/// A product with few entries and a long inner dimension, split along that.
///
/// OpenBLAS never splits the inner dimension k. Here every thread multiplies its own stretch of k
/// into storage of its own, and the results are added in a fixed order, so that they are the same
/// every time for a given number of threads. Within a stretch the product is cut so short that
/// OpenBLAS, which compares m n k with 262,144, leaves each piece to the thread it is called on.
@unsafe
struct SplitProduct<Scalar: BLASScalar>: SplitJob {
  private let a: UnsafeMatrix<Scalar>
  private let b: UnsafeMatrix<Scalar>
  private let c: UnsafeMutableMatrix<Scalar>
  private let alpha: Scalar
  private let beta: Scalar
  /// Whether b is the transpose of a, and only the lower triangle of the result is wanted.
  private let isGram: Bool

  init(
    _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>,
    alpha: Scalar, beta: Scalar, isGram: Bool = false
  ) {
    unsafe (self.a, self.b, self.c) = (a, b, c)
    unsafe (self.alpha, self.beta, self.isGram) = (alpha, beta, isGram)
  }

  /// Computes the product, on several threads if it is long enough to repay waking them up.
  func run() {
    let operations = unsafe c.rows * c.columns * a.columns
    let parts = unsafe WorkerPool.parts(
      ofOperations: operations,
      each: isContiguous ? Threshold.kernelOperations : Threshold.threadOperations)
    unsafe WorkerPool.run(self, parts: parts)
  }

  /// Computes one of several parts: the first in the result itself, the others in `storage`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func run(part: Int, of parts: Int, storage: UnsafeMutableRawPointer?) {
    let k = unsafe a.columns
    let stretch = (part * k / parts)..<((part + 1) * k / parts)
    if let storage = unsafe storage {
      unsafe multiply(stretch, into: sum(in: storage), beta: 0)
    } else {
      unsafe multiply(stretch, into: c, beta: beta)
    }
  }

  /// Adds a part that was computed in `storage` to the result.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func add(_ storage: UnsafeMutableRawPointer) {
    let sum = unsafe sum(in: storage)
    guard let from = unsafe sum.base, let to = unsafe c.base else { return }
    for column in unsafe 0..<c.columns {
      for row in unsafe (isGram ? column : 0)..<c.rows {
        unsafe to[row + column * c.columnStride] += from[row + column * sum.columnStride]
      }
    }
  }

  private func sum(in storage: UnsafeMutableRawPointer) -> UnsafeMutableMatrix<Scalar> {
    unsafe UnsafeMutableMatrix(
      base: storage.assumingMemoryBound(to: Scalar.self), rows: c.rows, columns: c.columns,
      columnStride: c.rows)
  }

  /// Whether the kernel for short products can read both.
  private var isContiguous: Bool { unsafe a.columnStride == 1 && b.rowStride == 1 }

  /// Stores `alpha a b + beta target` over a stretch of the inner dimension in `target`, piece by
  /// piece where OpenBLAS computes it.
  @inline(__always)
  private func multiply(
    _ stretch: Range<Int>, into target: UnsafeMutableMatrix<Scalar>, beta: Scalar
  ) {
    if unsafe isContiguous {
      unsafe storeShortProduct(
        a.columns(stretch), b.rows(stretch), into: target, alpha: alpha, beta: beta, isGram: isGram)
      return
    }
    let length = unsafe max(1, Threshold.threadOperations / (c.rows * c.columns))
    var (start, factor) = (stretch.lowerBound, beta)
    while start < stretch.upperBound {
      let piece = start..<min(start + length, stretch.upperBound)
      if unsafe isGram {
        unsafe syrk(a.columns(piece), into: target, alpha: alpha, beta: factor)
      } else {
        unsafe gemm(a.columns(piece), b.rows(piece), into: target, alpha: alpha, beta: factor)
      }
      (start, factor) = (piece.upperBound, 1)
    }
  }
}

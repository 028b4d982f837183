internal import CKernels

/// A product of a large matrix with a few vectors, computed block by block by kernels of our own.
///
/// OpenBLAS packs the large matrix as if many vectors were to follow, which costs more than the
/// multiplications, and its threads wait for each other at every turn. The kernels read it once, where
/// it is, and every thread takes a part of the result of its own.
///
/// Every entry of the result is one sum in one order, for any number of threads.
@unsafe
struct NarrowProduct<Scalar: BLASScalar>: SplitJob {
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

  /// Computes the product, in parts on all threads if it is long enough to repay waking them up.
  func run() {
    let parts = unsafe WorkerPool.parts(ofOperations: c.rows * c.columns * few.columns)
    unsafe WorkerPool.run(self, parts: parts)
  }

  /// Computes one of several parts: some of the columns of the large matrix.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func run(part: Int, of parts: Int, storage: UnsafeMutableRawPointer?) {
    // The kernels take eight columns at a time.
    let units = unsafe (large.columns + 7) / 8
    let columns =
      unsafe (part * units / parts * 8)..<min((part + 1) * units / parts * 8, large.columns)
    guard let few = unsafe few.base, let large = unsafe large.base, let c = unsafe c.base,
      !columns.isEmpty
    else { return }
    let runsAcross = unsafe self.large.rowStride != 1
    let stride = unsafe runsAcross ? self.large.rowStride : self.large.columnStride
    let (row, column) = unsafe isTransposed ? (self.c.columnStride, 1) : (1, self.c.columnStride)
    unsafe fa_narrow_product(
      Scalar.letter, vectorBytes, few, self.few.rowStride, self.few.columnStride, self.few.rows,
      large + columns.lowerBound * (runsAcross ? 1 : stride), stride, runsAcross ? 1 : 0,
      self.few.columns, columns.count, Double(alpha), Double(beta), c + columns.lowerBound * column,
      row, column)
  }
}

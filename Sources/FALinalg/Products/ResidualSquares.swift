internal import CKernels

/// How many columns a block has: always as many, so that the sum does not depend on the threads.
private let blockWidth = 64

/// The sums of squares of the entries of Y - Z V', block by block of columns, in one pass over Y.
@unsafe
struct ResidualSquares: SplitJob {
  private let y: UnsafeMatrix<Double>
  private let z: UnsafeMatrix<Double>
  private let v: UnsafeMatrix<Double>
  /// One for each block.
  private var sums = unsafe UnsafeMutableBufferPointer<Double>(start: nil, count: 0)

  /// Nil for another scalar than Double.
  ///
  /// - Parameters:
  ///   - y: m x n, with contiguous columns.
  ///   - z: m x r, with contiguous columns.
  ///   - v: n x r.
  init?<Scalar: BLASScalar>(
    y: UnsafeMatrix<Scalar>, z: UnsafeMatrix<Scalar>, v: UnsafeMatrix<Scalar>
  ) {
    guard Scalar.self == Double.self else { return nil }
    unsafe self.y = unsafeBitCast(y, to: UnsafeMatrix<Double>.self)
    unsafe self.z = unsafeBitCast(z, to: UnsafeMatrix<Double>.self)
    unsafe self.v = unsafeBitCast(v, to: UnsafeMatrix<Double>.self)
  }

  /// Computes one of several parts: some of the blocks.
  func run(part: Int, of parts: Int, storage: UnsafeMutableRawPointer?) {
    guard let y = unsafe y.base, let z = unsafe z.base, let v = unsafe v.base else { return }
    let count = unsafe sums.count
    for block in (part * count / parts)..<((part + 1) * count / parts) {
      let start = block * blockWidth
      unsafe sums[block] = fa_residual_squares(
        Double.letter, vectorBytes, y + start * self.y.columnStride, self.y.columnStride, z,
        self.z.columnStride,
        self.y.rows, v + start * self.v.rowStride, self.v.rowStride, self.v.columnStride,
        min(blockWidth, self.y.columns - start), self.z.columns)
    }
  }

  /// The Frobenius norm of Y - Z V', on all threads; nil where squares may lie outside the range of
  /// numbers, or where there is nothing to multiply.
  func norm() -> Double? {
    var sums = unsafe [Double](repeating: 0, count: (y.columns + blockWidth - 1) / blockWidth)
    unsafe sums.withUnsafeMutableBufferPointer {
      var job = unsafe self
      unsafe job.sums = $0
      let parts = unsafe WorkerPool.parts(ofOperations: y.rows * y.columns * (z.columns + 1))
      unsafe WorkerPool.run(job, parts: parts)
    }
    let sum = sums.reduce(0, +)
    // Squares that are too small to be normal then make no difference, though there be 2^60 of them.
    return sum.isFinite && sum > 0x1p-900 ? sum.squareRoot() : nil
  }
}

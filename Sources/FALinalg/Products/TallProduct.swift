internal import CKernels

// Products of a tall matrix with a small one, and solutions with a small triangle to its right, by
// kernels of our own.

/// The product of a tall matrix, whose columns are contiguous, with a small one, computed by a kernel of our own in
/// panels of rows.
///
/// OpenBLAS packs both matrices first, which for so few columns takes as long as the multiplications.
@unsafe
struct TallProduct<Scalar: BLASScalar>: SplitJob {
  private let a: UnsafeMatrix<Scalar>
  private let b: UnsafeMatrix<Scalar>
  private let c: UnsafeMutableMatrix<Scalar>
  private let alpha: Scalar
  private let beta: Scalar
  /// What is added, and where it is not `beta` times that, the factor of each row.
  private let (y, yStride): (UnsafePointer<Scalar>?, Int)
  private let scales: UnsafePointer<Scalar>?

  /// `c = alpha a b + beta c`.
  @inline(__always)
  init(
    _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>,
    alpha: Scalar, beta: Scalar
  ) {
    unsafe (self.a, self.b, self.c) = (a, b, c)
    unsafe (self.alpha, self.beta) = (alpha, beta)
    unsafe (y, yStride) = (beta == 0 ? nil : UnsafePointer(c.base), c.columnStride)
    unsafe scales = nil
  }

  /// `c = y - a b`, with each row of y times its scale where there are such.
  ///
  /// - Parameter y: With contiguous columns; nil for zeros.
  @inline(__always)
  init(
    _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>,
    from y: UnsafeMatrix<Scalar>?, scales: UnsafePointer<Scalar>?
  ) {
    unsafe (self.a, self.b, self.c) = (a, b, c)
    unsafe (alpha, beta) = (-1, 1)
    unsafe (self.y, yStride) = (y?.base, y?.columnStride ?? 0)
    unsafe self.scales = unsafe scales
  }

  /// Computes the product, in parts on all threads if it is long enough to repay waking them up.
  @inline(__always)
  func run() {
    let operations = unsafe c.rows * c.columns * a.columns
    if operations >= 2 * Threshold.kernelOperations {
      let parts = WorkerPool.parts(ofOperations: operations, each: Threshold.kernelOperations)
      unsafe WorkerPool.run(self, parts: parts)
    } else {
      unsafe _ = storeRows(0..<c.rows)
    }
  }

  /// Computes one of several parts: some of the rows.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func run(part: Int, of parts: Int, storage: UnsafeMutableRawPointer?) {
    let units = unsafe c.rows / 64
    let end = unsafe part + 1 == parts ? c.rows : (part + 1) * units / parts * 64
    unsafe _ = storeRows((part * units / parts * 64)..<end)
  }

  /// Computes some of the rows on this thread.
  ///
  /// - Returns: The sum of the squares of the result, which may be out of the range of numbers.
  @inline(__always)
  func storeRows(_ rows: Range<Int>) -> Double {
    guard let x = unsafe a.base, let few = unsafe b.base, let c = unsafe c.base else { return 0 }
    let place = unsafe c + rows.lowerBound
    return unsafe fa_tall_product(
      Scalar.letter, vectorBytes, x + rows.lowerBound, a.columnStride, rows.count, few, b.rowStride,
      b.columnStride, b.rows, b.columns, Double(alpha), Double(beta),
      scales.map { unsafe $0 + rows.lowerBound }, y.map { unsafe $0 + rows.lowerBound }, yStride,
      place, self.c.columnStride)
  }
}

/// Whether a product of these dimensions is one of a tall matrix with a small one.
@inline(__always)
func isTall(_ m: Int, _ n: Int, _ k: Int) -> Bool {
  let bound = Threshold.tall
  return m >= bound.rows && n <= bound.columns && bound.inner.contains(k)
}

/// Whether the solution with a triangle on the right has the dimensions for the kernel.
func isTallSolution(_ rows: Int, order: Int) -> Bool {
  Threshold.tallSolution.rows.contains(rows) && order <= Threshold.tallSolution.order
}

/// Replaces each row of a tall b by the solution y of y a = row.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func storeTallSolution<Scalar: BLASScalar>(
  _ triangle: BLASTriangle, _ a: UnsafeMatrix<Scalar>, _ diagonal: BLASDiagonal,
  into b: UnsafeMutableMatrix<Scalar>
) {
  guard let from = unsafe a.base, let x = unsafe b.base else { return }
  let order = unsafe b.columns
  // From the last column to the first, a lower triangle is an upper one.
  let isUpper = triangle == .upper
  let (first, stride) = unsafe isUpper ? (0, b.columnStride) : (order - 1, -b.columnStride)
  var room = InlineArray<256, Scalar>(repeating: 0)
  var span = room.mutableSpan
  unsafe span.withUnsafeMutableBufferPointer { upper in
    for column in 0..<order {
      for row in 0...column {
        let (i, j) = isUpper ? (row, column) : (order - 1 - row, order - 1 - column)
        let value = unsafe from[i * a.rowStride + j * a.columnStride]
        unsafe upper[row + column * order] =
          row < column ? value : diagonal == .ones ? 1 : 1 / value
      }
    }
    guard let upper = upper.baseAddress else { return }
    unsafe fa_tall_solve(
      Scalar.letter, vectorBytes, x + first * b.columnStride, stride, b.rows, upper, order)
  }
}

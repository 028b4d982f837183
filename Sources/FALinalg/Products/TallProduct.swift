internal import CKernels

// Products of a tall matrix with a small one, and solutions with a small triangle to its right, by
// kernels of our own.

/// Stores `alpha a b + beta c` in `c`, for a tall a with contiguous columns.
@inline(never)
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func storeTallProduct<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>,
  alpha: Scalar, beta: Scalar
) {
  guard let x = unsafe a.base, let from = unsafe b.base, let y = unsafe c.base else { return }
  let (inner, width) = unsafe (b.rows, b.columns)
  var room = InlineArray<1024, Scalar>(repeating: 0)
  var span = room.mutableSpan
  unsafe span.withUnsafeMutableBufferPointer { few in
    for column in 0..<width {
      for row in 0..<inner {
        unsafe few[row + column * inner] =
          alpha * from[row * b.rowStride + column * b.columnStride]
      }
    }
    guard let few = few.baseAddress else { return }
    unsafe fa_tall_product(
      Scalar.letter, vectorBytes, x, a.columnStride, a.rows, few, inner, width, Double(beta), y,
      c.columnStride)
  }
}

/// Whether the solution with a triangle on the right has the dimensions for the kernel.
func isTallSolution(_ rows: Int, order: Int) -> Bool {
  Threshold.tall.rows.contains(rows) && order <= Threshold.tall.columns
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

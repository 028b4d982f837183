/// Replaces the lower triangle of a positive definite matrix of small order by its Cholesky factor,
/// column by column.
///
/// - Returns: 0, or the order of the first leading minor that is not positive (or is NaN).
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func factorSmallCholesky<Scalar: BLASScalar>(
  _ order: Int, _ a: UnsafeMutablePointer<Scalar>, _ stride: Int
) -> Int {
  for column in 0..<order {
    let row = unsafe a + column
    let diagonal = unsafe row + column &* stride
    let count = order &- column
    unsafe subtractColumns(
      row, stride: stride, times: row, factorStride: stride, column, from: diagonal, count)
    let pivot = unsafe diagonal[0]
    guard pivot > 0 else { return column + 1 }
    let root = pivot.squareRoot()
    unsafe diagonal[0] = root
    unsafe scale(diagonal + 1, by: 1 / root, count &- 1)
  }
  return 0
}

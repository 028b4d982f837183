internal import CKernels

/// Stores `alpha a b + beta c` in `c` for matrices with few rows and columns, by dot products of a
/// kernel of our own: the rows of `a` and the columns of `b` must be contiguous.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func storeShortProduct<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>,
  alpha: Scalar, beta: Scalar
) {
  guard let rows = unsafe a.base, let columns = unsafe b.base, let result = unsafe c.base else {
    return
  }
  unsafe fa_short_product(
    Scalar.letter, a.columns < Threshold.longVectorTerms ? min(vectorBytes, 32) : vectorBytes, rows,
    a.rowStride, a.rows, columns,
    b.columnStride, b.columns, a.columns, Double(alpha), Double(beta), result,
    1, c.columnStride)
}

internal import CKernels

/// Stores `alpha a b + beta c` in `c` for matrices with few rows and columns, by dot products of a
/// kernel of our own: the rows of `a` and the columns of `b` must be contiguous.
///
/// - Parameter isGram: Whether a is the transpose of b. Of `c` the lower triangle then is read, and the result
///   is symmetric to the last bit.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func storeShortProduct<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>,
  alpha: Scalar, beta: Scalar, isGram: Bool
) {
  guard let rows = unsafe a.base, let columns = unsafe b.base, let result = unsafe c.base else {
    return
  }
  unsafe fa_short_product(
    Scalar.letter, vectorBytes, rows, a.rowStride, a.rows, columns, b.columnStride, b.columns,
    a.columns, isGram ? 1 : 0, Double(alpha), Double(beta), result, 1, c.columnStride)
}

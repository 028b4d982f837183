/// Whether a product of these dimensions is one of two matrices with few rows and columns, which is not enough
/// work for several threads: of 20000 x 4 with itself OpenBLAS's made 80 microseconds.
@usableFromInline
func isShort(_ m: Int, _ n: Int, _ k: Int) -> Bool {
  (2...16).contains(m) && (2...16).contains(n) && (256...100_000).contains(k)
}

/// Stores `alpha a b + beta c` in `c` for a product that ``isShort(_:_:_:)``, by dot products of a
/// kernel of our own: the rows of `a` and the columns of `b` must be contiguous.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func storeShortProduct<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, _ b: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>,
  alpha: Scalar, beta: Scalar
) {
  guard let rows = unsafe a.base, let columns = unsafe b.base, let result = unsafe c.base else {
    return
  }
  unsafe Scalar._shortProduct(
    rows, a.rowStride, a.rows, columns, b.columnStride, b.columns, a.columns, alpha, beta, result,
    1, c.columnStride)
}

internal import CKernels

/// Whether a product of these dimensions is one of two matrices with few rows and columns, and OpenBLAS makes too
/// much of it.
///
/// Long sums it gives to several threads, which are not worth waking: of 20000 x 4 with itself they made 80
/// microseconds. Sums of fewer than 32 terms its kernels for small matrices do not take; it packs the operands into
/// memory that all threads of the process ask one lock for, and 5 x 15 times 15 x 5 took 0.3 microseconds on each of
/// two threads at once.
@usableFromInline
func isShort(_ m: Int, _ n: Int, _ k: Int) -> Bool {
  (2...16).contains(m) && (2...16).contains(n)
    && ((256...100_000).contains(k) || (2..<32).contains(k) && m * n <= 32)
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
  unsafe fa_short_product(
    Scalar.letter, vectorBytes(forSumsOf: a.columns), rows, a.rowStride, a.rows, columns,
    b.columnStride, b.columns, a.columns, Double(alpha), Double(beta), result,
    1, c.columnStride)
}

/// Of short sums the longest vectors would leave too much to single numbers.
func vectorBytes(forSumsOf count: Int) -> Int32 { count < 64 ? min(vectorBytes, 32) : vectorBytes }

internal import CBLAS

/// Computes `c = alpha * a' * a + beta * c` in the storage of `c`: the Gram matrix of the columns
/// of `a`. That of the rows, `a a'`, is the Gram matrix of `a.transposed`.
///
/// The result is symmetric to the last bit. It costs half of a general product.
///
/// - Parameters:
///   - a: m x n.
///   - c: n x n; only the old entries on and below the diagonal are read, and none with `beta`
///     equal to zero.
///   - alpha: The factor of the product.
///   - beta: The factor of the old entries of `c`.
/// - Precondition: The shapes match, and no dimension exceeds `Int32.max`.
/// - Complexity: O(m n^2). Allocates only where `multiply(_:_:into:alpha:beta:)` does.
@inlinable
public func multiplyGram<Scalar, C: MutableMatrixProtocol<Scalar> & ~Copyable & ~Escapable>(
  of a: some MatrixProtocol<Scalar>, into c: inout C, alpha: Scalar = 1, beta: Scalar = 0
) {
  require(
    c.rows == a.columns && c.columns == a.columns,
    "the Gram matrix of \(a.rows) x \(a.columns) does not fit \(c.rows) x \(c.columns)")
  unsafe a.withUnsafeBLASMatrix { a in
    unsafe c._withUnsafeMutableMatrix { unsafe storeGram(a, into: $0, alpha: alpha, beta: beta) }
  }
}

extension MatrixProtocol {
  /// The products of all columns with each other, A' A: `columns` x `columns` and symmetric to the
  /// last bit.
  ///
  /// - Complexity: O(m n^2), half the time of `transposed * self`.
  @inlinable
  public var gram: Matrix<Scalar> {
    var result = Matrix<Scalar>.zeros(columns, columns)
    multiplyGram(of: self, into: &result)
    return result
  }
}

/// Stores `alpha a' a + beta c` in `c`, by the routine that is fastest for the shape.
@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func storeGram<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>, alpha: Scalar, beta: Scalar
) {
  let (n, k) = unsafe (a.columns, a.rows)
  let transposed = unsafe a.transposed
  if n * n * k <= 32_768 {
    // In small matrices the fixed cost of `syrk` exceeds what it saves: it took 0.14 against 0.09
    // microseconds at 8 x 8, and the same at 32 x 32. Beyond, it was ahead in every shape, tall or
    // wide: by a quarter at 100,000 x 10 and by 1.9 times at 1500 x 1500.
    unsafe gemm(transposed, a, into: c, alpha: alpha, beta: beta)
  } else if isShort(n, n, k), unsafe a.rowStride == 1 {
    unsafe storeShortProduct(transposed, a, into: c, alpha: alpha, beta: beta)
  } else if splittingPays(n, n, k) {
    unsafe SplitProduct(transposed, a, into: c, alpha: alpha, beta: beta, isGram: true).run()
  } else {
    unsafe syrk(transposed, into: c, alpha: alpha, beta: beta)
  }
  unsafe mirrorLowerTriangle(of: c)
}

/// Stores the lower triangle of `alpha a a' + beta c` in `c`.
@inline(__always)
func syrk<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, into c: UnsafeMutableMatrix<Scalar>, alpha: Scalar, beta: Scalar
) {
  let layout = unsafe a.requiredLayout
  unsafe blas_syrk(
    Scalar.letter, BLASTriangle.lower.rawValue, layout.transpose.rawValue, blasInt(a.rows),
    blasInt(a.columns), Double(alpha), a.base,
    layout.leadingDimension, Double(beta), c.base, c.leadingDimension)
}

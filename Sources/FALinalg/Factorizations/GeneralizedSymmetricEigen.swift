internal import CBLAS

/// The eigenvalues and eigenvectors of A V = B V diag(values), with A symmetric and B symmetric
/// positive definite, both n x n; or p selected ones.
///
/// The eigenvectors are orthonormal with respect to B: V' B V is the identity. The sign of each is
/// chosen so that its entry of largest magnitude (the first such entry) is positive.
///
/// Computed by the Cholesky decomposition of B, as LAPACK's `sygv` family does.
public struct GeneralizedSymmetricEigen<Scalar: BLASScalar>: Sendable {
  /// The p eigenvalues, ascending.
  public var values: [Scalar] { reduced.values }
  /// The eigenvectors, n x p.
  public var vectors: Matrix<Scalar> { reduced.vectors }
  private var reduced: SymmetricEigen<Scalar>
  private var cholesky: Cholesky<Scalar>
  private var product: Matrix<Scalar>

  /// Makes room for the decomposition of matrices of the given order.
  public init(order: Int) {
    reduced = SymmetricEigen(order: order)
    cholesky = Cholesky(order: order)
    product = .zeros(order, order)
  }

  /// Solves the problem in the storage that this value holds.
  ///
  /// - Parameters:
  ///   - a: Symmetric, n x n; the entries above the diagonal may be anything.
  ///   - b: Symmetric positive definite, n x n, and read like `a`.
  ///   - selection: Which eigenvalues to compute.
  ///   - workspace: Scratch memory. With one that has served this shape before, and unless the
  ///     number of eigenvalues differs from the last one, nothing is allocated.
  /// - Throws: `notPositiveDefinite` for B; `nonFinite`; `overflow` if the eigenvalues exceed the
  ///   scalar's range; `noConvergence`; `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  public mutating func factor(
    _ a: some MatrixProtocol<Scalar>, _ b: some MatrixProtocol<Scalar>,
    _ selection: EigenvalueSelection<Scalar> = .all, workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    a.checkSquare()
    require(
      a.rows == b.rows && a.columns == b.columns,
      "cannot solve a generalized eigenproblem of \(a.rows) x \(a.columns) and \(b.rows) x \(b.columns)"
    )
    let n = try lapackInt(a.rows, "order")
    try unsafe a._withUnsafeMatrix { (a) throws(LinearAlgebraError) in
      try unsafe product.assignFiniteLowerTriangle(a) { _, _ in }
    }
    try cholesky.factor(b)
    if n > 0 {
      let info = BLAS.decomposing(order: n) {
        unsafe lapack_sygst(
          Scalar.letter, 1, option("L"), n, &product.storage, n, cholesky.l.storage, n)
      }
      require(info == 0, "sygst rejected argument \(-info)")
    }
    // Both were finite, so what is not arose in the reduction.
    do {
      try reduced.factor(product, selection, workspace: &workspace)
    } catch .nonFinite {
      throw .overflow(operation: "the reduction to an ordinary eigenvalue problem")
    }
    reduced.vectors.solveTriangular(.upper, of: cholesky.l.transposed)
    reduced.vectors.fixColumnSigns()
  }
}

extension MatrixProtocol {
  /// The eigenvalues and eigenvectors of A V = B V diag(values), with A (this matrix) symmetric and
  /// B symmetric positive definite.
  ///
  /// - Parameters:
  ///   - b: Of the same order.
  ///   - selection: Which eigenvalues to compute.
  /// - Throws: `notPositiveDefinite`, `nonFinite`, `overflow`, `noConvergence`,
  ///   `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  public func generalizedSymmetricEigen(
    _ b: some MatrixProtocol<Scalar>, _ selection: EigenvalueSelection<Scalar> = .all
  ) throws(LinearAlgebraError) -> GeneralizedSymmetricEigen<Scalar> {
    var workspace = Workspace<Scalar>()
    var result = GeneralizedSymmetricEigen<Scalar>(order: rows)
    try result.factor(self, b, selection, workspace: &workspace)
    return result
  }
}

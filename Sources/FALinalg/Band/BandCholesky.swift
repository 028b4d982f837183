internal import CBLAS

/// The Cholesky decomposition A = L L' of a symmetric positive definite band matrix, n x n, of which L has
/// the diagonals on and below the main one.
///
/// Source: LAPACK's `pbtrf`.
public struct BandCholesky<Scalar: BLASScalar>: Factorization {
  /// What is decomposed can be inverted: ``factor(_:)`` throws otherwise.
  public typealias Failure = Never

  /// n x n, lower triangular, with a positive diagonal, in band storage.
  public private(set) var l = BandMatrix<Scalar>(rows: 0, columns: 0, below: 0, above: 0)

  /// An empty decomposition, which makes room at the first ``factor(_:)``.
  public init() {}

  private var order: Int { l.rows }

  /// Decomposes `a` into the storage that this value holds.
  ///
  /// - Parameter a: Symmetric, n x n; the diagonals above the main one may be anything.
  /// - Throws: `notPositiveDefinite`; `nonFinite`; `dimensionTooLarge`. The value is then unspecified until
  ///   the next successful call.
  /// - Complexity: O(n k^2) for k diagonals below the main one. Allocates only if the shape changes.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func factor(_ a: BandMatrix<Scalar>) throws(LinearAlgebraError) {
    a.checkSquare()
    if l.rows != a.rows || l.below != a.below {
      l = BandMatrix(rows: a.rows, columns: a.rows, below: a.below, above: 0)
    }
    l.band.assign(a.band[a.above..., ...])
    try l.checkFinite()
    let n = try lapackInt(order, "order")
    guard n > 0 else { return }
    let info = BLAS.decomposing(order: n) {
      unsafe lapack_pbtrf(
        Scalar.letter, option("L"), n, blasInt(l.below), &l.band.storage, blasInt(l.band.rows))
    }
    require(info >= 0, "pbtrf rejected argument \(-info)")
    // A pivot that is NaN, as one that overflows may leave, is not positive either.
    let bad = info > 0 ? Int(info) - 1 : (0..<order).first { !(l.band[0, $0] > 0) }
    if let bad { throw .notPositiveDefinite(pivot: bad) }
  }

  /// Replaces `b` by the solution X of A X = B, without allocation.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func solve(_ b: inout Matrix<Scalar>) {
    checkRightHandSides(b, order: order)
    guard !b.isEmpty else { return }
    let n = blasInt(order)
    let info = BLAS.decomposing(order: n) {
      unsafe lapack_pbtrs(
        Scalar.letter, option("L"), n, blasInt(l.below), blasInt(b.columns), l.band.storage,
        blasInt(l.band.rows), &b.storage, n)
    }
    require(info == 0, "pbtrs rejected argument \(-info)")
  }

  /// A, multiplied out of its factors, in full storage.
  ///
  /// - Complexity: O(n^2) for each diagonal.
  public func reconstruct() -> Matrix<Scalar> { l * l.transposed.dense() }

  /// The inverse of A, which has no band.
  ///
  /// - Complexity: O(n^2) for each diagonal.
  public func inverse() -> Matrix<Scalar> {
    var result = solve(Matrix<Scalar>.identity(order))
    result.mirrorLowerTriangle()
    return result
  }

  /// The determinant, with its sign, which is 1, and the logarithm of its magnitude.
  public var signedLogDeterminant: LogDeterminant<Scalar> {
    var product = ScaledProduct<Scalar>()
    for index in 0..<order {
      product.multiply(by: l.band[0, index])
      product.multiply(by: l.band[0, index])
    }
    return LogDeterminant(product)
  }

  /// An estimate of the reciprocal of the condition number of A in the 1-norm.
  public func reciprocalCondition(
    of a: some MatrixProtocol<Scalar>, workspace: inout Workspace<Scalar>
  ) -> Scalar {
    checkOriginal(a, order: order)
    guard order > 0 else { return 1 }
    let scratch = unsafe workspace.reserve(scalars: 3 * order, integers: order)
    let norm = unsafe a.symmetricOneNorm(sums: scratch.scalars)
    var result: Scalar = 0
    let info = BLAS.decomposing(order: blasInt(order)) {
      unsafe lapack_pbcon(
        Scalar.letter, option("L"), blasInt(order), blasInt(l.below), l.band.storage,
        blasInt(l.band.rows), Double(norm), &result, scratch.scalars, scratch.integers)
    }
    require(info == 0, "pbcon rejected argument \(-info)")
    return result
  }
}

extension BandMatrix {
  /// The Cholesky decomposition of a symmetric positive definite matrix, of which only the diagonals on and
  /// below the main one are read.
  ///
  /// - Throws: `notPositiveDefinite`, `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(n k^2) for k diagonals below the main one.
  public func cholesky() throws(LinearAlgebraError) -> BandCholesky<Scalar> {
    var result = BandCholesky<Scalar>()
    try result.factor(self)
    return result
  }
}

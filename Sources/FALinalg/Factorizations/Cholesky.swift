internal import CBLAS

/// The Cholesky decomposition A = L L' of a symmetric positive definite n x n matrix.
public struct Cholesky<Scalar: BLASScalar>: LAPACKFactorization {
  /// n x n, lower triangular, with a positive diagonal.
  public internal(set) var l: Matrix<Scalar>
  /// What updates and downdates work in, once there was one.
  var scratch: [Scalar] = []

  /// What is decomposed can be inverted: `factor(a)` throws otherwise.
  public typealias Failure = Never
  var factors: Matrix<Scalar> { l }
  var exponent: Int { 0 }
  var singularPivot: Int? { nil }

  /// Makes room for the decomposition of matrices of the given order.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(order: Int) {
    l = .zeros(order, order)
  }

  /// Decomposes the matrix that lies at a place in memory.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func _factor(
    _ a: UnsafeMatrix<Scalar>, _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    unsafe a.checkSquare()
    let n = try unsafe lapackInt(a.rows, "order")
    // Nothing ever writes above the diagonal of `l`: it stays zero.
    let info = try unsafe l.assignFiniteLowerTriangle(a) { entries, _ in
      unsafe Scalar.potrf(n, entries, max(1, n))
    }
    guard info == 0 else { throw .notPositiveDefinite(pivot: Int(info) - 1) }
  }

  /// Replaces `b` by the solution X of A X = B, without allocation.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func solve(_ b: inout Matrix<Scalar>) {
    checkRightHandSides(b, order: l.rows)
    b.solveTriangular(.lower, of: l)
    b.solveTriangular(.upper, of: l.transposed)
  }

  /// Replaces `b` by the solution X of X A = B.
  ///
  /// - Parameter b: Any number of rows x n.
  /// - Complexity: O(n^2) for each row, without allocation.
  public func solveRight(_ b: inout Matrix<Scalar>) {
    require(
      b.columns == l.rows,
      "cannot solve X A = B of order \(l.rows) (\(l.rows) x \(l.rows)) for \(b.rows) x \(b.columns)"
    )
    b.solveTriangular(.upper, of: l.transposed, side: .right)
    b.solveTriangular(.lower, of: l, side: .right)
  }

  /// A, multiplied out of its factors.
  public func reconstruct() -> Matrix<Scalar> { l * l.transposed }

  /// The determinant, with its sign, which is 1, and the logarithm of its magnitude.
  public var signedLogDeterminant: LogDeterminant<Scalar> {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get {
      var product = ScaledProduct<Scalar>()
      for index in 0..<l.rows {
        product.multiply(by: l[index, index])
        product.multiply(by: l[index, index])
      }
      return LogDeterminant(product)
    }
  }

  /// The inverse of A, symmetric.
  public func inverse() -> Matrix<Scalar> {
    inverse { n, result in
      let info = BLAS.decomposing(order: n, comesTogetherRarely: true) {
        unsafe lapack_potri(Scalar.letter, option("L"), n, &result.storage, n)
      }
      require(info == 0, "potri returned \(info)")
      result.mirrorLowerTriangle()
    }
  }

  /// An estimate of the reciprocal of the condition number of A in the 1-norm.
  public func reciprocalCondition(
    of a: some MatrixProtocol<Scalar>, workspace: inout Workspace<Scalar>
  ) -> Scalar {
    unsafe reciprocalCondition(
      of: a, &workspace, "pocon", numbers: 3, norm: { unsafe a.symmetricOneNorm(sums: $0) }
    ) { n, norm, result, work, integers in
      unsafe lapack_pocon(
        Scalar.letter, option("L"), n, l.storage, n, norm, &result, work, integers)
    }
  }
}

extension MatrixProtocol {
  /// The Cholesky decomposition of a symmetric positive definite matrix, of which only the lower
  /// triangle is read.
  ///
  /// - Throws: `notPositiveDefinite`, `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  @inlinable
  public func cholesky() throws(LinearAlgebraError) -> Cholesky<Scalar> {
    var result = Cholesky<Scalar>(order: rows)
    try result.factor(self)
    return result
  }
}

internal import CBLAS

extension LDL {
  /// Replaces `b` by the solution X of A X = B, without allocation.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func solve(_ b: inout Matrix<Scalar>) throws(LinearAlgebraError) {
    try substitute(into: &b)
    b.scale(byPowerOfTwo: -exponent)
  }

  /// Replaces `b` by the solution of the system whose matrix ``factors`` decompose.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func substitute(into b: inout Matrix<Scalar>) throws(LinearAlgebraError) {
    checkRightHandSides(b, order: factors.rows)
    try checkInvertible()
    unsafe substitute(into: &b, "sytrs") { n, count, b in
      BLAS.decomposing(order: max(n, count)) {
        unsafe lapack_sytrs(Scalar.letter, option("L"), n, count, factors.storage, n, pivots, b, n)
      }
    }
  }

  /// The determinant, with its sign and the logarithm of its magnitude.
  public var signedLogDeterminant: LogDeterminant<Scalar> {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get {
      var product = ScaledProduct<Scalar>()
      forEachBlock { start, order, _ in
        if order == 1 {
          product.multiply(by: factors[start, start])
        } else {
          // The off-diagonal entry of a block of order 2 is the largest, so neither factor of
          // its determinant overflows where the entries do not.
          let offDiagonal = factors[start + 1, start]
          product.multiply(by: offDiagonal)
          product.multiply(
            by: factors[start, start] / offDiagonal * factors[start + 1, start + 1] - offDiagonal)
        }
      }
      product.multiply(byPowerOfTwo: exponent * pivots.count)
      return LogDeterminant(product)
    }
  }

  /// The inverse of A, symmetric.
  public func inverse() throws(LinearAlgebraError) -> Matrix<Scalar> {
    try checkInvertible()
    return inverse { n, result in
      var workspace = Workspace<Scalar>()
      let work = unsafe workspace.reserve(scalars: Int(n)).scalars
      let info = BLAS.decomposing(order: n) {
        unsafe lapack_sytri(Scalar.letter, option("L"), n, &result.storage, n, pivots, work)
      }
      require(info == 0, "sytri returned \(info)")
      result.mirrorLowerTriangle()
    }
  }

  /// An estimate of the reciprocal of the condition number of A in the 1-norm.
  public func reciprocalCondition(
    of a: some MatrixProtocol<Scalar>, workspace: inout Workspace<Scalar>
  ) -> Scalar {
    unsafe reciprocalCondition(
      of: a, &workspace, "sycon", numbers: 3, norm: { unsafe a.symmetricOneNorm(sums: $0) }
    ) { n, norm, result, work, integers in
      unsafe lapack_sycon(
        Scalar.letter,
        option("L"), n, factors.storage, n, pivots, norm, &result, work, integers)
    }
  }
}

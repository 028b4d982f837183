internal import CBLAS

extension LDL {
  /// The determinant: infinite or zero where it leaves the scalar's range, 1 for order 0.
  ///
  /// - Complexity: O(n).
  public var determinant: Scalar {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get { blockProduct.value }
  }

  /// The sign of the determinant and the logarithm of its magnitude.
  ///
  /// - Complexity: O(n).
  public var logDeterminant: LogDeterminant<Scalar> {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get { blockProduct.logDeterminant }
  }

  private var blockProduct: ScaledProduct<Scalar> {
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
    return product
  }

  /// The inverse of A, symmetric. To solve a system, ``solve(_:)`` is faster and more accurate.
  ///
  /// - Throws: `singular`.
  /// - Complexity: O(n^3).
  public func inverse() throws(LinearAlgebraError) -> Matrix<Scalar> {
    if let singularPivot { throw .singular(pivot: singularPivot) }
    var result = factors
    guard !result.isEmpty else { return result }
    let n = blasInt(result.rows)
    var workspace = Workspace<Scalar>()
    let work = unsafe workspace.reserve(scalars: result.rows).scalars
    let info = unsafe lapack_sytri(Scalar.letter, option("L"), n, &result.storage, n, pivots, work)
    require(info == 0, "sytri returned \(info)")
    result.mirrorLowerTriangle()
    result.scale(byPowerOfTwo: -exponent)
    return result
  }

  /// An estimate of the reciprocal of the condition number of A in the 1-norm: near one for a
  /// well-conditioned matrix, zero for a singular one, near the rounding unit for one that is
  /// singular to working precision.
  ///
  /// - Parameters:
  ///   - a: The matrix A that this is the decomposition of, read like there.
  ///   - workspace: Scratch memory for 3 n numbers.
  /// - Complexity: O(n^2).
  public func reciprocalCondition(
    of a: some MatrixProtocol<Scalar>, workspace: inout Workspace<Scalar>
  ) -> Scalar {
    let order = factors.rows
    checkOriginal(a, order: order)
    guard order > 0 else { return 1 }
    guard singularPivot == nil else { return 0 }
    let n = blasInt(order)
    let scratch = unsafe workspace.reserve(scalars: 3 * order, integers: order)
    let norm = unsafe a.symmetricOneNorm(sums: scratch.scalars)
    var result: Scalar = 0
    let info = unsafe lapack_sycon(
      Scalar.letter, option("L"), n, factors.storage, n, pivots,
      Double(scaled(norm, byPowerOfTwo: -exponent)), &result,
      scratch.scalars, scratch.integers)
    require(info == 0, "sycon rejected argument \(-info)")
    return result
  }
}

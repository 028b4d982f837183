internal import CBLAS

/// The LU decomposition P A = L U of an m x n matrix with partial pivoting, with k = min(m, n).
///
/// A singular matrix has one too: only solving with it throws.
///
/// ```swift
/// let lu = try a.lu()
/// let x = try lu.solve(b)
/// print(lu.determinant)
/// ```
public struct LU<Scalar: BLASScalar>: LAPACKFactorization {
  private(set) var factors: Matrix<Scalar>
  private(set) var pivots: [Int32]
  /// ``factors`` decompose A divided by two to this power.
  private(set) var exponent = 0
  /// The first diagonal entry of U, counted from zero, that is exactly zero, or nil if none is.
  public private(set) var singularPivot: Int?

  /// Makes room for the decomposition of `rows` x `columns` matrices.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(rows: Int, columns: Int) {
    factors = .zeros(rows, columns)
    pivots = Array(repeating: 1, count: min(rows, columns))
  }

  /// Makes room for the decomposition of square matrices of the given order.
  public init(order: Int) { self.init(rows: order, columns: order) }

  /// Decomposes the matrix that lies at a place in memory.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func _factor(
    _ a: UnsafeMatrix<Scalar>, _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    let (m, n) = unsafe (try lapackInt(a.rows, "rows"), try lapackInt(a.columns, "columns"))
    let count = Int(min(m, n))
    if pivots.count != count { pivots = Array(repeating: 1, count: count) }
    let info = try unsafe factors.assignFinite(a) { entries, size in
      unsafe exponent = scaleUp(entries, Int(m), Int(n), size: size)
      return count == 0 ? 0 : unsafe Scalar.getrf(m, n, entries, m, &pivots)
    }
    require(info >= 0, "getrf rejected argument \(-info)")
    singularPivot = info > 0 ? Int(info) - 1 : nil
  }

  /// m x k, lower triangular (trapezoidal if m > n) with a unit diagonal and no entry above 1 in
  /// magnitude.
  ///
  /// - Complexity: O(m k).
  public var l: Matrix<Scalar> {
    var result = Matrix<Scalar>.zeros(factors.rows, pivots.count)
    result.assignTriangle(.lower, of: factors)
    for index in pivots.indices { result[index, index] = 1 }
    return result
  }

  /// k x n, upper triangular (trapezoidal if m < n).
  ///
  /// - Complexity: O(k n).
  public var u: Matrix<Scalar> {
    var result = Matrix<Scalar>.zeros(pivots.count, factors.columns)
    result.assignTriangle(.upper, of: factors)
    result.scale(byPowerOfTwo: exponent)
    return result
  }

  /// Which row of A each row of P A is: row i of L U is row `permutation[i]` of A.
  ///
  /// - Complexity: O(m).
  public var permutation: [Int] {
    var result = Array(0..<factors.rows)
    for (index, pivot) in pivots.enumerated() { result.swapAt(index, Int(pivot) - 1) }
    return result
  }

  /// A, multiplied out of its factors.
  ///
  /// - Complexity: O(m n k).
  public func reconstruct() -> Matrix<Scalar> {
    let product = l * u
    var result = product
    for (row, source) in permutation.enumerated() {
      result[source...source, ...] = product.row(row)
    }
    return result
  }

  /// Replaces `b` by the solution X of A X = B, without allocation.
  @inlinable
  public func solve(_ b: inout Matrix<Scalar>) throws(LinearAlgebraError) {
    try solveColumns(&b, transposed: false)
  }

  /// Replaces `b` by the solution X of A X = B, or of A' X = B.
  ///
  /// - Parameters:
  ///   - b: n x any number of right-hand sides, or an array of n entries.
  ///   - transposed: Whether to solve with A' instead of A.
  /// - Precondition: A is square.
  /// - Throws: `singular` if a diagonal entry of U is zero; `b` is then as before.
  /// - Complexity: O(n^2) for each column, without allocation.
  @inlinable
  public func solve<B: ColumnVectors<Scalar>>(
    _ b: inout B, transposed: Bool
  ) throws(LinearAlgebraError) where B.Owned == B {
    try B._withColumns(of: &b) { (b) throws(LinearAlgebraError) in
      try solveColumns(&b, transposed: transposed)
    }
  }

  @usableFromInline
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func solveColumns(
    _ b: inout Matrix<Scalar>, transposed: Bool
  ) throws(LinearAlgebraError) {
    try substitute(into: &b, transposed: transposed)
    b.scale(byPowerOfTwo: -exponent)
  }

  /// Replaces `b` by the solution of the system whose matrix ``factors`` decompose.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func substitute(
    into b: inout Matrix<Scalar>, transposed: Bool
  ) throws(LinearAlgebraError) {
    factors.checkSquare()
    checkRightHandSides(b, order: factors.rows)
    try checkInvertible()
    unsafe substitute(into: &b, "getrs") { n, count, b in
      unsafe Scalar.getrs(
        transposed: transposed, n, count, factors.storage, n, pivots, b, n)
    }
  }

  /// The solution X of A X = B, or of A' X = B.
  ///
  /// - Parameters:
  ///   - b: n x any number of right-hand sides, or an array of n entries.
  ///   - transposed: Whether to solve with A' instead of A.
  /// - Returns: A matrix, or an array for an array.
  /// - Precondition: A is square.
  /// - Throws: `singular` if a diagonal entry of U is zero.
  /// - Complexity: O(n^2) for each column.
  @inlinable
  public func solve<B: ColumnVectors<Scalar>>(
    _ b: B, transposed: Bool
  ) throws(LinearAlgebraError) -> B.Owned {
    var result = Matrix(b._columns)
    try solveColumns(&result, transposed: transposed)
    return B._owned(result)
  }

  /// The determinant, with its sign and the logarithm of its magnitude.
  public var signedLogDeterminant: LogDeterminant<Scalar> {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get {
      factors.checkSquare()
      var product = ScaledProduct(diagonalOf: factors)
      for (index, pivot) in pivots.enumerated() where Int(pivot) != index + 1 {
        product.multiply(by: -1)
      }
      product.multiply(byPowerOfTwo: exponent * pivots.count)
      return LogDeterminant(product)
    }
  }

  /// The inverse of A.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func inverse() throws(LinearAlgebraError) -> Matrix<Scalar> {
    factors.checkSquare()
    try checkInvertible()
    return try inverse { (n, result) throws(LinearAlgebraError) in
      var workspace = Workspace<Scalar>()
      let info = try unsafe workspace.run(
        WorkspaceQuery("getri", n), blocksOf: Int(n), sharing: .rarely
      ) { scratch in
        unsafe Scalar.getri(n, &result.storage, pivots, scratch)
      }
      if info > 0 { throw .singular(pivot: Int(info) - 1) }
    }
  }

  /// An estimate of the reciprocal of the condition number of A in the 1-norm.
  public func reciprocalCondition(
    of a: some MatrixProtocol<Scalar>, workspace: inout Workspace<Scalar>
  ) -> Scalar {
    factors.checkSquare()
    return unsafe reciprocalCondition(
      of: a, &workspace, "gecon", numbers: 4, norm: { _ in a.oneNorm }
    ) { n, norm, result, work, integers in
      unsafe lapack_gecon(
        Scalar.letter, option("1"), n, factors.storage, n, norm, &result, work, integers)
    }
  }
}

extension MatrixProtocol {
  /// The LU decomposition with partial pivoting.
  ///
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)).
  @inlinable
  public func lu() throws(LinearAlgebraError) -> LU<Scalar> {
    var result = LU<Scalar>(rows: rows, columns: columns)
    try result.factor(self)
    return result
  }
}

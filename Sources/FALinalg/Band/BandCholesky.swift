internal import CBLAS

/// The Cholesky decomposition A = L L' of a symmetric positive definite band matrix, n x n, of which L has
/// the diagonals on and below the main one.
///
/// Source: LAPACK's `pbtrf`; for a tridiagonal matrix the recurrence of its pivots, as in `pttrf`.
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
    if l.below == 1 { return try factorTridiagonal() }
    let info = BLAS.decomposing(order: n) {
      unsafe lapack_pbtrf(
        Scalar.letter, option("L"), n, blasInt(l.below), &l.band.storage, blasInt(l.band.rows))
    }
    require(info >= 0, "pbtrf rejected argument \(-info)")
    // A pivot that is NaN, as one that overflows may leave, is not positive either.
    let bad = info > 0 ? Int(info) - 1 : (0..<order).first { !(l.band[0, $0] > 0) }
    if let bad { throw .notPositiveDefinite(pivot: bad) }
  }

  /// Each pivot takes one division from the last one; roots are taken beside that.
  @inline(__always)
  private mutating func factorTridiagonal() throws(LinearAlgebraError) {
    let order = order
    let bad: Int? = unsafe l.band.withUnsafeMutableElements { entries in
      var taken: Scalar = 0
      for column in 0..<order {
        let pivot = unsafe entries[2 * column] - taken
        // Nor is NaN.
        guard pivot > 0 else { return column }
        let (root, below) = unsafe (pivot.squareRoot(), entries[2 * column + 1])
        unsafe entries[2 * column] = root
        unsafe entries[2 * column + 1] = below / root
        taken = below * (below / pivot)
      }
      return nil
    }
    if let bad { throw .notPositiveDefinite(pivot: bad) }
  }

  /// Decomposes `a` into the storage that this value holds, as ``factor(_:)`` does: for code that hands a
  /// workspace to whatever decomposition it holds. None of it is used.
  ///
  /// - Throws: As ``factor(_:)``.
  /// - Complexity: As ``factor(_:)``.
  @inlinable
  public mutating func factor(
    _ a: BandMatrix<Scalar>, workspace _: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) { try factor(a) }

  /// Replaces `b` by the solution X of A X = B, without allocation.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func solve(_ b: inout Matrix<Scalar>) {
    checkRightHandSides(b, order: order)
    guard !b.isEmpty else { return }
    if l.below == 1 { return solveTridiagonal(&b) }
    let n = blasInt(order)
    let info = BLAS.decomposing(order: n) {
      unsafe lapack_pbtrs(
        Scalar.letter, option("L"), n, blasInt(l.below), blasInt(b.columns), l.band.storage,
        blasInt(l.band.rows), &b.storage, n)
    }
    require(info == 0, "pbtrs rejected argument \(-info)")
  }

  @inline(__always)
  private func solveTridiagonal(_ b: inout Matrix<Scalar>) {
    let (order, columns) = (order, b.columns)
    unsafe l.band.storage.withUnsafeBufferPointer { entries in
      unsafe b.withUnsafeMutableElements { b in
        for start in stride(from: 0, to: columns * order, by: order) {
          var known: Scalar = 0
          for row in 0..<order {
            known = unsafe (b[start + row] - known) * (1 / entries[2 * row])
            unsafe b[start + row] = known
            unsafe known *= entries[2 * row + 1]
          }
          known = 0
          for row in (0..<order).reversed() {
            let rest = unsafe b[start + row] - entries[2 * row + 1] * known
            known = unsafe rest * (1 / entries[2 * row])
            unsafe b[start + row] = known
          }
        }
      }
    }
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

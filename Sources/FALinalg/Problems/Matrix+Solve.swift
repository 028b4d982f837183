internal import CBLAS

/// What is known of a square matrix, so that a system with it can be solved faster.
public enum MatrixStructure: Hashable, Sendable {
  /// Nothing: LU decomposition with partial pivoting.
  case general
  /// Symmetric, definite or not: L D L' decomposition. The upper triangle counts as the mirror
  /// image of the lower one.
  case symmetric
  /// Symmetric and positive definite: Cholesky decomposition. The upper triangle counts as the
  /// mirror image of the lower one.
  case positiveDefinite
  /// Lower triangular: what is above the diagonal counts as zero.
  case lowerTriangular
  /// Upper triangular: what is below the diagonal counts as zero.
  case upperTriangular
  /// Zero but for a band of so many diagonals below and above the main one: what is outside counts
  /// as zero.
  case banded(below: Int, above: Int)
}

extension MatrixProtocol {
  /// The solution X of A X = B for a square A.
  ///
  /// ```swift
  /// let x = try a.solve([1, 2, 3])
  /// let y = try gram.solve(b, assuming: .positiveDefinite)
  /// ```
  ///
  /// To solve with one matrix again and again, hold its decomposition: ``lu()``, ``cholesky()``.
  /// That also refines solutions and bounds their errors: ``LU/solve(_:refiningWith:transposed:)``.
  ///
  /// - Parameters:
  ///   - b: n x any number of right-hand sides, or an array of n entries.
  ///   - structure: What is known of A.
  /// - Returns: n x the number of right-hand sides, or an array for an array.
  /// - Precondition: A is square and has as many rows as `b`.
  /// - Throws: `singular`; `notPositiveDefinite` where that was assumed; `nonFinite`, for A or B;
  ///   `dimensionTooLarge`.
  /// - Complexity: O(n^3), and O(n^2) for each column of B; with a triangle only the latter; with a
  ///   band of width w, O(n w^2), and O(n w) for each column of B.
  @inlinable
  public func solve<B: ColumnVectors<Scalar>>(
    _ b: B, assuming structure: MatrixStructure = .general
  ) throws(LinearAlgebraError) -> B.Owned {
    B._owned(try solution(of: b._columns, structure))
  }

  /// Not a system: the scalars differ.
  @available(
    *, unavailable,
    message:
      "the scalars differ: convert one, as in x.map(Double.init) or Matrix<Double>(converting: b)"
  )
  @_disfavoredOverload
  public func solve<B: ColumnVectors>(
    _ b: B, assuming structure: MatrixStructure = .general
  ) throws(LinearAlgebraError) -> B.Owned { stop("the scalars differ") }

  @inlinable
  func solution(
    of b: MatrixView<Scalar>, _ structure: MatrixStructure
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    checkSquare()
    checkRightHandSides(b, order: rows)
    try b.checkFinite()
    switch structure {
    case .general: return try lu().solve(b)
    case .symmetric: return try ldl().solve(b)
    case .positiveDefinite: return try cholesky().solve(b)
    case .lowerTriangular: return try solveTriangular(.lower, b)
    case .upperTriangular: return try solveTriangular(.upper, b)
    case .banded(let below, let above): return try solveBanded(below, above, b)
    }
  }

  @usableFromInline
  func solveTriangular(
    _ triangle: BLASTriangle, _ b: some MatrixProtocol<Scalar>
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    try checkFinite()
    try checkDiagonal(count: rows)
    var result = Matrix(b)
    result.solveTriangular(triangle, of: self)
    return result
  }

  @usableFromInline
  func solveBanded(
    _ below: Int, _ above: Int, _ b: some MatrixProtocol<Scalar>
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    require(
      below >= 0 && above >= 0,
      "the numbers of diagonals must not be negative, as one of \(below) and \(above) is")
    try checkFinite()
    var result = Matrix(b)
    guard !result.isEmpty else { return result }
    let (kl, ku) = (min(below, rows - 1), min(above, rows - 1))
    let n = try lapackInt(rows, "order")
    // One diagonal a row, below kl rows of room for what the pivoting fills in.
    var band = Matrix<Scalar>.zeros(2 * kl + ku + 1, rows)
    for column in 0..<rows {
      for row in max(0, column - ku)...min(rows - 1, column + kl) {
        band[kl + ku + row - column, column] = self[row, column]
      }
    }
    var pivots = [Int32](repeating: 0, count: rows)
    let columns = try lapackInt(b.columns, "right-hand sides")
    let height = try lapackInt(band.rows, "band")
    let info = BLAS.decomposing(order: max(n, columns)) {
      unsafe lapack_gbsv(
        Scalar.letter, n, Int32(kl), Int32(ku), columns, &band.storage, height, &pivots,
        &result.storage, n)
    }
    require(info >= 0, "gbsv rejected argument \(-info)")
    if info > 0 { throw .singular(pivot: Int(info) - 1) }
    return result
  }
}

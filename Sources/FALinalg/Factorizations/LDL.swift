internal import CBLAS

/// The decomposition P A P' = L D L' of a symmetric n x n matrix, definite or not, where D has
/// diagonal blocks of order 1 and 2.
///
/// Source: J. Bunch, L. Kaufman, "Some stable methods for calculating inertia and solving symmetric
/// linear systems", Math. Comp. 31 (1977).
public struct LDL<Scalar: BLASScalar>: LAPACKFactorization {
  private(set) var factors: Matrix<Scalar>
  private(set) var pivots: [Int32]
  /// ``factors`` decompose A divided by two to this power.
  private(set) var exponent = 0
  /// The first diagonal entry of D, counted from zero, that is exactly zero, or nil if none is.
  public private(set) var singularPivot: Int?

  /// Makes room for the decomposition of matrices of the given order.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(order: Int) {
    factors = .zeros(order, order)
    pivots = (0..<order).map { Int32($0 + 1) }
  }

  /// Decomposes the matrix that lies at a place in memory.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func _factor(
    _ a: UnsafeMatrix<Scalar>, _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    unsafe a.checkSquare()
    let n = try unsafe lapackInt(a.rows, "order")
    let order = Int(n)
    if pivots.count != order { pivots = Array(repeating: 1, count: order) }
    let info = try unsafe factors.assignFiniteLowerTriangle(a) {
      (entries, size) throws(LinearAlgebraError) -> Int32 in
      unsafe exponent = scaleUp(entries, order, order, size: size)
      if order == 0 { return 0 }
      return try unsafe workspace.run(WorkspaceQuery("sytrf", n), blocksOf: order) { scratch in
        unsafe lapack_sytrf(
          Scalar.letter, option("L"), n, entries, n, &pivots, scratch.work, scratch.length)
      }
    }
    singularPivot = info > 0 ? Int(info) - 1 : nil
  }

  /// Calls `body` with the diagonal blocks of D in order: the first row of each, its order, and
  /// the row that it was exchanged with, which for a block of order 2 is the second of its rows.
  func forEachBlock(_ body: (_ start: Int, _ order: Int, _ exchanged: Int) -> Void) {
    var start = 0
    while start < pivots.count {
      let order = pivots[start] > 0 ? 1 : 2
      body(start, order, Int(pivots[start].magnitude) - 1)
      start += order
    }
  }

  /// n x n, lower triangular with a unit diagonal.
  ///
  /// - Complexity: O(n^2).
  public var l: Matrix<Scalar> {
    var result = Matrix<Scalar>.zeros(factors.rows, factors.rows)
    result.assignTriangle(.lower, of: factors)
    forEachBlock { start, order, exchanged in
      for index in start..<(start + order) { result[index, index] = 1 }
      if order == 2 { result[start + 1, start] = 0 }
      // LAPACK leaves the columns to the left as they were before this exchange.
      let row = start + order - 1
      guard row != exchanged else { return }
      for column in 0..<start {
        let entry = result[row, column]
        result[row, column] = result[exchanged, column]
        result[exchanged, column] = entry
      }
    }
    return result
  }

  /// n x n, symmetric, zero outside its diagonal blocks of order 1 and 2.
  ///
  /// - Complexity: O(n^2).
  public var d: Matrix<Scalar> {
    var result = Matrix<Scalar>.zeros(factors.rows, factors.rows)
    forEachBlock { start, order, _ in
      for index in start..<(start + order) { result[index, index] = factors[index, index] }
      guard order == 2 else { return }
      result[start + 1, start] = factors[start + 1, start]
      result[start, start + 1] = factors[start + 1, start]
    }
    result.scale(byPowerOfTwo: exponent)
    return result
  }

  /// Which row and column of A each of P A P' is: entry (i, j) of L D L' is entry
  /// (`permutation[i]`, `permutation[j]`) of A.
  ///
  /// - Complexity: O(n).
  public var permutation: [Int] {
    var result = Array(0..<factors.rows)
    forEachBlock { start, order, exchanged in result.swapAt(start + order - 1, exchanged) }
    return result
  }

  /// A, multiplied out of its factors.
  ///
  /// - Complexity: O(n^3).
  public func reconstruct() -> Matrix<Scalar> {
    let product = l * d * l.transposed
    var result = product
    let permutation = self.permutation
    for (column, targetColumn) in permutation.enumerated() {
      for (row, targetRow) in permutation.enumerated() {
        result[targetRow, targetColumn] = product[row, column]
      }
    }
    return result
  }
}

extension MatrixProtocol {
  /// The decomposition P A P' = L D L' of a symmetric matrix, whose upper triangle counts as the
  /// mirror image of the lower one.
  ///
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  @inlinable
  public func ldl() throws(LinearAlgebraError) -> LDL<Scalar> {
    var result = LDL<Scalar>(order: rows)
    try result.factor(self)
    return result
  }
}

internal import CBLAS

/// The LU decomposition of a square band matrix with partial pivoting, in O(n) numbers for each diagonal.
///
/// ```swift
/// let a = BandMatrix(rows: n, columns: n, diagonals: [-1: lower, 0: main, 1: upper])
/// let x = try a.lu().solve(b)
/// ```
///
/// Source: LAPACK's `gbtrf`, and `gttrf` for a tridiagonal matrix.
public struct BandLU<Scalar: BLASScalar>: Factorization {
  /// The order n.
  public private(set) var order = 0
  /// The first diagonal entry of U, counted from zero, that is exactly zero, or nil if none is.
  public private(set) var singularPivot: Int?
  private var below = 0
  private var above = 0
  /// For a band `gbtrf`'s matrix, whose rows are diagonals; for a tridiagonal matrix one with a diagonal in
  /// each column: the multipliers, U's main one and the two above that.
  private var factors: Matrix<Scalar> = .zeros(0, 0)
  private var pivots: [Int32] = []
  /// ``factors`` decompose A divided by two to this power.
  private var exponent = 0

  /// An empty decomposition, which makes room at the first ``factor(_:)``.
  public init() {}

  private var isTridiagonal: Bool { below == 1 && above == 1 }

  /// Decomposes `a` into the storage that this value holds.
  ///
  /// - Parameter a: The matrix, n x n. It is left alone.
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(n k (k + l)) for k diagonals below and l above the main one. Allocates only if the
  ///   shape changes.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func factor(_ a: BandMatrix<Scalar>) throws(LinearAlgebraError) {
    a.checkSquare()
    try a.checkFinite()
    let n = try lapackInt(a.rows, "order")
    (order, below, above) = (a.rows, a.below, a.above)
    if pivots.count != order { pivots = Array(repeating: 1, count: order) }
    exponent = min(0, scalingExponent(a.band.maximumMagnitude))
    var info: Int32 = 0
    if isTridiagonal {
      factors.resize(order, 4)
      unsafe factors.withUnsafeMutableElements { f in
        guard let f = f.baseAddress else { return }
        let order = order
        unsafe a.band.storage.withUnsafeBufferPointer { band in
          for index in 0..<order {
            let next = index + 1 < order
            unsafe f[index] = next ? band[3 * index + 2] : 0
            unsafe f[order + index] = band[3 * index + 1]
            unsafe f[2 * order + index] = next ? band[3 * index + 3] : 0
          }
        }
      }
      factors.scale(byPowerOfTwo: -exponent)
      unsafe factors.withUnsafeMutableElements { f in
        guard let f = f.baseAddress else { return }
        unsafe info = lapack_gttrf(
          Scalar.letter, n, f, f + order, f + 2 * order, f + 3 * order, &pivots)
      }
    } else {
      // Below rows of room for what the pivoting fills in.
      factors.resize(2 * below + above + 1, order)
      factors[below..., ...] = a.band.view
      if below > 0 { factors[0..<below, ...].fill(with: 0) }
      factors.scale(byPowerOfTwo: -exponent)
      if n > 0 {
        let height = try lapackInt(factors.rows, "band")
        info = BLAS.decomposing(order: n) {
          unsafe lapack_gbtrf(
            Scalar.letter, n, n, Int32(below), Int32(above), &factors.storage, height, &pivots)
        }
      }
    }
    require(info >= 0, "the decomposition of a band rejected argument \(-info)")
    singularPivot = info > 0 ? Int(info) - 1 : nil
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
  public func solve(_ b: inout Matrix<Scalar>) throws(LinearAlgebraError) {
    try solve(&b, transposed: false)
  }

  /// Replaces `b` by the solution X of A X = B, or of A' X = B.
  ///
  /// - Parameters:
  ///   - b: n x any number of right-hand sides.
  ///   - transposed: Whether to solve with A' instead of A.
  /// - Throws: `singular` if a diagonal entry of U is zero; `b` is then as before.
  /// - Complexity: O(n) for each diagonal and column, without allocation.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func solve(
    _ b: inout Matrix<Scalar>, transposed: Bool
  ) throws(LinearAlgebraError) {
    checkRightHandSides(b, order: order)
    if let singularPivot { throw .singular(pivot: singularPivot) }
    guard !b.isEmpty else { return }
    let (n, count) = (blasInt(order), blasInt(b.columns))
    let trans = option(transposed ? "T" : "N")
    let info = unsafe factors.storage.withUnsafeBufferPointer { f in
      guard let f = f.baseAddress else { return 0 as Int32 }
      return BLAS.decomposing(order: max(n, count)) {
        unsafe isTridiagonal
          ? lapack_gttrs(
            Scalar.letter, trans, n, count, f, f + order, f + 2 * order, f + 3 * order, pivots,
            &b.storage, n)
          : lapack_gbtrs(
            Scalar.letter, trans, n, Int32(below), Int32(above), count, f, blasInt(factors.rows),
            pivots,
            &b.storage, n)
      }
    }
    require(info == 0, "the solution with a band rejected argument \(-info)")
    b.scale(byPowerOfTwo: -exponent)
  }

  /// A, multiplied out of its factors, in full storage.
  ///
  /// - Complexity: O(n^2 (k + 1)).
  public func reconstruct() -> Matrix<Scalar> {
    var result = Matrix<Scalar>.zeros(order, order)
    for column in 0..<order {
      for row in max(0, column - above - below)...column {
        result[row, column] = upper(row, column)
      }
    }
    // A step of the elimination exchanges two rows, and then takes one from those beneath it.
    for step in (0..<order).reversed() {
      let pivot = Int(pivots[step]) - 1
      for column in 0..<order {
        let entry = result[step, column]
        for row in (step + 1)..<max(step + 1, min(order, step + below + 1)) {
          result[row, column] += multiplier(row, step) * entry
        }
        if pivot != step {
          (result[step, column], result[pivot, column]) = (result[pivot, column], entry)
        }
      }
    }
    result.scale(byPowerOfTwo: exponent)
    return result
  }

  private func upper(_ row: Int, _ column: Int) -> Scalar {
    isTridiagonal
      ? factors[row, 1 + column - row] : factors[below + above + row - column, column]
  }

  private func multiplier(_ row: Int, _ column: Int) -> Scalar {
    isTridiagonal ? factors[column, 0] : factors[below + above + row - column, column]
  }

  /// The inverse of A, which has no band.
  ///
  /// - Complexity: O(n^2) for each diagonal.
  public func inverse() throws(LinearAlgebraError) -> Matrix<Scalar> {
    try solve(Matrix<Scalar>.identity(order))
  }

  /// The determinant, with its sign and the logarithm of its magnitude.
  public var signedLogDeterminant: LogDeterminant<Scalar> {
    var product = ScaledProduct<Scalar>()
    for index in 0..<order {
      product.multiply(by: upper(index, index))
      if Int(pivots[index]) != index + 1 { product.multiply(by: -1) }
    }
    product.multiply(byPowerOfTwo: exponent * order)
    return LogDeterminant(product)
  }

  /// An estimate of the reciprocal of the condition number of A in the 1-norm.
  public func reciprocalCondition(
    of a: some MatrixProtocol<Scalar>, workspace: inout Workspace<Scalar>
  ) -> Scalar {
    checkOriginal(a, order: order)
    return reciprocalCondition(norm: a.oneNorm, &workspace)
  }

  /// An estimate of the reciprocal of the condition number of A in the 1-norm.
  ///
  /// - Parameters:
  ///   - a: The matrix A that this is the decomposition of.
  ///   - workspace: Scratch memory for 3 n numbers.
  /// - Complexity: O(n) for each diagonal.
  public func reciprocalCondition(
    of a: BandMatrix<Scalar>, workspace: inout Workspace<Scalar>
  ) -> Scalar {
    require(
      a.rows == order && a.columns == order,
      "a decomposition of \(order) x \(order) is not that of \(a.rows) x \(a.columns)")
    return reciprocalCondition(norm: a.oneNorm, &workspace)
  }

  private func reciprocalCondition(
    norm: Scalar, _ workspace: inout Workspace<Scalar>
  ) -> Scalar {
    guard order > 0 else { return 1 }
    guard singularPivot == nil else { return 0 }
    let size = Double(scaled(min(norm, .greatestFiniteMagnitude), byPowerOfTwo: -exponent))
    let scratch = unsafe workspace.reserve(scalars: 3 * order, integers: order)
    var result: Scalar = 0
    let info = unsafe factors.storage.withUnsafeBufferPointer { f in
      guard let f = f.baseAddress else { return 0 as Int32 }
      return BLAS.decomposing(order: blasInt(order)) {
        unsafe isTridiagonal
          ? lapack_gtcon(
            Scalar.letter, option("1"), blasInt(order), f, f + order, f + 2 * order, f + 3 * order,
            pivots,
            size, &result, scratch.scalars, scratch.integers)
          : lapack_gbcon(
            Scalar.letter, option("1"), blasInt(order), Int32(below), Int32(above), f,
            blasInt(factors.rows), pivots, size, &result, scratch.scalars, scratch.integers)
      }
    }
    require(info == 0, "the condition of a band rejected argument \(-info)")
    return result
  }
}

extension BandMatrix {
  /// Stops the program unless the matrix is square.
  func checkSquare() {
    require(rows == columns, "a \(rows) x \(columns) band matrix is not square")
  }

  /// The LU decomposition with partial pivoting of a square matrix.
  ///
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: O(n k (k + l)) for k diagonals below and l above the main one.
  public func lu() throws(LinearAlgebraError) -> BandLU<Scalar> {
    var result = BandLU<Scalar>()
    try result.factor(self)
    return result
  }

  /// The solution X of A X = B for a square A, by LU decomposition.
  ///
  /// - Parameter b: n x any number of right-hand sides, or an array of n entries.
  /// - Returns: A matrix, or an array for an array.
  /// - Throws: `singular`; `nonFinite`, for A or B; `dimensionTooLarge`.
  /// - Complexity: O(n k (k + l)) for k diagonals below and l above the main one, and O(n (k + l)) for each
  ///   column of B.
  public func solve<B: ColumnVectors<Scalar>>(_ b: B) throws(LinearAlgebraError) -> B.Owned {
    checkSquare()
    let columns = b._columns
    checkRightHandSides(columns, order: rows)
    try columns.checkFinite()
    return try lu().solve(b)
  }
}

// Sums of n numbers err by at most (140 + n / 1024) units of rounding of the sum of the magnitudes, in
// single precision by 141; along rows of a matrix that is stored by columns, by n units. A NaN comes through everywhere.

extension MatrixProtocol {
  /// The sum of each column. The sum of no entries is zero.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public var columnSums: [Scalar] { unsafe reducedColumns { unsafe sumColumns(of: $0, into: $1) } }

  /// The sum of each row. The sum of no entries is zero.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public var rowSums: [Scalar] { transposed.columnSums }

  /// The mean of each column; NaN if there are no rows.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public var columnMeans: [Scalar] { columnSums.map { $0 / Scalar(rows) } }

  /// The mean of each row; NaN if there are no columns.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public var rowMeans: [Scalar] { transposed.columnMeans }

  /// The variance of each column: the mean of the squared distances from the mean of the column.
  ///
  /// ```swift
  /// let deviations = a.columnVariances(correction: 1).map { $0.squareRoot() }
  /// ```
  ///
  /// - Parameter correction: The squares are added up and divided by `rows - correction`: 0 for the
  ///   variance of what is there, 1 for an unbiased estimate from a sample.
  /// - Returns: A number for each column; NaN if it would be divided by zero.
  /// - Complexity: O(`count`), two passes, so that nothing cancels.
  @inlinable
  public func columnVariances(correction: Int = 0) -> [Scalar] {
    let means = columnMeans
    return unsafe reducedColumns { unsafe sumSquaredDeviations(of: $0, from: means, into: $1) }
      .map { $0 / Scalar(rows - correction) }
  }

  /// The variance of each row: the mean of the squared distances from the mean of the row.
  ///
  /// - Parameter correction: As for ``columnVariances(correction:)``.
  /// - Returns: A number for each row; NaN if it would be divided by zero.
  /// - Complexity: O(`count`), two passes.
  @inlinable
  public func rowVariances(correction: Int = 0) -> [Scalar] {
    transposed.columnVariances(correction: correction)
  }

  /// The smallest entry of each column: NaN if one is NaN, infinity if there are no rows.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public var columnMinima: [Scalar] {
    unsafe reducedColumns { unsafe minimizeColumns(of: $0, into: $1) }
  }

  /// The smallest entry of each row: NaN if one is NaN, infinity if there are no columns.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public var rowMinima: [Scalar] { transposed.columnMinima }

  /// The largest entry of each column: NaN if one is NaN, minus infinity if there are no rows.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public var columnMaxima: [Scalar] {
    unsafe reducedColumns { unsafe maximizeColumns(of: $0, into: $1) }
  }

  /// The largest entry of each row: NaN if one is NaN, minus infinity if there are no columns.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public var rowMaxima: [Scalar] { transposed.columnMaxima }

  /// The Euclidean norm of each column, without overflow or underflow along the way.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public var columnNorms: [Scalar] {
    unsafe reducedColumns { unsafe FALinalg.columnNorms(of: $0, into: $1) }
  }

  /// The Euclidean norm of each row, without overflow or underflow along the way.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public var rowNorms: [Scalar] { transposed.columnNorms }

  /// The sum of all entries.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public var sum: Scalar { linewise.columnSums.reduce(0, +) }

  /// The mean of all entries; NaN if there are none.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public var mean: Scalar { sum / Scalar(count) }

  /// The smallest entry: NaN if one is NaN, infinity if there are none.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public var minimum: Scalar {
    linewise.columnMinima.reduce(.infinity) { $1 < $0 || $1.isNaN ? $1 : $0 }
  }

  /// The largest entry: NaN if one is NaN, minus infinity if there are none.
  ///
  /// - Complexity: O(`count`).
  @inlinable
  public var maximum: Scalar {
    linewise.columnMaxima.reduce(-.infinity) { $1 > $0 || $1.isNaN ? $1 : $0 }
  }

  /// The matrix or its transpose, whichever has its columns in memory as such, or has none.
  @inlinable
  var linewise: MatrixView<Scalar> {
    let view = self.view
    let isByColumns = isEmpty ? columns == 0 : view.rowStride == 1 || view.columnStride != 1
    return isByColumns ? view : view.transposed
  }

  @inlinable
  func reducedColumns(
    _ reduce: (UnsafeMatrix<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  ) -> [Scalar] {
    unsafe [Scalar](unsafeUninitializedCapacity: columns) { buffer, initializedCount in
      if let base = buffer.baseAddress {
        unsafe _withUnsafeMatrix { unsafe reduce($0, base) }
      }
      initializedCount = columns
    }
  }

  /// The sum of the diagonal.
  ///
  /// - Precondition: The matrix is square.
  /// - Complexity: O(n).
  public var trace: Scalar {
    require(rows == columns, "only a square matrix has a trace, not one of \(rows) x \(columns)")
    return view.diagonal.sum
  }
}

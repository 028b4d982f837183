extension MatrixProtocol {
  /// The Euclidean distances between the rows of this matrix and those of another: entry (i, j) is that of
  /// row i here from row j there.
  ///
  /// They come from the differences of the rows, so that each is right to (`columns` + 4) / 2 units of
  /// rounding, equal rows are at distance zero, and nothing overflows or underflows along the way.
  ///
  /// - Parameter other: n x `columns`.
  /// - Returns: `rows` x n.
  /// - Precondition: The rows are equally long.
  /// - Throws: `nonFinite`.
  /// - Complexity: O(`rows` n `columns`), on all threads that BLAS has; the result does not depend on
  ///   their number.
  @inlinable
  public func pairwiseDistances(
    to other: some MatrixProtocol<Scalar>
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    try distances(between: view, and: other.view, squared: false)
  }

  /// The Euclidean distances between all rows: symmetric to the last bit, with zeros on the diagonal.
  ///
  /// They are computed like those to another matrix.
  ///
  /// - Returns: `rows` x `rows`.
  /// - Throws: `nonFinite`.
  /// - Complexity: O(`rows`^2 `columns`).
  @inlinable
  public func pairwiseDistances() throws(LinearAlgebraError) -> Matrix<Scalar> {
    try pairwiseDistances(to: self)
  }

  /// Stores the Euclidean distances between the rows of this matrix and those of another.
  ///
  /// - Parameters:
  ///   - other: n x `columns`; this matrix itself for the distances between all rows.
  ///   - result: `rows` x n.
  /// - Precondition: The shapes match.
  /// - Throws: `nonFinite`; `result` is then as before.
  /// - Complexity: O(`rows` n `columns`). Allocates only if the storage of `result` is shared, or if this
  ///   matrix does not lie by columns, as a transposed view does not.
  @inlinable
  public func pairwiseDistances<Result>(
    to other: some MatrixProtocol<Scalar>, into result: inout Result
  ) throws(LinearAlgebraError)
  where Result: MutableMatrixProtocol<Scalar> & ~Copyable & ~Escapable {
    try storeDistances(from: self, to: other, squared: false, into: &result)
  }

  /// The squares of the Euclidean distances between the rows of this matrix and those of another.
  ///
  /// They are computed like the distances themselves. A square may leave the scalar's range, and is
  /// infinite or zero then.
  ///
  /// - Parameter other: n x `columns`.
  /// - Returns: `rows` x n.
  /// - Precondition: The rows are equally long.
  /// - Throws: `nonFinite`.
  /// - Complexity: O(`rows` n `columns`).
  @inlinable
  public func pairwiseSquaredDistances(
    to other: some MatrixProtocol<Scalar>
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    try distances(between: view, and: other.view, squared: true)
  }

  /// The squares of the Euclidean distances between all rows: symmetric to the last bit, with zeros on the
  /// diagonal.
  ///
  /// - Returns: `rows` x `rows`.
  /// - Throws: `nonFinite`.
  /// - Complexity: O(`rows`^2 `columns`).
  @inlinable
  public func pairwiseSquaredDistances() throws(LinearAlgebraError) -> Matrix<Scalar> {
    try pairwiseSquaredDistances(to: self)
  }

  /// Stores the squares of the Euclidean distances between the rows of this matrix and those of another.
  ///
  /// - Parameters:
  ///   - other: n x `columns`; this matrix itself for the distances between all rows.
  ///   - result: `rows` x n.
  /// - Precondition: The shapes match.
  /// - Throws: `nonFinite`; `result` is then as before.
  /// - Complexity: As ``pairwiseDistances(to:into:)``.
  @inlinable
  public func pairwiseSquaredDistances<Result>(
    to other: some MatrixProtocol<Scalar>, into result: inout Result
  ) throws(LinearAlgebraError)
  where Result: MutableMatrixProtocol<Scalar> & ~Copyable & ~Escapable {
    try storeDistances(from: self, to: other, squared: true, into: &result)
  }
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func distances<Scalar: BLASScalar>(
  between x: MatrixView<Scalar>, and y: MatrixView<Scalar>, squared: Bool
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  try checkPoints(x, y)
  return unsafe Matrix(
    rows: x.rows, columns: y.rows,
    initializing: { entries in
      unsafe storeDistances(
        x, y, squared,
        UnsafeMutableMatrix(
          base: entries.baseAddress, rows: x.rows, columns: y.rows, columnStride: x.rows))
    })
}

@inlinable
func storeDistances<Scalar, Result: MutableMatrixProtocol<Scalar> & ~Copyable & ~Escapable>(
  from x: some MatrixProtocol<Scalar>, to y: some MatrixProtocol<Scalar>, squared: Bool,
  into result: inout Result
) throws(LinearAlgebraError) {
  let (x, y) = (x.view, y.view)
  try checkPoints(x, y)
  require(
    result.rows == x.rows && result.columns == y.rows,
    "distances of \(x.rows) points from \(y.rows) do not fit \(result.rows) x \(result.columns)")
  unsafe result._withUnsafeMutableMatrix { unsafe storeDistances(x, y, squared, $0) }
}

/// Stops the program unless rows are equally long, and throws unless they are finite.
@usableFromInline
func checkPoints<Scalar>(
  _ x: MatrixView<Scalar>, _ y: MatrixView<Scalar>
) throws(LinearAlgebraError) {
  require(
    x.columns == y.columns,
    "rows of \(x.columns) entries (\(x.rows) x \(x.columns)) have no distance from rows of "
      + "\(y.columns) (\(y.rows) x \(y.columns))")
  try x.checkFinite()
  try y.checkFinite()
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func storeDistances<Scalar: BLASScalar>(
  _ x: MatrixView<Scalar>, _ y: MatrixView<Scalar>, _ squared: Bool,
  _ result: UnsafeMutableMatrix<Scalar>
) {
  guard let base = unsafe result.base else { return }
  guard x.columns > 0 else {
    for column in unsafe 0..<result.columns {
      unsafe (base + column * result.columnStride).update(repeating: 0, count: result.rows)
    }
    return
  }
  // The kernel takes vectors of points.
  let isByColumns = x.rowStride == 1 || x.rows == 1
  unsafe (isByColumns ? x : Matrix(x).view)._withUnsafeMatrix { points in
    unsafe y._withUnsafeMatrix { others in
      let isOwn = unsafe x._withUnsafeMatrix { unsafe $0.isTranspose(of: others.transposed) }
      unsafe DistanceTable(points, others, squared: squared, isOwn: isOwn, into: result).run()
    }
  }
}

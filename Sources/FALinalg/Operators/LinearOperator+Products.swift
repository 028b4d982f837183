// Products with matrices and arrays, by the two that every operator has.

extension LinearOperator {
  /// The numbers of rows and of columns.
  @_disfavoredOverload
  public var shape: (rows: Int, columns: Int) { (rows, columns) }

  /// Computes A X in the storage of `result`.
  ///
  /// - Parameters:
  ///   - x: `columns` x p, or an array of `columns` entries.
  ///   - result: A matrix of `rows` x p, or for an array one of `rows` entries.
  @inlinable
  public func multiply<X: ColumnVectors<Scalar>>(_ x: X, into result: inout X.Owned) {
    X._withColumns(of: &result) { multiply(x._columns, into: &$0) }
  }

  /// Computes A' X in the storage of `result`.
  ///
  /// - Parameters:
  ///   - x: `rows` x p, or an array of `rows` entries.
  ///   - result: A matrix of `columns` x p, or for an array one of `columns` entries.
  @inlinable
  public func multiplyTransposed<X: ColumnVectors<Scalar>>(_ x: X, into result: inout X.Owned) {
    X._withColumns(of: &result) { multiplyTransposed(x._columns, into: &$0) }
  }

  /// The product with a matrix, or, as an array, with an array.
  ///
  /// - Precondition: The right has as many rows or entries as the operator has columns.
  /// - Complexity: As `multiply(x, into: &y)`.
  @_disfavoredOverload
  @inlinable
  public static func * <Right: ColumnVectors<Scalar>>(left: Self, right: Right) -> Right.Owned {
    let x = right._columns
    require(
      x.rows == left.columns,
      "cannot multiply \(left.rows) x \(left.columns) by \(x.rows) x \(x.columns)")
    var result = Matrix<Scalar>.zeros(left.rows, x.columns)
    left.multiply(x, into: &result)
    return Right._owned(result)
  }

  /// The product of a matrix and an operator, by the transposes of both.
  ///
  /// - Precondition: The matrix has as many columns as the operator has rows.
  /// - Complexity: As `multiplyTransposed(x, into: &y)`, and two copies.
  @_disfavoredOverload
  @inlinable
  public static func * (left: some MatrixProtocol<Scalar>, right: Self) -> Matrix<Scalar> {
    require(
      left.columns == right.rows,
      "cannot multiply \(left.rows) x \(left.columns) by \(right.rows) x \(right.columns)")
    var result = Matrix<Scalar>.zeros(right.columns, left.rows)
    right.multiplyTransposed(left.transposed, into: &result)
    return Matrix(result.transposed)
  }
}

/// A matrix whose entries off the diagonal are zero; it need not be square.
///
/// A problem in spectral coordinates has such a target: its products cost O(min(n, m)) for each
/// vector rather than O(n m).
public struct DiagonalMatrix<Scalar: BLASScalar>: LinearOperator, Equatable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The entries (i, i), as many as are not known to be zero.
  public let diagonal: [Scalar]

  /// Creates a matrix with the given diagonal, which is continued by zeros.
  ///
  /// - Parameters:
  ///   - rows: The number of rows; by default that of the entries.
  ///   - columns: The number of columns; by default that of the entries.
  ///   - diagonal: The entries.
  /// - Precondition: The diagonal is not longer than the smaller dimension.
  public init(rows: Int? = nil, columns: Int? = nil, diagonal: [Scalar]) {
    let (rows, columns) = (rows ?? diagonal.count, columns ?? diagonal.count)
    require(
      diagonal.count <= min(rows, columns),
      "\(diagonal.count) entries are too many for the diagonal of a \(rows) x \(columns) matrix")
    self.rows = rows
    self.columns = columns
    self.diagonal = diagonal
  }

  /// The root of the sum of the squared entries.
  public var frobeniusNorm: Scalar {
    Matrix(rows: diagonal.count, columns: 1, columnMajor: diagonal).frobeniusNorm
  }

  /// The diagonal.
  public var _diagonal: [Scalar]? { diagonal }

  /// One for each entry of the diagonal.
  public var multiplicationCount: Int { diagonal.count }

  /// D X: the rows of X, each times its entry.
  ///
  /// - Complexity: O(`rows` p).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func multiply(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    checkProduct(x, into: result)
    scaleRows(of: x, into: &result)
  }

  /// D'X: the rows of X, each times its entry.
  ///
  /// - Complexity: O(`columns` p).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func multiplyTransposed(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    checkTransposedProduct(x, into: result)
    scaleRows(of: x, into: &result)
  }

  /// A D: the columns of A, each times its entry.
  ///
  /// - Precondition: A has as many columns as D has rows.
  /// - Complexity: O(m `columns`).
  public static func * (left: some MatrixProtocol<Scalar>, right: Self) -> Matrix<Scalar> {
    require(
      left.columns == right.rows,
      "cannot multiply \(left.rows) x \(left.columns) by \(right.rows) x \(right.columns)")
    let count = right.diagonal.count
    var result = Matrix(left[..., ..<count])
    result.scaleColumns(by: right.diagonal)
    result.append(columnsOf: Matrix.zeros(left.rows, right.columns - count))
    return result
  }

  /// All entries.
  public func dense() -> Matrix<Scalar> {
    var result = Matrix<Scalar>.zeros(rows, columns)
    for (index, entry) in diagonal.enumerated() { result[index, index] = entry }
    return result
  }

  private func scaleRows(of x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    unsafe diagonal.withUnsafeBufferPointer { diagonal in
      unsafe x._withUnsafeMatrix { x in
        unsafe result.withUnsafeMutableElements { result in
          unsafe storeScaledRows(diagonal, x, to: result)
        }
      }
    }
  }
}

/// A linear map given by two functions that compute its products.
///
/// ```swift
/// // The second difference of n numbers, without a matrix.
/// let difference = FunctionOperator<Double>(
///   rows: n, columns: n, multiply: secondDifference, multiplyTransposed: secondDifference)
/// ```
///
/// Nothing checks that the second function belongs to the transpose of the first. The test is that
/// the inner products of Z with A X and of A'Z with X are equal for random X and Z.
public struct FunctionOperator<Scalar: BLASScalar>: LinearOperator {
  /// A function that stores a product with the block that it is handed.
  ///
  /// The storage has the shape of the product and holds numbers from before, which are to be
  /// replaced. It must keep its shape.
  public typealias Product =
    @Sendable (_ block: MatrixView<Scalar>, _ result: inout Matrix<Scalar>) -> Void

  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The Frobenius norm.
  public let frobeniusNorm: Scalar
  private let product: Product
  private let transposedProduct: Product

  /// Creates an operator A.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - frobeniusNorm: ||A||_F; nil to have it computed here and now.
  ///   - multiply: Stores A X, `rows` x p, for X of `columns` x p.
  ///   - multiplyTransposed: Stores A'X, `columns` x p, for X of `rows` x p.
  /// - Complexity: O(1) with a norm. Without one, products with all vectors of a basis of the
  ///   smaller side, in blocks of 64: O(`rows` `columns`), and min(`rows`, `columns`) times the
  ///   cost of one vector.
  public init(
    rows: Int, columns: Int, frobeniusNorm: Scalar? = nil, multiply: @escaping Product,
    multiplyTransposed: @escaping Product
  ) {
    require(rows >= 0 && columns >= 0, "an operator cannot be \(rows) x \(columns)")
    self.rows = rows
    self.columns = columns
    product = multiply
    transposedProduct = multiplyTransposed
    self.frobeniusNorm =
      frobeniusNorm
      ?? (columns <= rows
        ? Self.norm(multiply, of: (rows, columns))
        : Self.norm(multiplyTransposed, of: (columns, rows)))
  }

  /// A X, by the function that was given.
  public func multiply(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    checkProduct(x, into: result)
    Self.store(product, x, rows, into: &result)
  }

  /// A'X, by the function that was given.
  public func multiplyTransposed(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    checkTransposedProduct(x, into: result)
    Self.store(transposedProduct, x, columns, into: &result)
  }

  /// ||A - Z V'||_F, by products with all vectors of a basis of the smaller side.
  ///
  /// - Complexity: min(`rows`, `columns`) times the cost of one vector, and O(`rows` `columns` r).
  public func residualNorm(_ z: MatrixView<Scalar>, _ v: MatrixView<Scalar>) -> Scalar {
    let tall = TallOperator(self)
    return tall.isTransposed
      ? tall.entrywiseResidualNorm(v, z) : tall.entrywiseResidualNorm(z, v)
  }

  /// All entries, by products with all vectors of a basis of the smaller side.
  ///
  /// - Complexity: min(`rows`, `columns`) times the cost of one vector.
  public func dense() -> Matrix<Scalar> {
    let tall = TallOperator(self)
    let entries = tall.dense(columns: 0..<tall.columns)
    return tall.isTransposed ? Matrix(entries.transposed) : entries
  }

  private static func store(
    _ product: Product, _ x: MatrixView<Scalar>, _ rows: Int, into result: inout Matrix<Scalar>
  ) {
    product(x, &result)
    require(
      result.rows == rows && result.columns == x.columns,
      "a product of \(rows) x \(x.columns) came back as \(result.rows) x \(result.columns)")
  }

  /// The norm of an operator of the given shape, by its products with the unit vectors.
  private static func norm(_ product: Product, of shape: (rows: Int, columns: Int)) -> Scalar {
    let width = min(64, shape.columns)
    var units = Matrix<Scalar>.zeros(shape.columns, width)
    var result = Matrix<Scalar>.zeros(shape.rows, width)
    return euclideanNorm(
      stride(from: 0, to: shape.columns, by: 64).map { first in
        units.fill(with: 0)
        for row in first..<min(first + width, shape.columns) { units[row, row - first] = 1 }
        store(product, units.view, shape.rows, into: &result)
        return result.frobeniusNorm
      })
  }
}

/// How many entries of a matrix stay near the processor between one use and the next.
private let largestNearBlock = 1 << 16

extension LinearOperator where Self: MatrixProtocol {
  /// A X, by one product of matrices.
  @specialized(where Self == Matrix<Double>)
  @specialized(where Self == Matrix<Float>)
  public func multiply(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    FALinalg.multiply(self, x, into: &result)
  }

  /// A' X, by one product of matrices.
  @specialized(where Self == Matrix<Double>)
  @specialized(where Self == Matrix<Float>)
  public func multiplyTransposed(_ x: MatrixView<Scalar>, into result: inout Matrix<Scalar>) {
    FALinalg.multiply(transposed, x, into: &result)
  }

  /// A X and A' Z, a block of columns after the other: what has been read for the one product is
  /// still near for the other.
  ///
  /// At 2000 x 2000, with 10 vectors on one thread, that took three quarters of the time of two
  /// products of OpenBLAS. Two of ``NarrowProduct`` are faster still.
  @specialized(where Self == Matrix<Double>)
  @specialized(where Self == Matrix<Float>)
  public func multiply(
    _ x: MatrixView<Scalar>, transposedWith z: MatrixView<Scalar>,
    into product: inout Matrix<Scalar>, and transposedProduct: inout Matrix<Scalar>
  ) {
    let a = view
    let areNarrow =
      isNarrow(rows, x.columns, columns, Scalar.self)
      && isNarrow(columns, z.columns, rows, Scalar.self)
    if areNarrow || a.count <= largestNearBlock || (a.rowStride != 1 && a.columnStride != 1) {
      multiply(x, into: &product)
      multiplyTransposed(z, into: &transposedProduct)
      return
    }
    if a.rowStride != 1 {
      return a.transposed.multiply(z, transposedWith: x, into: &transposedProduct, and: &product)
    }
    require(
      x.rows == columns && z.rows == rows,
      "cannot multiply \(rows) x \(columns) by \(x.rows) x \(x.columns), nor its transpose by "
        + "\(z.rows) x \(z.columns)")
    let width = max(16, largestNearBlock / rows)
    for start in stride(from: 0, to: columns, by: width) {
      let block = start..<min(start + width, columns)
      FALinalg.multiply(
        a[..., block], x[block, ...], into: &product, beta: start == 0 ? 0 : 1)
      FALinalg.multiply(
        a[..., block].transposed, z, into: &transposedProduct[block, ...])
    }
  }

  /// The residual's norm, in double precision whatever the scalar; of doubles in one pass over the
  /// entries, on all threads.
  ///
  /// - Complexity: O(m n r).
  @specialized(where Self == Matrix<Double>)
  @specialized(where Self == Matrix<Float>)
  public func residualNorm(_ z: MatrixView<Scalar>, _ v: MatrixView<Scalar>) -> Scalar {
    let a = view
    if a.rowStride != 1 && a.columnStride == 1 { return a.transposed.residualNorm(v, z) }
    guard a.rowStride == 1, z.rowStride == 1, z.rows == rows, v.rows == columns,
      z.columns == v.columns
    else { return entrywiseResidualNorm(z, v) }
    let norm = unsafe a._withUnsafeMatrix { a in
      unsafe z._withUnsafeMatrix { z in
        unsafe v._withUnsafeMatrix { v in unsafe ResidualSquares(y: a, z: z, v: v)?.norm() }
      }
    }
    return norm.map { Scalar($0) } ?? entrywiseResidualNorm(z, v)
  }

  /// The entries of the given columns, copied.
  public func dense(columns range: Range<Int>) -> Matrix<Scalar> { Matrix(self[..., range]) }

  /// All entries, copied unless they are a matrix by themselves.
  public func dense() -> Matrix<Scalar> { Matrix(self) }
}

extension Matrix: LinearOperator {}
extension MatrixView: LinearOperator {}

internal import CBLAS

/// Computes `c = alpha * a * b + beta * c`, or with `b * a`, for a symmetric `a` of which one
/// triangle is read.
///
/// It saves the other triangle, not time: where that is filled in, `multiply(_:_:into:alpha:beta:)`
/// is as fast on one thread, and up to order 64 faster on several, which OpenBLAS wakes up for
/// symmetric products of any size (5 microseconds and a little memory each time).
///
/// - Parameters:
///   - a: Symmetric, of the order that the side asks for.
///   - b: m x n. Copied first unless its columns lie in memory as such.
///   - triangle: The triangle of `a` that is read.
///   - side: Where `a` stands: m x m on the left, n x n on the right.
///   - c: m x n.
///   - alpha: The factor of the product.
///   - beta: The factor of the old entries of `c`; with zero they are not read.
/// - Precondition: The shapes match, and no dimension exceeds `Int32.max`.
/// - Complexity: O(m n) times the order of `a`.
@inlinable
public func multiplySymmetric<Scalar, C: MutableMatrixProtocol<Scalar> & ~Copyable & ~Escapable>(
  _ a: some MatrixProtocol<Scalar>, _ b: some MatrixProtocol<Scalar>,
  triangle: BLASTriangle = .lower, side: BLASSide = .left, into c: inout C, alpha: Scalar = 1,
  beta: Scalar = 0
) {
  let order = side == .left ? b.rows : b.columns
  require(
    a.rows == order && a.columns == order && c.rows == b.rows && c.columns == b.columns,
    "cannot multiply symmetric \(a.rows) x \(a.columns) on the \(side) with "
      + "\(b.rows) x \(b.columns) into \(c.rows) x \(c.columns)")
  unsafe a.withUnsafeBLASMatrix { a in
    let isByColumns = unsafe b._withUnsafeMatrix {
      unsafe $0.blasLayout?.transpose == BLASTranspose.none
    }
    let columns = isByColumns ? b.view : Matrix(b).view
    unsafe columns._withUnsafeMatrix { b in
      unsafe c._withUnsafeMutableMatrix { c in
        unsafe storeSymmetricProduct(a, triangle, b, side, into: c, alpha: alpha, beta: beta)
      }
    }
  }
}

extension MutableMatrixProtocol where Self: ~Copyable & ~Escapable {
  /// Replaces the matrix B by `alpha * T * B`, or by `alpha * B * T`, for a triangle T of `a`.
  ///
  /// For a product with the transpose of a triangle pass `a.transposed` and the triangle that it
  /// then is: L' is the upper triangle of `l.transposed`.
  ///
  /// - Parameters:
  ///   - triangle: The triangle of `a` that is read; the other counts as zero.
  ///   - a: Square, of the order that the side asks for.
  ///   - side: Where T stands.
  ///   - diagonal: Whether the diagonal of T is that of `a`, or ones.
  ///   - alpha: The factor of the product.
  /// - Precondition: The shapes match.
  /// - Complexity: O(m n) times the order of `a`; allocates only if the storage is shared, or if
  ///   `a` has gaps along both its rows and its columns.
  @inlinable
  public mutating func multiplyTriangular(
    _ triangle: BLASTriangle, of a: some MatrixProtocol<Scalar>, side: BLASSide = .left,
    diagonal: BLASDiagonal = .stored, alpha: Scalar = 1
  ) {
    checkTriangle(a.rows, a.columns, side, (rows, columns))
    unsafe a.withUnsafeBLASMatrix { a in
      unsafe _withUnsafeMutableMatrix { b in
        unsafe storeTriangularProduct(triangle, a, side, diagonal, alpha: alpha, into: b)
      }
    }
  }

  /// Replaces the matrix B by the solution X of `T * X = alpha * B`, or of `X * T = alpha * B`, for
  /// a triangle T of `a`.
  ///
  /// Nothing checks that T is invertible: a zero on its diagonal gives infinities and NaN. For the
  /// transpose of a triangle pass `a.transposed` and the triangle that it then is.
  ///
  /// - Parameters:
  ///   - triangle: The triangle of `a` that is read; the other counts as zero.
  ///   - a: Square, of the order that the side asks for.
  ///   - side: Where T stands.
  ///   - diagonal: Whether the diagonal of T is that of `a`, or ones.
  ///   - alpha: The factor of B.
  /// - Precondition: The shapes match.
  /// - Complexity: O(m n) times the order of `a`; allocates only if the storage is shared, or if
  ///   `a` has gaps along both its rows and its columns.
  @inlinable
  public mutating func solveTriangular(
    _ triangle: BLASTriangle, of a: some MatrixProtocol<Scalar>, side: BLASSide = .left,
    diagonal: BLASDiagonal = .stored, alpha: Scalar = 1
  ) {
    checkTriangle(a.rows, a.columns, side, (rows, columns))
    unsafe a.withUnsafeBLASMatrix { a in
      unsafe _withUnsafeMutableMatrix { b in
        unsafe storeTriangularSolution(triangle, a, side, diagonal, alpha: alpha, into: b)
      }
    }
  }
}

@inlinable
func checkTriangle(_ rows: Int, _ columns: Int, _ side: BLASSide, _ shape: (Int, Int)) {
  let order = side == .left ? shape.0 : shape.1
  require(
    rows == order && columns == order,
    "a triangle of \(rows) x \(columns) does not fit \(shape.0) x \(shape.1) on the \(side)")
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func storeSymmetricProduct<Scalar: BLASScalar>(
  _ a: UnsafeMatrix<Scalar>, _ triangle: BLASTriangle, _ b: UnsafeMatrix<Scalar>, _ side: BLASSide,
  into c: UnsafeMutableMatrix<Scalar>, alpha: Scalar, beta: Scalar
) {
  unsafe StripedSide(
    routine: .symmetricProduct(b: b, beta: beta), side: side, a: a, triangle: triangle, c: c,
    alpha: alpha
  ).run()
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func storeTriangularProduct<Scalar: BLASScalar>(
  _ triangle: BLASTriangle, _ a: UnsafeMatrix<Scalar>, _ side: BLASSide, _ diagonal: BLASDiagonal,
  alpha: Scalar, into b: UnsafeMutableMatrix<Scalar>
) {
  unsafe StripedSide(
    routine: .triangularProduct(diagonal), side: side, a: a, triangle: triangle, c: b, alpha: alpha
  ).run()
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func storeTriangularSolution<Scalar: BLASScalar>(
  _ triangle: BLASTriangle, _ a: UnsafeMatrix<Scalar>, _ side: BLASSide, _ diagonal: BLASDiagonal,
  alpha: Scalar, into b: UnsafeMutableMatrix<Scalar>
) {
  if side == .right, alpha == 1, unsafe b.rows > 0, unsafe b.columns > 0,
    unsafe isTallSolution(b.rows, order: b.columns)
  {
    return unsafe storeTallSolution(triangle, a, diagonal, into: b)
  }
  unsafe StripedSide(
    routine: .triangularSolution(diagonal), side: side, a: a, triangle: triangle, c: b, alpha: alpha
  ).run()
}

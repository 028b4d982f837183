/// A decomposition of a matrix A into factors by which systems with A are solved: ``LU``, ``LDL``,
/// ``Cholesky`` and ``QR``.
///
/// Systems, inverses, determinants and conditions are those of a square A, n x n.
///
/// ```swift
/// func volume(_ factors: some Factorization<Double>) -> Double { factors.determinant.magnitude }
/// ```
public protocol Factorization<Scalar>: Sendable {
  /// The type of the entries.
  associatedtype Scalar: BLASScalar
  /// What solving throws: ``LinearAlgebraError``, or nothing where only matrices that can be inverted
  /// have the decomposition.
  associatedtype Failure: Error = LinearAlgebraError

  /// A, multiplied out of its factors.
  ///
  /// - Complexity: O(m n min(m, n)).
  func reconstruct() -> Matrix<Scalar>

  /// Replaces `b` by the solution X of A X = B. ``LU``, ``LDL`` and ``Cholesky`` allocate nothing.
  ///
  /// - Parameter b: n x any number of right-hand sides.
  /// - Precondition: A is square.
  /// - Throws: `singular`, with the place of a zero on the diagonal of a factor; `b` is then as before.
  /// - Complexity: O(n^2) for each column.
  func solve(_ b: inout Matrix<Scalar>) throws(Failure)

  /// The inverse of A. To solve a system, `solve(b)` is faster and more accurate.
  ///
  /// - Precondition: A is square.
  /// - Throws: `singular`, `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  func inverse() throws(Failure) -> Matrix<Scalar>

  /// The determinant as its sign and the logarithm of its magnitude: 1 for order 0.
  ///
  /// - Precondition: A is square.
  /// - Complexity: O(n).
  var signedLogDeterminant: LogDeterminant<Scalar> { get }

  /// An estimate of the reciprocal of the condition number of A in the 1-norm: near one for a
  /// well-conditioned matrix, zero for a singular one, near the rounding unit for one that is
  /// singular to working precision.
  ///
  /// Source: N. Higham, "FORTRAN codes for estimating the one-norm of a real or complex matrix",
  /// ACM TOMS 14 (1988).
  ///
  /// - Parameters:
  ///   - a: The matrix A that this is the decomposition of, read like there.
  ///   - workspace: Scratch memory for 4 n numbers.
  /// - Precondition: A is square.
  /// - Complexity: O(n^2).
  func reciprocalCondition(
    of a: some MatrixProtocol<Scalar>, workspace: inout Workspace<Scalar>
  ) -> Scalar
}

extension Factorization {
  /// The solution X of A X = B.
  ///
  /// ```swift
  /// let x = try lu.solve([1, 2, 3])
  /// ```
  ///
  /// - Parameter b: n x any number of right-hand sides, or an array of n entries.
  /// - Returns: A matrix, or an array for an array.
  /// - Precondition: A is square.
  /// - Throws: `singular`, with the place of a zero on the diagonal of a factor.
  /// - Complexity: O(n^2) for each column.
  @inlinable
  public func solve<B: ColumnVectors<Scalar>>(_ b: B) throws(Failure) -> B.Owned {
    var result = Matrix(b._columns)
    try solve(&result)
    return B._owned(result)
  }

  /// Replaces `b` by the solution of A x = b. ``LU``, ``LDL`` and ``Cholesky`` allocate nothing.
  ///
  /// ```swift
  /// try lu.solve(&x)
  /// ```
  ///
  /// - Parameter b: An array of n entries, or a matrix of n rows.
  /// - Precondition: A is square.
  /// - Throws: `singular`, with the place of a zero on the diagonal of a factor; `b` is then as before.
  /// - Complexity: O(n^2) for each column.
  @inlinable
  public func solve<B: ColumnVectors<Scalar>>(_ b: inout B) throws(Failure) where B.Owned == B {
    try B._withColumns(of: &b) { (b) throws(Failure) in try solve(&b) }
  }

  /// Stores the solution X of A X = B. ``LU``, ``LDL``, ``Cholesky`` and ``QR`` allocate nothing.
  ///
  /// ```swift
  /// try qr.solve(b, into: &x)
  /// ```
  ///
  /// - Parameters:
  ///   - b: n x any number of right-hand sides, or an array of n entries.
  ///   - x: Of the same shape.
  /// - Precondition: A is square, and the shapes match.
  /// - Throws: `singular`, with the place of a zero on the diagonal of a factor.
  /// - Complexity: O(n^2) for each column.
  @inlinable
  public func solve<X: ColumnVectors<Scalar>>(
    _ b: some ColumnVectors<Scalar>, into x: inout X
  ) throws(Failure) where X.Owned == X {
    try X._withColumns(of: &x) { (x) throws(Failure) in
      x.assign(b)
      try solve(&x)
    }
  }

  /// The determinant: infinite or zero where it leaves the scalar's range, 1 for order 0.
  ///
  /// - Precondition: A is square.
  /// - Complexity: O(n).
  @inlinable
  public var determinant: Scalar { signedLogDeterminant.value }

  /// The natural logarithm of the determinant: minus infinity for a singular A, NaN where the
  /// determinant is negative. Its sign and magnitude are ``signedLogDeterminant``.
  ///
  /// - Precondition: A is square.
  /// - Complexity: O(n).
  @inlinable
  public var logDeterminant: Scalar {
    let determinant = signedLogDeterminant
    return determinant.sign < 0 ? .nan : determinant.logMagnitude
  }
}

/// A factorization that LAPACK keeps in one matrix: what is the same about calling its routines.
protocol LAPACKFactorization: Factorization, Decomposition {
  /// What the routines take, of A divided by two to the power of `exponent`.
  var factors: Matrix<Scalar> { get }
  var exponent: Int { get }
  /// The first zero on a diagonal that solving divides by.
  var singularPivot: Int? { get }
}

extension LAPACKFactorization {
  /// Throws if there is a zero that solving divides by.
  @inline(__always)
  func checkInvertible() throws(LinearAlgebraError) {
    if let singularPivot { throw .singular(pivot: singularPivot) }
  }

  /// Replaces `b`, unless it is empty, by what a routine makes of it for A / 2^exponent.
  @inline(__always)
  func substitute(
    into b: inout Matrix<Scalar>, _ name: StaticString,
    by routine: (_ n: Int32, _ count: Int32, UnsafeMutablePointer<Scalar>) -> Int32
  ) {
    guard !b.isEmpty else { return }
    let info = unsafe routine(blasInt(factors.rows), blasInt(b.columns), &b.storage)
    require(info == 0, "\(name) rejected argument \(-info)")
  }

  /// The inverse of A, into which `invert` turns the factors of A / 2^exponent.
  @inline(__always)
  func inverse<Failure: Error>(
    by invert: (_ n: Int32, inout Matrix<Scalar>) throws(Failure) -> Void
  ) throws(Failure) -> Matrix<Scalar> {
    var result = factors
    guard !result.isEmpty else { return result }
    try invert(blasInt(result.rows), &result)
    result.scale(byPowerOfTwo: -exponent)
    return result
  }

  /// What a routine estimates of A / 2^exponent.
  ///
  /// - Parameters:
  ///   - count: How many numbers for each row the routine works in.
  ///   - norm: The 1-norm of A, of which the room for these numbers may be used.
  @inline(__always)
  func reciprocalCondition(
    of a: some MatrixProtocol<Scalar>, _ workspace: inout Workspace<Scalar>, _ name: StaticString,
    numbers count: Int, norm: (UnsafeMutablePointer<Scalar>) -> Scalar,
    by routine: (
      _ n: Int32, _ norm: Double, _ result: inout Scalar, UnsafeMutablePointer<Scalar>,
      UnsafeMutablePointer<Int32>
    ) -> Int32
  ) -> Scalar {
    let order = factors.rows
    checkOriginal(a, order: order)
    guard order > 0 else { return 1 }
    guard singularPivot == nil else { return 0 }
    let scratch = unsafe workspace.reserve(scalars: count * order, integers: order)
    let size = unsafe min(norm(scratch.scalars), .greatestFiniteMagnitude)
    var result: Scalar = 0
    let info = BLAS.decomposing(order: blasInt(order)) {
      unsafe routine(
        blasInt(order), Double(scaled(size, byPowerOfTwo: -exponent)), &result, scratch.scalars,
        scratch.integers)
    }
    require(info == 0, "\(name) rejected argument \(-info)")
    return result
  }
}

/// A decomposition of a matrix A into factors, in storage that is held from one matrix to the next.
///
/// ```swift
/// var workspace = Workspace<Double>()
/// var qr = QR<Double>(rows: 100, columns: 10)
/// for a in matrices {
///   try qr.factor(a, workspace: &workspace)
/// }
/// ```
public protocol Decomposition<Scalar>: Sendable {
  /// The type of the entries.
  associatedtype Scalar: BLASScalar

  /// Decomposes the matrix that lies at a place in memory.
  ///
  /// Not for clients, as the name says: ``factor(_:workspace:)`` calls it.
  mutating func _factor(
    _ a: UnsafeMatrix<Scalar>, _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError)
}

extension Decomposition {
  /// Decomposes `a` into the storage that this value holds.
  ///
  /// - Parameters:
  ///   - a: The matrix, of any shape that has such a decomposition. It is left alone. Of a symmetric
  ///     one only what is on and below the diagonal is read.
  ///   - workspace: Scratch memory, of which some decompositions need none. Nothing is allocated if
  ///     it has served this shape before, and the shape is that of the last matrix.
  /// - Throws: What the method of ``MatrixProtocol`` throws that makes such a decomposition:
  ///   `nonFinite`, `dimensionTooLarge`, and for some `notPositiveDefinite` or `noConvergence`. What
  ///   the value holds is then unspecified until the next call that succeeds.
  /// - Complexity: That of the method.
  @inlinable
  public mutating func factor(
    _ a: some MatrixProtocol<Scalar>, workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    try unsafe a._withUnsafeMatrix { (a) throws(LinearAlgebraError) in
      try unsafe _factor(a, &workspace)
    }
  }

  /// Decomposes `a` into the storage that this value holds, with scratch memory of its own where it
  /// needs some.
  ///
  /// - Parameter a: The matrix. It is left alone.
  /// - Throws: As ``factor(_:workspace:)``.
  /// - Complexity: As ``factor(_:workspace:)``. ``LU`` and ``Cholesky`` allocate only if the shape
  ///   changes.
  @inlinable
  public mutating func factor(_ a: some MatrixProtocol<Scalar>) throws(LinearAlgebraError) {
    var workspace = Workspace<Scalar>()
    try factor(a, workspace: &workspace)
  }
}

extension UnsafeMatrix {
  /// Stops the program unless the matrix is square.
  func checkSquare() {
    require(unsafe rows == columns, unsafe "a \(rows) x \(columns) matrix is not square")
  }
}

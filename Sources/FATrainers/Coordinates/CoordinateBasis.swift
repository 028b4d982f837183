import FALinalg

/// Orthonormal columns [A X, B] of which only the parts are held: the directions of a reduction.
///
/// A is tall and X square, so that coordinates and their lifting cost two products with few columns
/// rather than the tall product A X.
struct CoordinateBasis<Scalar: BLASScalar>: Sendable {
  /// A, orthonormal.
  let core: Matrix<Scalar>
  /// X, orthogonal; nil for the identity.
  let rotation: Matrix<Scalar>?
  /// B, orthonormal and orthogonal to A; nil for none.
  let rest: Matrix<Scalar>?

  init(_ core: Matrix<Scalar>, rotation: Matrix<Scalar>? = nil, rest: Matrix<Scalar>? = nil) {
    self.core = core
    self.rotation = rotation
    self.rest = rest
  }

  /// Orthonormal columns, and what others have outside their span.
  ///
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  init(
    _ core: some MatrixProtocol<Scalar>, rotation: Matrix<Scalar>? = nil,
    extendedBy others: some MatrixProtocol<Scalar>
  ) throws(LinearAlgebraError) {
    let core = Matrix(core)
    self.init(core, rotation: rotation, rest: try core.orthonormalExtension(by: others))
  }

  /// The number of directions.
  var count: Int { core.columns + (rest?.columns ?? 0) }

  /// The coordinates of columns in the space.
  func coordinates(of columns: some MatrixProtocol<Scalar>) -> Matrix<Scalar> {
    var inside = core.transposed * columns
    if let rotation { inside = rotation.transposed * inside }
    return rest.map { Matrix(vertically: [inside, $0.transposed * columns]) } ?? inside
  }

  /// The columns with the given coordinates.
  func lift(_ coordinates: some MatrixProtocol<Scalar>) -> Matrix<Scalar> {
    let coordinates = coordinates.view
    let inside = coordinates[0..<core.columns, ...]
    var result = core * (rotation.map { $0 * inside } ?? Matrix(inside))
    if let rest {
      multiply(rest, coordinates[core.columns..., ...], into: &result, alpha: 1, beta: 1)
    }
    return result
  }
}

/// A singular matrix A in an orthonormal basis [N, M] whose first part spans its null space:
/// [0, N'A M; 0, M'A M].
struct NullSpaceSplit<Scalar: BLASScalar> {
  /// N.
  let null: Matrix<Scalar>
  /// M.
  let rest: Matrix<Scalar>
  /// N'A M.
  let coupling: Matrix<Scalar>
  /// M'A M.
  let inner: Matrix<Scalar>
}

extension MatrixView {
  /// Splits off the null space of a matrix that is singular to rounding; nil for any other.
  ///
  /// The eigenvalues of a singular matrix that are zero come out of a Schur form as rounding errors of
  /// either sign, magnified by their condition: its singular values do not suffer so. Those are asked
  /// only where an eigenvalue is near zero. A triangular matrix has its eigenvalues on its diagonal,
  /// where rounding has touched none.
  ///
  /// - Parameter eigenvalues: Those of the real Schur form.
  /// - Throws: `singular` if the rest is singular as well: zero then has fewer eigenvectors than its
  ///   multiplicity.
  func splitNullSpace(
    _ eigenvalues: [Eigenvalue<Scalar>]
  ) throws(LinearAlgebraError) -> NullSpaceSplit<Scalar>? {
    let least = eigenvalues.map { euclideanNorm([$0.real, $0.imaginary]) }.min() ?? 0
    // Rounding moves a double zero by the root of the rounding unit, a triple one by the cube root.
    guard rows > 0, least <= 4 * cubeRoot(Scalar.ulpOfOne) * frobeniusNorm else { return nil }
    let dense = Matrix(self)
    guard !dense.isTriangular(.upper), !dense.isTriangular(.lower) else { return nil }
    let svd = try dense.svd()
    let rank = svd.rank()
    guard rank < rows else { return nil }
    let null = Matrix(svd.vTransposed[rank..., ...].transposed)
    let rest = Matrix(svd.vTransposed[0..<rank, ...].transposed)
    let image = dense * rest
    let inner = rest.transposed * image
    let values = try inner.singularValues()
    let cutoff: Scalar = rankCutoff(rows: rows, columns: rows) * (svd.singularValues.first ?? 0)
    if let index = values.firstIndex(where: { $0 <= cutoff }) { throw .singular(pivot: index) }
    return NullSpaceSplit(
      null: null, rest: rest, coupling: null.transposed * image, inner: inner)
  }

  /// Whether ``splitNullSpace(_:)`` would find a null space.
  func isSingular(_ eigenvalues: [Eigenvalue<Scalar>]) throws(LinearAlgebraError) -> Bool {
    do {
      return try splitNullSpace(eigenvalues) != nil
    } catch .singular {
      return true
    }
  }
}

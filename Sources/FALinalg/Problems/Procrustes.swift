/// The orthogonal matrix that carries one matrix closest to another.
///
/// Source: P. Schönemann, "A generalized solution of the orthogonal Procrustes problem",
/// Psychometrika 31 (1966).
public struct Procrustes<Scalar: BLASScalar>: Sendable {
  /// The orthogonal p x p matrix Q (a rotation or a reflection) that minimizes ||A Q - B||_F.
  public let rotation: Matrix<Scalar>
  /// The sum of the singular values of A' B. Divided by ||A||_F^2, it is the factor c that
  /// minimizes ||c A Q - B||_F.
  public let nuclearNorm: Scalar
}

/// The orthogonal Procrustes problem: the orthogonal Q that minimizes ||A Q - B||_F.
///
/// - Parameters:
///   - a: n x p.
///   - b: n x p.
/// - Precondition: The shapes are equal.
/// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
/// - Complexity: O(n p^2 + p^3).
public func orthogonalProcrustes<Scalar>(
  _ a: some MatrixProtocol<Scalar>, _ b: some MatrixProtocol<Scalar>
) throws(LinearAlgebraError) -> Procrustes<Scalar> {
  require(
    a.rows == b.rows && a.columns == b.columns,
    "cannot rotate onto each other matrices of \(a.rows) x \(a.columns) and \(b.rows) x \(b.columns)"
  )
  try a.checkFinite()
  try b.checkFinite()
  // Entries of at most 1, so that the product neither overflows nor vanishes.
  let (aScale, bScale) = (a.maximumMagnitude, b.maximumMagnitude)
  let product =
    (aScale > 0 ? a / aScale : Matrix(a)).transposed * (bScale > 0 ? b / bScale : Matrix(b))
  let svd = try product.svd()
  return Procrustes(
    rotation: svd.u * svd.vTransposed,
    nuclearNorm: svd.singularValues.reduce(0, +) * aScale * bScale)
}

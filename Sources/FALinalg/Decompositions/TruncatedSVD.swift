/// The best approximation of a matrix by one of a given rank r, A ~ U diag(s) V': the leading part
/// of its singular value decomposition.
///
/// Source: C. Eckart, G. Young, "The approximation of one matrix by another of lower rank",
/// Psychometrika 1 (1936).
public struct TruncatedSVD<Scalar: BLASScalar>: Sendable {
  /// The leading left singular vectors, m x r, with orthonormal columns.
  public private(set) var u: Matrix<Scalar>
  /// The r largest singular values, from the largest to the smallest.
  public private(set) var singularValues: [Scalar]
  /// The leading right singular vectors, transposed: r x n, with orthonormal rows.
  public private(set) var vTransposed: Matrix<Scalar>
  /// ||A - U diag(s) V'||_F: the smallest that a matrix of rank r can reach.
  public private(set) var error: Scalar

  /// The leading part of a complete decomposition.
  ///
  /// - Precondition: `rank` is between 0 and min(m, n).
  public init(_ svd: SVD<Scalar>, rank: Int) {
    precondition(
      rank >= 0 && rank <= svd.singularValues.count,
      "no rank \(rank) from a \(svd.u.rows) x \(svd.vTransposed.columns) matrix")
    u = Matrix(svd.u[..., 0..<rank])
    singularValues = Array(svd.singularValues[..<rank])
    vTransposed = Matrix(svd.vTransposed[0..<rank, ...])
    error = euclideanNorm(svd.singularValues[rank...])
  }

  /// The approximation, multiplied out.
  ///
  /// - Complexity: O(m n r).
  public func reconstruct() -> Matrix<Scalar> {
    var scaled = u
    scaled.scaleColumns { singularValues[$0] }
    return scaled * vTransposed
  }
}

extension MatrixProtocol {
  /// The best approximation of the given rank.
  ///
  /// - Precondition: `rank` is between 0 and min(m, n).
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)).
  public func truncatedSVD(rank: Int) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    TruncatedSVD(try svd(), rank: rank)
  }
}

public import FALinalg

/// The best that any factors of the given rank can do: the truncated singular value decomposition.
///
/// Source: C. Eckart, G. Young, "The approximation of one matrix by another of lower rank",
/// Psychometrika 1 (1936).
public struct Optimum<Scalar: BLASScalar>: Sendable {
  /// How the optimum was computed and how far it can be off.
  public struct Certificate: Sendable {
    /// The LAPACK routine that computed the singular values.
    public let driver: SVDDriver
    /// A bound on the rounding error of ``Optimum/error``: the square root of the number of
    /// singular values in the tail, times max(n, m) times the rounding unit times s_1.
    public let bound: Scalar
  }

  /// r.
  public let rank: Int
  /// ||Y - Y_r||_F: the root of the sum of the squares of all singular values after the r-th.
  public let error: Scalar
  /// All singular values of Y, from the largest.
  public let singularValues: [Scalar]
  /// The first r left singular vectors, n x r.
  public let left: Matrix<Scalar>
  /// The first r right singular vectors, m x r.
  public let right: Matrix<Scalar>
  /// How many singular values exceed max(n, m) times the rounding unit times the largest.
  public let numericalRank: Int
  /// How the optimum was computed and how far it can be off.
  public let certificate: Certificate

  /// Decomposes the target.
  ///
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O(n m min(n, m)).
  public init<Target: LinearOperator>(
    of problem: FactorizationProblem<Target>
  ) throws(FactorizationError) where Target.Scalar == Scalar {
    self.init(of: problem, svd: try problem.svd())
  }

  /// Takes the optimum from the thin singular value decomposition of the target.
  public init<Target: LinearOperator>(
    of problem: FactorizationProblem<Target>, svd: SVD<Scalar>
  ) where Target.Scalar == Scalar {
    let values = svd.singularValues
    let unit = Scalar(max(problem.target.rows, problem.target.columns)) * Scalar.ulpOfOne
    rank = problem.rank
    singularValues = values
    error = Matrix(rows: 1, columns: values.count, columnMajor: values)[..., rank...].frobeniusNorm
    left = Matrix(svd.u[..., 0..<rank])
    right = Matrix(svd.vTransposed[0..<rank, ...].transposed)
    numericalRank = FALinalg.numericalRank(ofSingularValues: values, relativeCutoff: unit)
    certificate = Certificate(
      driver: svd.driver ?? .gesdd,
      bound: Scalar(values.count - rank).squareRoot() * unit * (values.first ?? 0))
  }
}

public import FALinalg

/// The best that any factors of the given rank can do: the truncated singular value decomposition.
///
/// Source: C. Eckart, G. Young, "The approximation of one matrix by another of lower rank",
/// Psychometrika 1 (1936).
public struct Optimum<Scalar: BLASScalar>: Sendable {
  /// r.
  public let rank: Int
  /// ||Y - Y_r||_F: the root of the sum of the squares of all singular values after the r-th.
  public let error: Scalar
  /// The singular values of Y from the largest: all of them where Y was decomposed as a whole, and
  /// otherwise r.
  public let singularValues: [Scalar]
  /// The first r left singular vectors, n x r.
  public let left: Matrix<Scalar>
  /// The first r right singular vectors, m x r.
  public let right: Matrix<Scalar>
  /// How many singular values exceed ``/FALinalg/rankCutoff(rows:columns:)`` times the largest, what
  /// rounding may make of a zero; nil if all that is known is that they are more than r.
  public let numericalRank: Int?
  /// What computed the optimum.
  public let driver: TruncatedSVD<Scalar>.Driver
  /// How far ``error`` can be above the true optimum.
  public let certificate: OptimumCertificate<Scalar>
  /// The thin singular value decomposition of Y, where it was decomposed as a whole.
  public let svd: SVD<Scalar>?

  /// Whether the error is zero to rounding, since r >= rank(Y).
  public var isZero: Bool { numericalRank.map { $0 <= rank } ?? false }

  /// Finds the optimum: from a decomposition of all entries where that is cheap, and otherwise by a
  /// block Krylov method. See ``/FALinalg/LinearOperator/truncatedSVD(rank:goal:algorithm:seed:shouldContinue:)``.
  ///
  /// - Parameters:
  ///   - problem: The problem.
  ///   - decomposingAll: Whether to decompose all entries in any case.
  ///   - shouldContinue: Called between passes over the target; the computation ends once it
  ///     answers false.
  /// - Throws: `linearAlgebra`, with `interrupted` as its reason if `shouldContinue` ended it.
  /// - Complexity: O(n m min(n, m)) for small targets and high ranks, some tens of passes over the
  ///   target for others.
  public init<Target: LinearOperator>(
    of problem: FactorizationProblem<Target>, decomposingAll: Bool = false,
    shouldContinue: () -> Bool = { true }
  ) throws(FactorizationError) where Target.Scalar == Scalar {
    let target = problem.target
    if decomposingAll || target.isDecomposedByLAPACK(rank: problem.rank) {
      self.init(of: problem, svd: try problem.svd())
      return
    }
    self.init(
      of: problem,
      best: try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
        try target.truncatedSVD(rank: problem.rank) { _ in shouldContinue() }
      })
  }

  /// Takes the optimum from a truncated decomposition of the target.
  init<Target: LinearOperator>(
    of problem: FactorizationProblem<Target>, best: TruncatedSVD<Scalar>
  ) where Target.Scalar == Scalar {
    let target = problem.target
    let unit: Scalar = rankCutoff(rows: target.rows, columns: target.columns)
    let cutoff = unit * (best.singularValues.first ?? 0)
    let tail = Scalar(min(target.rows, target.columns) - problem.rank).squareRoot() * cutoff
    self.init(
      best, singularValues: best.singularValues,
      numericalRank: best.error > tail
        ? nil
        : FALinalg.numericalRank(ofSingularValues: best.singularValues, relativeCutoff: unit),
      svd: nil)
  }

  /// Takes the optimum from the thin singular value decomposition of the target.
  public init<Target: LinearOperator>(
    of problem: FactorizationProblem<Target>, svd: SVD<Scalar>
  ) where Target.Scalar == Scalar {
    let unit: Scalar = rankCutoff(rows: problem.target.rows, columns: problem.target.columns)
    self.init(
      TruncatedSVD(svd, rank: problem.rank), singularValues: svd.singularValues,
      numericalRank: FALinalg.numericalRank(
        ofSingularValues: svd.singularValues, relativeCutoff: unit),
      svd: svd)
  }

  private init(
    _ best: TruncatedSVD<Scalar>, singularValues: [Scalar], numericalRank: Int?, svd: SVD<Scalar>?
  ) {
    rank = best.singularValues.count
    error = best.error
    self.singularValues = singularValues
    left = best.u
    right = Matrix(best.vTransposed.transposed)
    self.numericalRank = numericalRank
    driver = best.driver
    certificate = best.certificate
    self.svd = svd
  }
}

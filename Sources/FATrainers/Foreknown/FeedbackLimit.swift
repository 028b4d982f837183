public import FALinalg

/// Where feedback alignment ends: Y P, with P the orthogonal projector on the row space of C Y.
///
/// If rank(C Y) = r, every stationary point of the rule has this product, whatever the start
/// (Mathematics.md: "Where FA ends", a derivation of this project). It is the randomized
/// range finder of Halko, Martinsson and Tropp with test matrix C', without oversampling and
/// without power iterations. No training is needed to compute it.
public struct FeedbackLimit<Scalar: BLASScalar>: Sendable {
  /// ||Y - Y P||_F.
  public let error: Scalar
  /// An orthonormal basis of the row space of C Y, transposed: m x rank(C Y).
  public let basis: Matrix<Scalar>
  /// Y times the basis, n x rank(C Y).
  package let image: Matrix<Scalar>

  /// Computes the limit for the given feedback C, r x n.
  ///
  /// - Throws: `wrongShape`, `linearAlgebra`.
  /// - Complexity: O(n m r): two passes over the target, or three where that would cancel.
  public init<Target: LinearOperator>(
    of problem: FactorizationProblem<Target>, feedback: Matrix<Scalar>
  ) throws(FactorizationError) where Target.Scalar == Scalar {
    try self.init(of: problem, feedback: feedback, beside: .zeros(problem.target.columns, 0))
  }

  /// The same with P on more rows.
  ///
  /// - Parameter kept: These rows, transposed, m x any number.
  init<Target: LinearOperator>(
    of problem: FactorizationProblem<Target>, feedback: Matrix<Scalar>, beside kept: Matrix<Scalar>
  ) throws(FactorizationError) where Target.Scalar == Scalar {
    try problem.check(feedback: feedback)
    let target = problem.target
    let projected = problem.projection(through: Matrix(feedback.transposed))
    let basis = try FactorizationError.naming("feedback times target") {
      () throws(LinearAlgebraError) in
      // The products with C have been rounded as well.
      let basis = try projected.orthonormalBasis(
        relativeCutoff: rankCutoff(rows: target.rows, columns: target.columns))
      return kept.isEmpty
        ? basis : Matrix(horizontally: [basis, try basis.orthonormalExtension(by: kept)])
    }
    var image = Matrix<Scalar>.zeros(target.rows, basis.columns)
    target.multiply(basis.view, into: &image)
    (self.basis, self.image) = (basis, image)
    error = problem.distance(toProjectionOfNorm: image.frobeniusNorm) {
      target.residualNorm(image.view, basis.view)
    }
  }
}

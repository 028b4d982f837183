public import FALinalg

/// A smaller problem of the same type, on which a rule takes the very steps that it would take on
/// the whole one.
///
/// If L (n x p) and R (m x q) have orthonormal columns, hold the start and are closed under the
/// rule, then the same rule on L'YR, from L'Z_0 and W_0 R and with feedback CL, gives Z = L Z~ and
/// W = W~ R' at every step, for every step size (Mathematics.md: "Exact reductions", of this
/// project).
public struct Reduction<Inside: LinearOperator>: Sendable {
  /// The type of the entries.
  public typealias Scalar = Inside.Scalar

  /// The small problem.
  public let problem: FactorizationProblem<ReducedTarget<Inside>>
  /// L and R.
  let basis: CoordinateDirections<Scalar>

  init(
    _ inside: Inside, outsideNorm: Scalar, left: CoordinateBasis<Scalar>,
    right: CoordinateBasis<Scalar>, rank: Int, holdsGradient: Bool
  ) {
    problem = FactorizationProblem(
      reduced: ReducedTarget(inside: inside, outsideNorm: outsideNorm), rank: rank)
    basis = CoordinateDirections(left: left, right: right, holdGradient: holdsGradient)
  }
}

extension Reduction: Coordinates {
  var directions: CoordinateDirections<Scalar>? { basis }

  func enter(_ iterate: Iterate<Scalar>) -> Iterate<Scalar> {
    iterate.map(readout: basis.left.coordinates, hidden: basis.right.coordinates)
  }

  func leave(_ iterate: Iterate<Scalar>) -> Iterate<Scalar> {
    iterate.map(readout: basis.left.lift, hidden: basis.right.lift)
  }
}

extension Reduction {
  /// Factors of the whole problem in the coordinates; what they have outside is lost.
  ///
  /// - Complexity: O((n p + m q) r).
  public func enter(_ factors: Factors<Scalar>) -> Factors<Scalar> {
    enter(Iterate(factors: factors)).factors
  }

  /// Factors of the small problem as factors of the whole one.
  ///
  /// - Complexity: O((n p + m q) r).
  public func lift(_ factors: Factors<Scalar>) -> Factors<Scalar> {
    leave(Iterate(factors: factors)).factors
  }

  /// Feedback of the whole problem, r x n, in the coordinates, r x p.
  ///
  /// - Complexity: O(n p r).
  public func enter(feedback: Matrix<Scalar>) -> Matrix<Scalar> {
    Matrix(basis.left.coordinates(of: feedback.transposed).transposed)
  }

  /// Feedback of the small problem, r x p, as feedback of the whole one, r x n: all of it for a
  /// rule that changes C, whose coordinates hold C.
  ///
  /// - Complexity: O(n p r).
  public func lift(feedback: Matrix<Scalar>) -> Matrix<Scalar> {
    Matrix(basis.left.lift(feedback.transposed).transposed)
  }

  /// Feedback coordinates, for any rule whose feedback stays fixed, or that has none and moves the
  /// readout alone.
  ///
  /// W never leaves the row space of [W_0; CY], and Z never the column space of [Z_0, YR]. So R
  /// has at most 2 r columns and L at most 3 r: a step costs O(r^3), whatever the size of Y.
  ///
  /// - Parameters:
  ///   - problem: The whole problem.
  ///   - start: Z_0 and W_0 of the whole problem.
  ///   - feedback: C, r x n, or nil for a rule without feedback.
  /// - Throws: `nonFinite`, `dimensionTooLarge`.
  /// - Complexity: Two passes over the target with blocks of at most 2 r vectors, a third where they
  ///   hold nearly all of it, and O((n + m) r^2).
  public static func feedback<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, start: Factors<Scalar>, feedback: Matrix<Scalar>?
  ) throws(LinearAlgebraError) -> Self where Inside == Matrix<Target.Scalar> {
    try self.feedback(problem, around: Iterate(factors: start, feedback: feedback))
  }

  /// The same with coordinates that also hold the matrices of a rule's own.
  static func feedback<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, around iterate: Iterate<Scalar>
  ) throws(LinearAlgebraError) -> Self where Inside == Matrix<Target.Scalar> {
    let target = problem.target
    let projected = iterate.feedback.map {
      problem.projection(through: Matrix($0.transposed))
    }
    let right = try orthonormal(iterate.hiddenBlocks + (projected.map { [$0] } ?? []))
    var image = Matrix<Scalar>.zeros(target.rows, right.columns)
    target.multiply(right.view, into: &image)
    let left = try orthonormal(
      [iterate.factors.z] + (iterate.memory?.readout ?? []) + [image])
    let outsideNorm = problem.distance(toProjectionOfNorm: image.frobeniusNorm) {
      target.residualNorm(image.view, right.view)
    }
    return Reduction(
      left.transposed * image, outsideNorm: outsideNorm, left: CoordinateBasis(left),
      right: CoordinateBasis(right), rank: problem.rank, holdsGradient: false)
  }

  /// Spectral coordinates, for any rule that orthogonal changes of coordinates carry to itself.
  ///
  /// With Y = U S V', L is U and what Z_0 and C' have outside it, R is V and what W_0' has outside
  /// it. The target is then diagonal, and a step costs O(k r^2) with k = rank(Y).
  ///
  /// - Parameters:
  ///   - problem: The whole problem.
  ///   - svd: The thin singular value decomposition of its target.
  ///   - start: Z_0 and W_0 of the whole problem.
  ///   - feedback: C, r x n, or nil for a rule without feedback.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O((n + m) (k + r) r).
  public static func spectral<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, svd: SVD<Scalar>, start: Factors<Scalar>,
    feedback: Matrix<Scalar>?
  ) throws(LinearAlgebraError) -> Self where Inside == DiagonalMatrix<Target.Scalar> {
    try spectral(problem, svd: svd, around: Iterate(factors: start, feedback: feedback))
  }

  /// The same with coordinates that also hold the matrices of a rule's own.
  static func spectral<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, svd: SVD<Scalar>, around iterate: Iterate<Scalar>
  ) throws(LinearAlgebraError) -> Self where Inside == DiagonalMatrix<Target.Scalar> {
    let values = svd.singularValues
    let rank = numericalRank(
      ofSingularValues: values,
      relativeCutoff: rankCutoff(rows: problem.target.rows, columns: problem.target.columns))
    let left = try CoordinateBasis(
      svd.u[..., 0..<rank], extendedBy: Matrix(horizontally: iterate.readoutBlocks))
    let right = try CoordinateBasis(
      svd.vTransposed[0..<rank, ...].transposed,
      extendedBy: Matrix(horizontally: iterate.hiddenBlocks))
    let rest = Matrix(rows: values.count, columns: 1, columnMajor: values)[rank..., ...]
    return Reduction(
      DiagonalMatrix(
        rows: left.count, columns: right.count, diagonal: Array(values.prefix(rank))),
      outsideNorm: rest.frobeniusNorm, left: left, right: right, rank: problem.rank,
      holdsGradient: true)
  }

  /// Orthonormal columns whose span holds the columns of the matrices: those of a QR
  /// decomposition, which needs no decision about rank.
  private static func orthonormal(
    _ blocks: [Matrix<Scalar>]
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    try Matrix(horizontally: blocks).qr().q
  }
}

public import FALinalg

/// Where a rule ends, known without training.
///
/// A rule tells its own: ``LearningRule/limit(on:from:feedback:stepSize:seed:)``.
public struct PredictedLimit<Scalar: BLASScalar>: Sendable {
  /// What the product ZW is there, in the letters of Mathematics.md.
  public let formula: String
  /// ZW as two factors, n x k and k x m; k need not be r.
  public let product: Factors<Scalar>
  /// ||ZW - Y||_F.
  public let error: Scalar

  /// Puts together what is known.
  public init(formula: String, product: Factors<Scalar>, error: Scalar) {
    (self.formula, self.product, self.error) = (formula, product, error)
  }

  /// A product A V', with its error from the entries of the residual.
  ///
  /// - Parameters:
  ///   - formula: What it is.
  ///   - problem: What was factored.
  ///   - image: A, n x k.
  ///   - rows: V, m x k.
  /// - Complexity: A pass over the target.
  public init(
    formula: String, on problem: FactorizationProblem<some LinearOperator<Scalar>>,
    image: Matrix<Scalar>, rows: Matrix<Scalar>
  ) {
    self.init(
      formula: formula, product: Factors(z: image, w: Matrix(rows.transposed)),
      error: problem.target.residualNorm(image.view, rows.view))
  }

  /// The norm of the difference between a product ZW and the one that is predicted.
  ///
  /// - Throws: `linearAlgebra`.
  /// - Complexity: O((n + m) r^2).
  public func distance(to factors: Factors<Scalar>) throws(FactorizationError) -> Scalar {
    try factors.productDistance(to: product)
  }
}

// What rules have in common.
extension PredictedLimit {
  /// The optimum of rank r or less, with each of its singular values less by a number and no less than zero; nil where the last
  /// value that is kept and the next are the same to rounding, so that the start decides which of their directions are learned.
  ///
  /// That is where gradient descent with decay ends: at the minimum of
  /// (1/2) ||E||^2 + (lambda / 2) (||Z||^2 + ||W||^2), whose product is the same for all its minima.
  static func optimum(
    of problem: FactorizationProblem<some LinearOperator<Scalar>>, rank: Int = .max,
    lessBy lambda: Scalar = 0
  ) throws(FactorizationError) -> Self? {
    let optimum =
      if let known = problem.known.optimum { known } else { try Optimum(of: problem) }
    let unit: Scalar = rankCutoff(rows: problem.target.rows, columns: problem.target.columns)
    guard !optimum.singularValues.areTied(after: min(rank, optimum.rank), above: lambda, unit)
    else { return nil }
    let values = optimum.singularValues.prefix(optimum.rank)
    let kept = values.prefix(rank).map { max(0, $0 - lambda) }
    let missing = values.enumerated().map { $0 < rank ? min($1, lambda) : $1 }
    let index = rank < optimum.rank ? "\(rank)" : "r"
    return Self(
      formula: lambda == 0
        ? "U_\(index) S_\(index) V_\(index)'"
        : "U_\(index) (S_\(index) - lambda)_+ V_\(index)'",
      product: Factors(
        z: Matrix(optimum.left[..., 0..<kept.count]) * Matrix(diagonal: kept),
        w: Matrix(optimum.right[..., 0..<kept.count].transposed)),
      error: ([optimum.error] + missing).euclideanNorm)
  }

  /// Y P with P the projector on the rows of C Y and on what W_0 has where C does not reach, for a rule that moves W along C E
  /// and rests where E W' = 0 and C E = 0; nil where what the start holds besides decides as well.
  ///
  /// With the columns of N a basis of the directions with N'C = 0, no step moves N'W. At rest the rows of W hold those of C Y and of
  /// N'W_0, and no others if these are as many as W can have (Mathematics.md: "Where FA ends").
  ///
  /// - Parameters:
  ///   - problem: What is factored.
  ///   - feedback: C.
  ///   - start: Z_0 and W_0.
  static func feedback(
    _ feedback: Matrix<Scalar>, on problem: FactorizationProblem<some LinearOperator<Scalar>>,
    from start: Factors<Scalar>
  ) throws(FactorizationError) -> Self? {
    let (kept, reached) = try FactorizationError.naming("the feedback") {
      () throws(LinearAlgebraError) in
      let unreached = try feedback.transposed.nullSpace()
      return (
        try (start.w.transposed * unreached).orthonormalBasis(), feedback.rows - unreached.columns
      )
    }
    let limit = try FeedbackLimit(of: problem, feedback: feedback, beside: kept)
    let (n, m) = (problem.target.rows, problem.target.columns)
    // If Y P is Y, other rows do not help; and from zero there are none.
    let isAll =
      limit.basis.columns == reached + kept.columns || start.w.frobeniusNorm == 0
      || limit.error <= 8 * rankCutoff(rows: n, columns: m) * problem.frobeniusNorm
    guard isAll else { return nil }
    return Self(
      formula: kept.isEmpty
        ? "Y P with P on the rows of C Y" : "Y P with P on the rows of C Y and N'W_0, N'C = 0",
      product: Factors(z: limit.image, w: Matrix(limit.basis.transposed)), error: limit.error)
  }
}

extension Array where Element: BLASScalar {
  /// Whether the value after the first few is the same as the last of these to rounding, and both are above a bound.
  ///
  /// - Parameters:
  ///   - count: How many the first few are.
  ///   - bound: What is no more than this counts for nothing.
  ///   - unit: What rounding may change, in units of the first value.
  func areTied(after count: Int, above bound: Element, _ unit: Element) -> Bool {
    guard count > 0, count < self.count else { return false }
    let rounding = unit * self[0]
    return self[count - 1] - self[count] <= rounding && self[count] > bound + rounding
  }
}

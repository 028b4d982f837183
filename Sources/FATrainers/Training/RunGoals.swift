import FALinalg

/// The conditions of a run that are about how good its factors are, with what these are held against.
struct RunGoals<Scalar: BLASScalar>: Sendable {
  /// The gap, and the largest error that meets it.
  var gap: (condition: StopCondition<Scalar>, error: Scalar)?
  /// The distance to the limit, the limit that is meant, and the largest distance that meets it.
  var limit: (condition: StopCondition<Scalar>, limit: PredictedLimit<Scalar>, distance: Scalar)?

  var isEmpty: Bool { gap == nil && limit == nil }

  /// The condition that is met, or nil.
  ///
  /// - Parameters:
  ///   - error: ||ZW - Y||_F.
  ///   - factors: Z and W, of the whole problem.
  func met(
    error: () -> Scalar, factors: () -> Factors<Scalar>
  ) throws(FactorizationError) -> StopCondition<Scalar>? {
    let error = error()
    if let gap, error <= gap.error { return gap.condition }
    // By the triangle inequality products are no nearer than their errors are. Only where these are near are the factors
    // brought out of the coordinates, which may take as much as many steps; an eighth is more than rounding.
    guard let limit, abs(error - limit.limit.error) <= 1.125 * limit.distance,
      try limit.limit.distance(to: factors()) <= limit.distance
    else { return nil }
    return limit.condition
  }
}

extension Trainer {
  /// What the stopping criterion asks for besides rest, for a run of the rule.
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - start: Z_0 and W_0.
  ///   - feedback: C as it was given.
  ///   - stepSize: The size of the first step.
  /// - Throws: `linearAlgebra` if the optimum is needed and cannot be found.
  func goals(
    of rule: some LearningRule, from start: Factors<Scalar>, given feedback: Matrix<Scalar>?,
    stepSize: Scalar
  ) throws(FactorizationError) -> RunGoals<Scalar> {
    var goals = RunGoals<Scalar>()
    for condition in stopping.conditions {
      switch condition {
      case .stationarity: break
      case .gap(let gap):
        let optimum =
          if let known = problem.known.optimum { known } else { try Optimum(of: problem) }
        let most = optimum.isZero ? gap * problem.frobeniusNorm : (1 + gap) * optimum.error
        if goals.gap.map({ $0.error < most }) ?? true { goals.gap = (condition, most) }
      case .limit(let distance):
        let limit = rule.predictedLimit(
          on: problem, from: start, given: feedback,
          stepSize: schedule == .constant ? stepSize : nil, seed: seed)
        guard let limit else { break }
        let most = distance * problem.frobeniusNorm
        if goals.limit.map({ $0.distance < most }) ?? true {
          goals.limit = (condition, limit, most)
        }
      }
    }
    return goals
  }
}

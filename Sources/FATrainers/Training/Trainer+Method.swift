import FALinalg

extension Trainer {
  /// The method asked for, or the one with the least work a step among those that are exact for
  /// the rule and whose set-up is cheap.
  func chosenMethod(
    for rule: some LearningRule, _ start: Factors<Scalar>
  ) throws(FactorizationError) -> TrainingMethod {
    let startsAtZero = start.z.frobeniusNorm == 0 && start.w.frobeniusNorm == 0
    if let method {
      guard rule.isCarried(by: method) else {
        throw .cannotCarry(rule: rule.name, method: method)
      }
      return method
    }
    if startsAtZero, rule.isCarried(by: .modes) { return .modes }
    let (n, m, r) = (problem.target.rows, problem.target.columns, problem.rank)
    // Operations of one step: the pass over the target, and the products with both factors.
    func work(target: Int, _ rows: Int, _ columns: Int) -> Int {
      target * r + 4 * (rows + columns) * r * r
    }
    let dense = work(target: 2 * problem.target.multiplicationCount, n, m)
    var best = (method: TrainingMethod.dense, work: dense)
    func consider(_ candidate: TrainingMethod, _ cost: Int) {
      // A reduction that saves little is not worth its set-up.
      if rule.isCarried(by: candidate), 3 * cost < 2 * dense, cost < best.work {
        best = (candidate, cost)
      }
    }
    let (p, q) = (min(n, 3 * r), min(m, 2 * r))
    consider(.feedback, work(target: 2 * p * q, p, q))
    let width = (rule.feedbackUse == .none ? 2 : 3) * r
    let svd = problem.known.svd
    if svd == nil, 4 * width <= min(n, m), stopping.maxSteps >= 100,
      8 * width <= KrylovCoordinates.largestDimension(problem.target)
    {
      // Eight blocks carry most runs; they cost what some tens of steps on the whole target do.
      let d = min(8 * width, n, m)
      consider(.krylov, work(target: d, d, d))
    }
    if let svd {
      let k = svd.singularValues.count
      consider(.spectral, work(target: k, min(n, k + 2 * r), min(m, k + r)))
    }
    return best.method
  }

  /// The basis that a run of a rule would begin with; nil if it would not run in Krylov coordinates.
  func krylovStart(
    of rule: some LearningRule, _ start: Factors<Scalar>, _ given: Matrix<Scalar>
  ) throws(FactorizationError) -> KrylovStart<Target>? {
    guard try chosenMethod(for: rule, start) == .krylov else { return nil }
    let feedback = try rule.startingFeedback(for: problem, start, given: given, seed: seed)
    let beginning = try rule.beginning(at: start, feedback: feedback, seed: seed)
    return try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
      try KrylovStart(problem, around: beginning)
    }
  }
}

public import FALinalg

/// The step size that takes a rule to its end in the fewest steps, as far as a search can tell.
public struct FastestStep<Scalar: BLASScalar>: Sendable, Equatable {
  /// The step size.
  public let stepSize: Scalar
  /// The number of steps to the end, to within a thirty-second; nil if the automatic size does not settle,
  /// which is then taken.
  public let steps: Int?
  /// The same for the automatic step size.
  public let automaticSteps: Int?
  /// ||ZW - Y||_F at the end that is to be reached.
  public let endError: Scalar
}

extension Trainer {
  /// Finds the step size with which a rule reaches its end in the fewest steps.
  ///
  /// The end is the error that the automatic step comes to when it is stationary to a hundredth of the gap, or after
  /// ``StoppingCriterion/maxSteps``. It is reached when the error differs from that by no more than
  /// `gap` ||Y||_F, and stays there for as many steps again: on its way, the error of feedback alignment may
  /// be lower than at its end. The search runs in the coordinates that the run would take and draws
  /// nothing at random. It is local, on a logarithmic scale from the automatic step: never slower than that, but not
  /// proven to be the fastest of all.
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - start: Z_0 and W_0.
  ///   - feedback: C, r x n, for rules that need it.
  ///   - gap: How far the error may be from its end, in units of ||Y||_F.
  ///   - shouldContinue: Called before every step of every run; once it answers false, the search ends with what
  ///     it has found.
  /// - Throws: As ``train(_:from:feedback:while:)`` does.
  /// - Complexity: Some twenty runs, none longer than twice that of the automatic step.
  public func fastestStep(
    of rule: some LearningRule, from start: Factors<Scalar>, feedback: Matrix<Scalar>? = nil,
    gap: Scalar,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool = { _, _ in true }
  ) throws(FactorizationError) -> FastestStep<Scalar> {
    try problem.check(start)
    let feedback = try rule.startingFeedback(for: problem, start, given: feedback)
    return try fastestStep(rule, start, feedback, gap: gap, while: shouldContinue)
  }

  func fastestStep(
    _ rule: some LearningRule, _ start: Factors<Scalar>, _ feedback: Matrix<Scalar>?, gap: Scalar,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool
  ) throws(FactorizationError) -> FastestStep<Scalar> {
    let automatic = try automaticStepSize(rule, start, feedback)
    func search<Coordinates: LinearOperator<Scalar>>(
      _ problem: FactorizationProblem<Coordinates>, _ start: Factors<Scalar>,
      _ seen: Matrix<Scalar>?
    ) throws(FactorizationError) -> FastestStep<Scalar> {
      try StepSizeSearch(
        rule: rule, problem: problem, start: start, feedback: seen,
        feedbackNorm: feedback?.frobeniusNorm ?? 0, seed: seed, schedule: schedule,
        maxSteps: stopping.maxSteps
      ).fastest(automatic: automatic, gap: gap, while: shouldContinue)
    }
    switch try chosenMethod(for: rule, start) {
    case .feedback, .modes:
      let reduction = try FactorizationError.naming("target") {
        () throws(LinearAlgebraError) in
        try Reduction.feedback(problem, start: start, feedback: feedback)
      }
      return try search(reduction.problem, reduction.start, reduction.feedback)
    case .spectral:
      let svd = try knownSVD()
      let reduction = try FactorizationError.naming("target") {
        () throws(LinearAlgebraError) in
        try Reduction.spectral(problem, svd: svd, start: start, feedback: feedback)
      }
      return try search(reduction.problem, reduction.start, reduction.feedback)
    case .krylov:
      // The basis is as large as the automatic step needs.
      let run = Run(
        rule: rule, steps: StepSizes(first: automatic, schedule: schedule),
        stopping: StoppingCriterion(tolerance: gap / 100, maxSteps: stopping.maxSteps),
        feedbackNorm: feedback?.frobeniusNorm ?? 0, seed: seed)
      var snapshot = RunSnapshot(start, feedback: feedback)
      let (_, summary) = try run.proceedInKrylovCoordinates(
        problem, &snapshot, frame: { _ in nil }, tolerance: deviationTolerance, setUp: {},
        while: shouldContinue, if: { _, _ in true })
      let reduction = try FactorizationError.naming("target") {
        () throws(LinearAlgebraError) in
        var coordinates = try KrylovCoordinates(problem, start, feedback, nil)
        try coordinates.grow(toDimension: summary.dimension)
        return try coordinates.reduction(
          start, feedback, nil, directionWeight: 1, leakLimit: .infinity
        ).0
      }
      return try search(reduction.problem, reduction.start, reduction.feedback)
    case .dense:
      return try search(problem, start, feedback)
    }
  }
}

public import FALinalg

/// The step size that takes a rule to its end in the fewest steps, as far as a search can tell.
public struct FastestStep<Scalar: BLASScalar>: Sendable, Equatable, Codable {
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
    let feedback = try rule.startingFeedback(for: problem, start, given: feedback, seed: seed)
    return try fastestStep(rule, start, feedback, gap: gap, while: shouldContinue)
  }

  func fastestStep(
    _ rule: some LearningRule, _ start: Factors<Scalar>, _ feedback: Matrix<Scalar>?, gap: Scalar,
    while shouldContinue: (_ step: Int, _ stationarity: Scalar) -> Bool
  ) throws(FactorizationError) -> FastestStep<Scalar> {
    let automatic = try automaticStepSize(rule, start, feedback)
    let beginning = try rule.beginning(at: start, feedback: feedback, seed: seed)
    func search(
      in coordinates: some Coordinates<Scalar>
    ) throws(FactorizationError) -> FastestStep<Scalar> {
      var sizes = StepSizeSearch(
        run: run(rule, stepSize: automatic, feedback: feedback),
        start: beginning, coordinates: coordinates)
      if let found = try sizes.fastest(gap: gap, while: shouldContinue) { return found }
      return try search(in: WholeTarget(problem: problem))
    }
    return try search(
      in: coordinates(
        chosenMethod(for: rule, start), for: rule, around: RunSnapshot(beginning)))
  }
}

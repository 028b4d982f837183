public import FALinalg

extension NetworkTrainer {
  /// A step size with which a rule is expected to settle: that of the rule on the
  /// ``TrainingData/whitenedProblem(hiddenUnits:)``, over the largest second moment that a batch can have in any
  /// direction, where that is above one.
  ///
  /// In the coordinates of that problem a step of the network is one of the problem, but that the step of W is multiplied by
  /// the covariance of the batch: with b of N examples of covariance S, at most min(max |x|^2, (N/b) s_1(S)) (a derivation
  /// of this project, and no guarantee).
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - data: The examples.
  ///   - batchSize: The number of examples of a step; nil for all.
  ///   - start: Z_0 and W_0.
  ///   - feedback: C, for rules that need it.
  ///   - seed: The seed of what the rule draws.
  /// - Throws: `wrongShape`, `missingFeedback`, `linearAlgebra`.
  /// - Complexity: O((n + m) m N).
  public static func automaticStepSize(
    of rule: some LearningRule, on data: TrainingData<Scalar>, batchSize: Int? = nil,
    from start: Factors<Scalar>, feedback: Matrix<Scalar>? = nil, seed: UInt64 = 0
  ) throws(FactorizationError) -> Scalar {
    let problem = try data.whitenedProblem(hiddenUnits: start.z.columns)
    let trainer = Trainer(problem)
    let own = try rule.startingFeedback(for: problem, start, given: feedback, seed: seed)
    let size = try trainer.automaticStepSize(rule, start, own)
    let largest = try FactorizationError.naming("the inputs") { () throws(LinearAlgebraError) in
      try data.inputs.singularValues().first ?? 0
    }
    let count = Scalar(batchSize ?? data.count)
    let longest = (0..<data.count).reduce(Scalar(0)) {
      max($0, data.inputs[..., $1..<($1 + 1)].frobeniusNorm)
    }
    let moment = min(longest * longest, largest * largest / count)
    return size / max(1, moment)
  }
}

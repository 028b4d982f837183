import FALinalg

extension SweepCell {
  /// Trains the cell; nil if it was interrupted. What goes wrong is a result as well.
  func run(
    on target: PreparedTarget<Scalar>, while shouldContinue: @escaping () -> Bool
  ) -> SweepResult? {
    var result = SweepResult(
      cell: id, setting: setting, rule: rule.name, seed: seed, status: .failed,
      rows: target.matrix.rows, columns: target.matrix.columns)
    do {
      let isFinished = try run(on: target.matrix, target, &result, while: shouldContinue)
      return isFinished ? result : nil
    } catch {
      result.message = "\(error)"
      return result
    }
  }

  /// Fills in the figures; answers false if the run was interrupted.
  private func run<Target: LinearOperator<Scalar>>(
    on matrix: Target, _ shared: PreparedTarget<Scalar>, _ result: inout SweepResult,
    while shouldContinue: () -> Bool
  ) throws(FactorizationError) -> Bool {
    let unknown = try FactorizationProblem(target: matrix, rank: rank)
    let optimum = try shared.optimum(of: unknown)
    let problem = unknown.knowing(optimum)
    let drawn = try problem.start(start, seed: seed)
    let factors = start == Start() ? try rule.start(from: drawn, for: problem) : drawn
    var given: Matrix<Scalar>?
    var limit: Scalar?
    if let feedback {
      let c = try problem.feedback(feedback, seed: seed)
      limit = try FeedbackLimit(of: problem, feedback: c).error
      given = c
    }
    var trainer = Trainer(
      problem, stepSize: stepSize,
      stopping: StoppingCriterion(
        tolerance: Scalar(setting.tolerance), or: training.stop.map { StopCondition($0) },
        maxSteps: training.maxSteps),
      method: training.method)
    trainer.schedule = training.schedule
    trainer.seed = seed
    trainer.recordsDiagnostics = false
    let run = try trainer.train(rule, from: factors, feedback: given) { _, _ in shouldContinue() }
    switch run.status {
    case .converged: result.status = .converged
    case .maxSteps: result.status = .maxSteps
    case .diverged: result.status = .diverged
    case .interrupted: return false
    }
    try result.fill(from: run, problem, optimum, limit: limit)
    let predicted = rule.predictedLimit(
      on: problem, from: factors, given: given,
      stepSize: training.schedule == .constant ? run.stepSize : nil, seed: seed)
    result.predict(predicted, of: run)
    return true
  }
}

extension SweepResult {
  /// Fills in where the rule ends; what cannot be measured of the run is left out.
  fileprivate mutating func predict<Scalar>(
    _ predicted: PredictedLimit<Scalar>?, of run: TrainingResult<Scalar>
  ) {
    guard let predicted else { return }
    predictedFormula = predicted.formula
    predictedError = predicted.error.isFinite ? Double(predicted.error) : nil
    if run.status != .diverged {
      distanceToPrediction = (try? predicted.distance(to: run.factors)).map { Double($0) }
    }
  }

  fileprivate mutating func fill<Target: LinearOperator>(
    from run: TrainingResult<Target.Scalar>, _ problem: FactorizationProblem<Target>,
    _ optimum: Optimum<Target.Scalar>, limit: Target.Scalar?
  ) throws(FactorizationError) {
    func finite(_ value: Target.Scalar?) -> Double? {
      value.flatMap { $0.isFinite ? Double($0) : nil }
    }
    method = run.method.rawValue
    stepSize = finite(run.stepSize)
    stoppedBy = run.stoppedBy?.description
    steps = run.steps
    error = finite(run.error)
    optimumError = finite(optimum.error)
    limitError = finite(limit)
    if let error {
      relativeError = problem.frobeniusNorm > 0 ? error / Double(problem.frobeniusNorm) : nil
      if !optimum.isZero {
        ratioToOptimum = error / Double(optimum.error)
        ratioToLimit = limit.map { error / Double($0) }
      }
      largestAngleToOptimumDegrees = finite(
        try optimum.anglesDegrees(toRowSpaceOf: run.factors.w).last)
    }
    alignmentCosine = run.alignment?.cosine
    alignmentAngleDegrees = run.alignment?.angleDegrees
    conservationDrift = finite(run.conservationDrift)
    setupSeconds = run.setUpDuration / .seconds(1)
    trainingSeconds = run.trainingDuration / .seconds(1)
  }
}

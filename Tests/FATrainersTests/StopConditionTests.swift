import FALinalg
import FATrainers
import TestSupport
import Testing

/// Runs end where they are good enough, and are recorded where that is asked for.
@Suite(.mustEnd) struct StopConditionTests {
  /// The steps at which goals are looked at: a thirty-second apart.
  private static func checks(upTo last: Int) -> [Int] {
    var (steps, next) = ([Int](), 0)
    while next <= last {
      steps.append(next)
      next += max(1, next / 32)
    }
    return steps
  }

  private func instance<Scalar: BLASScalar>(_: Scalar.Type) throws -> Instance<Scalar> {
    try Instance<Scalar>(
      40, 30, rank: 3, singularValues: (1...30).map { 1 / Scalar($0) }, startScale: 0.3)
  }

  /// The errors of every step, from a run that nothing ends.
  private func errors<Scalar: BLASScalar>(
    _ instance: Instance<Scalar>, _ rule: String, steps: Int, method: TrainingMethod? = nil
  ) throws -> [Scalar] {
    var trainer = Trainer(
      instance.problem, stopping: StoppingCriterion(tolerance: -1, maxSteps: steps),
      method: method)
    trainer.recording = .every(1)
    trainer.recordsDiagnostics = false
    return try trainer.train(
      try RuleCatalogue.rule(rule), from: instance.start, feedback: instance.feedback
    ).history.map(\.error)
  }

  /// The first step at which the error is small enough, among those at which it is looked at.
  private func expectGap<Scalar: BLASScalar>(
    _: Scalar.Type, _ gap: Scalar, method: TrainingMethod?
  ) throws {
    let instance = try instance(Scalar.self)
    let errors = try errors(instance, "gd", steps: 400, method: method)
    let values = (1...30).map { 1 / Scalar($0) }
    let optimum = values.dropFirst(3).map { $0 * $0 }.reduce(0, +).squareRoot()
    let expected = try #require(
      Self.checks(upTo: 400).first { errors[$0] <= (1 + gap) * optimum })
    #expect(expected > 3)
    let trainer = Trainer(
      instance.problem,
      stopping: StoppingCriterion(tolerance: -1, or: [.gap(gap)], maxSteps: 400), method: method)
    let run = try trainer.train(GradientDescent(), from: instance.start)
    #expect(run.status == .converged && run.stoppedBy == .gap(gap))
    #expect(run.steps == expected, "\(String(describing: method))")
    #expect(run.error <= (1 + gap) * optimum)
  }

  @Test(arguments: [TrainingMethod.dense, .spectral, .krylov, nil])
  func gapToTheOptimum(_ method: TrainingMethod?) throws {
    try expectGap(Double.self, 1e-2, method: method)
    try expectGap(Float.self, 0.0625, method: method)
  }

  /// Where the optimum is zero the gap is one to ||Y||; stationarity may still be the first.
  @Test func gapToZero() throws {
    let instance = try Instance<Double>(
      12, 9, rank: 3, singularValues: [3, 2, 0, 0, 0, 0, 0, 0, 0], startScale: 0.3)
    let stopping = StoppingCriterion<Double>(or: [.gap(1e-3)], maxSteps: 100_000)
    let run = try Trainer(instance.problem, stopping: stopping).train(
      GradientDescent(), from: instance.start)
    #expect(run.stoppedBy == .gap(1e-3))
    #expect(run.error <= 1e-3 * instance.problem.frobeniusNorm)
    let loose = StoppingCriterion<Double>(tolerance: 0.5, or: [.gap(1e-9)], maxSteps: 100_000)
    let other = try Trainer(instance.problem, stopping: loose).train(
      GradientDescent(), from: instance.start)
    #expect(other.stoppedBy == .stationarity(0.5))
  }

  /// At rest nothing is left to be done, even for a tolerance of zero.
  @Test(arguments: [TrainingMethod.dense, .spectral])
  func restIsTheEnd(_ method: TrainingMethod) throws {
    let instance = try Instance<Double>(
      12, 9, rank: 3, singularValues: Spectra.power(1, count: 9), startScale: 0)
    let run = try instance.train("gd", steps: 10, tolerance: 0, method: method)
    #expect(run.status == .converged && run.steps == 0)
  }

  /// Near the product that is predicted, in every kind of coordinates, with checkpoints and without.
  @Test(arguments: [TrainingMethod.dense, .feedback, .modes, .spectral, nil])
  func distanceToTheLimit(_ method: TrainingMethod?) throws {
    var instance = try instance(Double.self)
    if method == .modes {
      instance.start = Factors(z: .zeros(40, 3), w: .zeros(3, 30))
    }
    let norm = instance.problem.frobeniusNorm
    let stopping = StoppingCriterion<Double>(tolerance: -1, or: [.limit(1e-4)], maxSteps: 100_000)
    let trainer = Trainer(instance.problem, stopping: stopping, method: method)
    let rule = FeedbackAlignment()
    let run = try trainer.train(rule, from: instance.start, feedback: instance.feedback)
    #expect(run.stoppedBy == .limit(1e-4))
    #expect(Self.checks(upTo: run.steps).last == run.steps)
    let cy = instance.feedback * instance.target
    let rows = try cy.transposed.qr().q
    let limit = instance.target * rows * rows.transposed
    #expect((run.factors.z * run.factors.w - limit).frobeniusNorm <= 1.000001e-4 * norm)
    let before = Trainer(
      instance.problem,
      stopping: StoppingCriterion(tolerance: -1, maxSteps: run.steps - run.steps / 32 - 1),
      method: method)
    let early = try before.train(rule, from: instance.start, feedback: instance.feedback)
    #expect((early.factors.z * early.factors.w - limit).frobeniusNorm > 0.999999e-4 * norm)
    guard method != .modes else { return }
    let saved = try trainer.train(
      rule, from: instance.start, feedback: instance.feedback, savingEvery: 17, save: { _ in })
    #expect(saved.steps == run.steps && saved.stoppedBy == run.stoppedBy)
  }

  /// A rule that nothing is predicted for has no limit to be near.
  @Test func noLimitIsKnown() throws {
    let instance = try instance(Double.self)
    let stopping = StoppingCriterion<Double>(tolerance: -1, or: [.limit(1e9)], maxSteps: 20)
    // Without decay nothing is predicted for it.
    let run = try Trainer(instance.problem, stopping: stopping).train(
      try RuleCatalogue.rule("oja-feedback:3:0:0.3"), from: instance.start,
      feedback: instance.feedback)
    #expect(run.status == .maxSteps && run.stoppedBy == nil)
  }

  @Test func conditionsSayWhatTheToleranceIs() {
    var stopping = StoppingCriterion<Double>(tolerance: 1e-3, or: [.gap(0.1)])
    #expect(stopping.tolerance == 1e-3 && stopping.conditions.count == 2)
    stopping.conditions = [.gap(0.1)]
    #expect(stopping.tolerance == -1)
    stopping.conditions.append(.stationarity(0.5))
    #expect(stopping.tolerance == 0.5)
  }

  /// Every k-th step and the last, with what is recorded of them otherwise.
  @Test(arguments: [1, 3, 7, 100], [TrainingMethod.dense, .feedback, .modes])
  func recording(_ interval: Int, _ method: TrainingMethod) throws {
    var instance = try instance(Double.self)
    if method == .modes {
      instance.start = Factors(z: .zeros(40, 3), w: .zeros(3, 30))
    }
    let all = try errors(instance, "fa", steps: 50, method: method)
    #expect(all.count == 51)
    var trainer = Trainer(
      instance.problem, stopping: StoppingCriterion(tolerance: -1, maxSteps: 50), method: method)
    trainer.recording = .every(interval)
    let run = try trainer.train(
      FeedbackAlignment(), from: instance.start, feedback: instance.feedback)
    var steps = Array(stride(from: 0, through: 50, by: interval))
    if steps.last != 50 { steps.append(50) }
    #expect(run.history.map(\.step) == steps)
    #expect(run.history.map(\.error) == steps.map { all[$0] })
  }
}

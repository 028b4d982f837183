import FALinalg
import FATrainers
import Foundation
import TestSupport
import Testing

/// Rules from outside the package, wherever they run, against loops of matrix products.
@Suite struct UserRuleTests {
  static let rules: [any LearningRule] = [
    MomentumAlignment(), SilentMomentum(), DecayingAlignment(), MomentumDescent(),
    AccumulatedGram(), Adam(), DecayInDirection(), OwnProducts(),
  ]

  /// Every rule in all coordinates that it says carry it.
  static let pairs = rules.flatMap { rule in
    ([.dense] + rule.reductions).compactMap { method in
      rule is OwnProducts && method == .krylov ? nil : (rule, method)
    }
  }

  /// The factors after so many steps, by the definition: `gradient` gives E A and X E for Z and W.
  static func loop(
    _ rule: any LearningRule, _ start: Factors<Double>, _ c: Matrix<Double>, steps: Int,
    stepSize: Double,
    gradient: (_ step: Int, _ z: Matrix<Double>, _ w: Matrix<Double>, _ through: Matrix<Double>) ->
      (Matrix<Double>, Matrix<Double>)
  ) -> Factors<Double> {
    var (z, w) = (start.z, start.w)
    var (mz, mw) = (0 * z, 0 * w)
    var (sz, sw) = (mz, mw)
    var sum = z.transposed * z * 0
    for step in 0..<steps {
      let (dz, dw) = gradient(step, z, w, rule.feedbackUse == .fixed ? c : Matrix(z.transposed))
      switch rule {
      case is MomentumAlignment, is SilentMomentum, is MomentumDescent:
        (mz, mw) = (0.9 * mz + dz, 0.9 * mw + dw)
        (z, w) = (z + stepSize * mz, w + stepSize * mw)
      case is DecayingAlignment:
        (z, w) = (0.99 * z + stepSize * dz, 0.99 * w + stepSize * dw)
      case is DecayInDirection:
        let keep = 1 - 0.01 * stepSize
        (z, w) = (keep * z + stepSize * dz, keep * w + stepSize * dw)
      case is AccumulatedGram:
        sum = sum + dz.transposed * dz
        (z, w) = (z + (stepSize / (1 + sum.frobeniusNorm)) * dz, w + stepSize * dw)
      case is Adam:
        let (a, b) = (1 - pow(0.9, Double(step + 1)), 1 - pow(0.999, Double(step + 1)))
        (mz, mw) = (0.9 * mz + 0.1 * dz, 0.9 * mw + 0.1 * dw)
        (sz, sw) = (
          0.999 * sz + 0.001 * dz.map { $0 * $0 }, 0.999 * sw + 0.001 * dw.map { $0 * $0 }
        )
        func change(_ m: Matrix<Double>, _ s: Matrix<Double>) -> Matrix<Double> {
          m.zip(s) { $0 / a / (($1 / b).squareRoot() + 1e-8) }
        }
        (z, w) = (z + stepSize * change(mz, sz), w + stepSize * change(mw, sw))
      default: (z, w) = (z + stepSize * dz, w + stepSize * dw)
      }
    }
    return Factors(z: z, w: w)
  }

  private func expected(
    _ rule: any LearningRule, _ instance: Instance<Double>, steps: Int, stepSize: Double
  ) -> Factors<Double> {
    Self.loop(rule, instance.start, instance.feedback, steps: steps, stepSize: stepSize) {
      _, z, w, through in
      let e = instance.target - z * w
      return (e * w.transposed, through * e)
    }
  }

  private func expect(_ factors: Factors<Double>, _ expected: Factors<Double>, within: Double) {
    let scale = max(expected.z.frobeniusNorm, expected.w.frobeniusNorm)
    #expect((factors.z - expected.z).frobeniusNorm <= within * scale)
    #expect((factors.w - expected.w).frobeniusNorm <= within * scale)
  }

  /// Tall, wide, and so slow a spectrum that the Krylov basis has to grow; from zero where that is no saddle.
  private func instances(_ rule: any LearningRule) throws -> [Instance<Double>] {
    var shapes: [(Int, Int, [Double], Double)] = [
      (70, 60, Spectra.power(0.5, count: 60), 0.1), (60, 70, Spectra.power(0.5, count: 60), 0.1),
    ]
    if rule.feedbackUse == .fixed { shapes.append((30, 20, Spectra.power(1, count: 20), 0)) }
    return try shapes.map { rows, columns, values, scale in
      try Instance(rows, columns, rank: 2, singularValues: values, startScale: scale)
    }
  }

  @Test(arguments: pairs.indices)
  func sameTrajectory(_ pair: Int) throws {
    let (rule, method) = Self.pairs[pair]
    for instance in try instances(rule) {
      let trainer = Trainer(
        instance.problem, stopping: StoppingCriterion(tolerance: -1, maxSteps: 300),
        method: method)
      let run = try trainer.train(rule, from: instance.start, feedback: instance.feedback)
      #expect(run.status == .maxSteps && run.method == method)
      expect(
        run.factors, expected(rule, instance, steps: 300, stepSize: run.stepSize), within: 1e-10)
      if let bound = run.krylov?.deviationBound { #expect(bound <= 1e-11) }
    }
  }

  /// Nothing is assumed of a rule that says nothing of itself: from zero it runs on the target as it is.
  @Test func nothingIsAssumed() throws {
    let instance = try Instance(
      30, 20, rank: 2, singularValues: Spectra.power(1, count: 20), startScale: 0)
    let rule = SilentMomentum()
    #expect(rule.conservationLaw == nil && rule.reductions.isEmpty && rule.directionWeight == nil)
    let trainer = Trainer(
      instance.problem, stepSize: .constant(0.02),
      stopping: StoppingCriterion(tolerance: -1, maxSteps: 300))
    let run = try trainer.train(rule, from: instance.start, feedback: instance.feedback)
    #expect(run.method == .dense && run.stability == nil && run.conservationDrift == nil)
    expect(run.factors, expected(rule, instance, steps: 300, stepSize: 0.02), within: 1e-12)
  }

  /// The deviation of a run that may leave the trajectory keeps to its bound, momentum included.
  @Test(arguments: [1e-3, 1e-6])
  func deviationBound(_ tolerance: Double) throws {
    for rule in [MomentumAlignment(), MomentumDescent(), DecayingAlignment()] as [any LearningRule]
    {
      for instance in try instances(rule) where instance.start.z.frobeniusNorm > 0 {
        for steps in [40, 300] {
          var trainer = Trainer(
            instance.problem, stopping: StoppingCriterion(tolerance: -1, maxSteps: steps),
            method: .krylov)
          trainer.deviationTolerance = tolerance
          let run = try trainer.train(rule, from: instance.start, feedback: instance.feedback)
          let bound = try #require(run.krylov).deviationBound
          #expect(bound <= tolerance)
          expect(
            run.factors, expected(rule, instance, steps: steps, stepSize: run.stepSize),
            within: bound + 1e-11)
        }
      }
    }
  }

  /// What a rule keeps is in its checkpoints: a resumed run ends with the same bits, and those are right.
  @Test(arguments: pairs.indices)
  func checkpoints(_ pair: Int) throws {
    let (rule, method) = Self.pairs[pair]
    for instance in try instances(rule) {
      let trainer = Trainer(
        instance.problem, stopping: StoppingCriterion(tolerance: -1, maxSteps: 100),
        method: method)
      func train(
        resuming checkpoint: TrainingCheckpoint<Double>?
      ) throws -> (TrainingResult<Double>, [TrainingCheckpoint<Double>]) {
        var saved: [TrainingCheckpoint<Double>] = []
        let run = try trainer.train(
          rule, from: instance.start, feedback: instance.feedback, savingEvery: 35,
          resuming: checkpoint, save: { saved.append($0) })
        return (run, saved)
      }
      try onThreadCounts([2]) { (_) throws in
        let (run, saved) = try train(resuming: nil)
        #expect(saved.map(\.step) == [35, 70])
        let data = try JSONEncoder().encode(saved[1])
        let resumed = try train(
          resuming: JSONDecoder().decode(TrainingCheckpoint<Double>.self, from: data)
        ).0
        #expect(resumed.factors == run.factors)
        expect(
          run.factors, expected(rule, instance, steps: 100, stepSize: run.stepSize), within: 1e-10)
      }
    }
  }

  /// A checkpoint whose matrices are those of another version of the rule is refused.
  @Test func checkpointOfAnotherVersion() throws {
    let instance = try Instance(12, 9, rank: 2, singularValues: Spectra.power(1, count: 9))
    let trainer = Trainer(instance.problem, stopping: StoppingCriterion(tolerance: -1, maxSteps: 9))
    var saved: TrainingCheckpoint<Double>?
    _ = try trainer.train(
      MomentumDescent(), from: instance.start, savingEvery: 5, save: { saved = $0 })
    let checkpoint = try #require(saved)
    var object = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(checkpoint)) as? [String: Any])
    var snapshot = try #require(object["snapshot"] as? [String: Any])
    snapshot["memory"] = nil
    object["snapshot"] = snapshot
    let other = try JSONDecoder().decode(
      TrainingCheckpoint<Double>.self, from: JSONSerialization.data(withJSONObject: object))
    #expect(
      throws: FactorizationError.otherCheckpoint(difference: "set of matrices that the rule keeps")
    ) {
      try trainer.train(
        MomentumDescent(), from: instance.start, savingEvery: 5, resuming: other, save: { _ in })
    }
  }

  /// On batches of examples, of any size.
  @Test(arguments: rules.indices, [1, 4, 12])
  func batches(_ index: Int, _ size: Int) throws {
    let rule = Self.rules[index]
    let task = try NetworkTests.Task(outputs: 5, inputs: 6, hidden: 3, count: 12)
    let trainer = NetworkTrainer(
      task.data, stepSize: 0.001, batchSize: size,
      stopping: StoppingCriterion(tolerance: -1, maxSteps: 50))
    if rule is DecayInDirection || rule is OwnProducts {
      let error = try #require(throws: FactorizationError.self) {
        try trainer.train(rule, from: task.start, feedback: task.feedback)
      }
      guard case .unsuited(rule.name, let reason) = error else { throw error }
      #expect(reason.contains("let it do so in `advance`"))
      return
    }
    let run = try trainer.train(rule, from: task.start, feedback: task.feedback)
    let (x, t) = (task.data.inputs, task.data.targets)
    let expected = Self.loop(rule, task.start, task.feedback, steps: 50, stepSize: 0.001) {
      step, z, w, through in
      let batch = (0..<size).map { (step * size + $0) % 12 }
      let input = Matrix(horizontally: batch.map { Matrix(x.column($0)) })
      let e = Matrix(horizontally: batch.map { Matrix(t.column($0)) }) - z * w * input
      let unit = 1 / Double(size)
      return (unit * e * (w * input).transposed, unit * through * e * input.transposed)
    }
    expect(run.factors, expected, within: 1e-10)
  }

  /// What cannot be found out is refused, with the reason.
  @Test func refusals() throws {
    let instance = try Instance(40, 30, rank: 2, singularValues: Spectra.power(1, count: 30))
    func message(_ rule: any LearningRule, _ method: TrainingMethod) -> String {
      do {
        _ = try Trainer(instance.problem, method: method).train(
          rule, from: instance.start, feedback: instance.feedback)
        return "none"
      } catch {
        return "\(error)"
      }
    }
    for method in TrainingMethod.allCases where method != .dense {
      #expect(
        message(SilentMomentum(), method).contains("cannot run the rule silent-momentum-fa"))
      #expect(message(Adam(), method).contains("cannot run the rule adam"))
    }
    #expect(message(MomentumAlignment(), .modes).contains("cannot run the rule"))
    #expect(message(OwnProducts(), .krylov).contains("Krylov coordinates cannot tell"))
  }

  /// A direction that a rule writes by itself counts where the run is tested for its end.
  @Test func ownDirectionsAreMeasured() throws {
    let instance = try Instance(12, 9, rank: 2, singularValues: Spectra.power(1, count: 9))
    let trainer = Trainer(
      instance.problem, stopping: StoppingCriterion(maxSteps: 20), method: .dense)
    let run = try trainer.train(OwnProducts(), from: instance.start)
    let plain = try trainer.train(GradientDescent(), from: instance.start)
    #expect(run.status == .maxSteps)
    expect(run.factors, plain.factors, within: 1e-13)
    for (a, b) in zip(run.history, plain.history) {
      #expect(abs(a.stationarity - b.stationarity) <= 1e-12 * b.stationarity)
    }
  }

  /// A step of a rule with momentum allocates nothing.
  @Test(.enabled(if: countsAllocations), arguments: [TrainingMethod.dense, .krylov])
  func stepsAllocateNothing(_ method: TrainingMethod) throws {
    let instance = try Instance(
      30, 20, rank: 4, singularValues: Spectra.power(1, count: 20), startScale: 0.1)
    func allocated(steps: Int) throws -> Int {
      var trainer = Trainer(
        instance.problem, stopping: StoppingCriterion(tolerance: -1, maxSteps: steps),
        method: method)
      trainer.recordsDiagnostics = false
      return try allocations {
        _ = try trainer.train(MomentumDescent(), from: instance.start)
      }
    }
    _ = try allocated(steps: 129)
    #expect(try allocated(steps: 129) == allocated(steps: 101))
  }
}

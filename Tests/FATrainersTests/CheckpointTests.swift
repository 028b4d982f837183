import FALinalg
import FATrainers
import Foundation
import TestSupport
import Testing

/// Runs that are saved, and resumed from what was saved.
@Suite struct CheckpointTests {
  static let pairs = Rules.all.flatMap { name in
    ([.dense] + Rules.rule(name).reductions).filter { $0 != .modes }.map { (name, $0) }
  }

  private func encoded<Scalar>(
    _ checkpoint: TrainingCheckpoint<Scalar>
  ) throws -> TrainingCheckpoint<Scalar> {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    return try PropertyListDecoder().decode(
      TrainingCheckpoint<Scalar>.self, from: try encoder.encode(checkpoint))
  }

  private func trainer<Scalar>(
    _ instance: Instance<Scalar>, _ method: TrainingMethod?, steps: Int
  ) -> Trainer<Matrix<Scalar>> {
    var trainer = Trainer(
      instance.problem, stopping: StoppingCriterion(tolerance: -1, maxSteps: steps),
      method: method)
    trainer.seed = 5
    return trainer
  }

  /// Whatever of the checkpoints a run is resumed from, it ends with the same bits, and with those of
  /// the textbook to rounding.
  @Test(arguments: pairs)
  func resumedBitForBit(_ pair: (String, TrainingMethod)) throws {
    let (name, method) = pair
    let rule = Rules.rule(name)
    var instance = try Instance(
      60, 50, rank: 3, singularValues: Spectra.power(1, count: 50), startScale: 0.1)
    if name == "scaled-gd" { instance = try instance.nearTheOptimum() }
    func train(
      resuming checkpoint: TrainingCheckpoint<Double>?
    ) throws -> (TrainingResult<Double>, [TrainingCheckpoint<Double>]) {
      var saved: [TrainingCheckpoint<Double>] = []
      let result = try trainer(instance, method, steps: 230).train(
        rule, from: instance.start, feedback: instance.feedback, savingEvery: 60,
        resuming: checkpoint, save: { saved.append($0) })
      return (result, saved)
    }
    var whole: TrainingResult<Double>?
    // Bits are those of a number of threads.
    try onThreadCounts([2]) { (_) throws in
      let (run, saved) = try train(resuming: nil)
      whole = run
      #expect(saved.map(\.step) == [60, 120, 180] && run.steps == 230)
      for checkpoint in saved {
        let (resumed, later) = try train(resuming: encoded(checkpoint))
        #expect(later.map(\.step) == saved.map(\.step).filter { $0 > checkpoint.step })
        #expect(resumed.factors.z == run.factors.z && resumed.factors.w == run.factors.w)
        #expect(resumed.feedback == run.feedback && resumed.stepSize == run.stepSize)
        #expect(resumed.history.map(\.step) == run.history.map(\.step))
        #expect(resumed.history.map(\.error) == run.history.map(\.error))
        #expect(resumed.history.map(\.stationarity) == run.history.map(\.stationarity))
        #expect(resumed.history.map(\.conservationDrift) == run.history.map(\.conservationDrift))
        #expect(resumed.history.map(\.alignment) == run.history.map(\.alignment))
      }
    }
    let result = try #require(whole)
    let undisturbed = try trainer(instance, .dense, steps: 230).train(
      rule, from: instance.start, feedback: instance.feedback)
    #expect(relativeDifference(result.factors.z, undisturbed.factors.z) <= 1e-10)
    #expect(relativeDifference(result.factors.w, undisturbed.factors.w) <= 1e-10)
    for (a, b) in zip(result.history, undisturbed.history) {
      #expect(a.step == b.step && abs(a.error - b.error) <= 1e-11 * instance.problem.frobeniusNorm)
      #expect(a.conservationDrift ?? 0 < 1e-12)
    }
  }

  /// The tolerance of Krylov coordinates is that of the run: what came before a checkpoint counts.
  @Test func deviationAddsUp() throws {
    let instance = try Instance(150, 140, rank: 2, singularValues: Spectra.power(0.5, count: 140))
    func train(
      tolerance: Double, resuming checkpoint: TrainingCheckpoint<Double>? = nil
    ) throws -> (TrainingResult<Double>, [TrainingCheckpoint<Double>]) {
      var trainer = trainer(instance, .krylov, steps: 240)
      trainer.deviationTolerance = tolerance
      var saved: [TrainingCheckpoint<Double>] = []
      let run = try trainer.train(
        GradientDescent(), from: instance.start, savingEvery: 20, resuming: checkpoint,
        save: { saved.append($0) })
      return (run, saved)
    }
    let (loose, saved) = try train(tolerance: 0.1)
    let last = try #require(loose.krylov).deviationBound
    let bounds = saved.map(\.deviationBound) + [last]
    #expect(bounds == bounds.sorted() && last <= 0.1)
    let whole = try instance.train("gd", steps: 240, tolerance: -1, method: .dense)
    #expect(relativeDifference(loose.factors.z, whole.factors.z) <= last)
    // As if a part of the run had used up the tolerance: nothing may be added to it.
    let first = try #require(saved.first)
    let spent = try #require(train(tolerance: last, resuming: spending(last, in: first)).0.krylov)
    #expect(spent.deviationBound == last)
  }

  /// The same checkpoint with another deviation behind it.
  private func spending(
    _ bound: Double, in checkpoint: TrainingCheckpoint<Double>
  ) throws -> TrainingCheckpoint<Double> {
    let data = try JSONEncoder().encode(checkpoint)
    var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    var snapshot = try #require(object["snapshot"] as? [String: Any])
    snapshot["deviationBound"] = bound
    object["snapshot"] = snapshot
    return try JSONDecoder().decode(
      TrainingCheckpoint<Double>.self, from: JSONSerialization.data(withJSONObject: object))
  }

  /// From zero, where the whole run would be solved as modes, and in single precision.
  @Test func automaticMethod() throws {
    let values = Spectra.power(1, count: 40).map { Float($0) }
    let instance = try Instance<Float>(
      50, 40, rank: 3, singularValues: values, startScale: 0)
    var saved: [TrainingCheckpoint<Float>] = []
    let whole = try trainer(instance, nil, steps: 100).train(
      FeedbackAlignment(), from: instance.start, feedback: instance.feedback, savingEvery: 40,
      save: { saved.append($0) })
    #expect(whole.method == .feedback && saved.count == 2)
    let resumed = try trainer(instance, nil, steps: 100).train(
      FeedbackAlignment(), from: instance.start, feedback: instance.feedback, savingEvery: 40,
      resuming: encoded(saved[1]), save: { _ in })
    #expect(resumed.factors.z == whole.factors.z && resumed.factors.w == whole.factors.w)
  }

  /// A checkpoint of another run is refused, with what differs.
  @Test func otherRuns() throws {
    let instance = try Instance(20, 15, rank: 2, singularValues: Spectra.power(1, count: 15))
    var saved: TrainingCheckpoint<Double>?
    func train(
      _ rule: any LearningRule = GradientDescent(), instance other: Instance<Double>? = nil,
      start: Factors<Double>? = nil, interval: Int = 10,
      change: (inout Trainer<Matrix<Double>>) -> Void = { _ in }
    ) throws {
      let instance = other ?? instance
      var trainer = trainer(instance, nil, steps: 25)
      change(&trainer)
      _ = try trainer.train(
        rule, from: start ?? instance.start, feedback: instance.feedback, savingEvery: interval,
        resuming: saved, save: { saved = saved ?? $0 })
    }
    func difference(_ body: () throws -> Void) -> String? {
      guard
        case .otherCheckpoint(let difference)? = #expect(
          throws: FactorizationError.self, performing: body)
      else { return nil }
      return difference
    }
    try train()
    try train()  // the same run is none
    let larger = try Instance(21, 15, rank: 2, singularValues: Spectra.power(1, count: 15))
    let other = try Instance(20, 15, rank: 2, singularValues: Spectra.power(1, count: 15), seed: 2)
    #expect(difference { try train(FeedbackAlignment()) } == "rule")
    #expect(difference { try train(instance: larger) } == "target")
    for start in [
      other.start, Factors(z: other.start.z, w: instance.start.w),
      Factors(z: instance.start.z, w: other.start.w),
    ] { #expect(difference { try train(start: start) } == "start") }
    // The same norm, and not the same matrix.
    var turned = instance.target
    turned[0..<20, 0..<1] = instance.target[..., 1..<2]
    turned[0..<20, 1..<2] = instance.target[..., 0..<1]
    let twin = try Instance(target: turned, rank: 2)
    #expect(difference { try train(instance: twin, start: instance.start) } == "target")
    #expect(difference { try train { $0.seed = 6 } } == "seed")
    #expect(difference { try train { $0.schedule = .cosine(steps: 100) } } == "schedule")
    #expect(
      difference { try train(interval: 11) } == "number of steps between checkpoints")
    try train { $0.method = .dense }  // what it was anyway
    #expect(difference { try train { $0.method = .spectral } } == "method")
    #expect(difference { try train { $0.stepSize = .constant(0.123) } } == "step size")
  }
}

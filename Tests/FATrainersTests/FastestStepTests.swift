import FALinalg
import FATrainers
import Foundation
import TestSupport
import Testing

/// The search for the fastest step.
@Suite struct FastestStepTests {
  static let gap = 1e-6

  /// FA from zero with all modes alike: in c = eta k^(1/3) they are one curve, fastest near c = 0.4. The
  /// recursion itself, scanned here, says which c takes the fewest steps.
  @Test(arguments: [1e-6, 1e-9], [0.1, 1, 30])
  func feedbackAlignmentFromZero(_ gap: Double, _ scale: Double) throws {
    var instance = try Instance(
      20, 15, rank: 4, singularValues: Spectra.flat(count: 15), startScale: 0)
    instance.feedback = try scale * instance.problem.feedback(Feedback(.orthogonal), seed: 1)
    // Y has orthonormal columns, so C Y is not quite as flat as C.
    let singularValues = try (instance.feedback * instance.target).singularValues()
    let limit = try FeedbackLimit(of: instance.problem, feedback: instance.feedback).error
    let images = try FeedbackModes(of: instance.problem, feedback: instance.feedback).imageNorms
    func error(_ eta: Double, _ steps: Int) -> Double {
      zip(singularValues, images).reduce(limit * limit) { sum, mode in
        let k = mode.0 * mode.0
        var (g, h) = (0.0, 0.0)
        for _ in 0..<steps {
          let u = 1 - k * h * g
          (g, h) = (g + eta * u, h + eta * g * u)
        }
        let rest = (1 - k * h * g) * mode.1
        return sum + rest * rest
      }.squareRoot()
    }
    let found = try Trainer(instance.problem).fastestStep(
      of: FeedbackAlignment(), from: instance.start, feedback: instance.feedback, gap: gap)
    let target = limit + gap * instance.problem.frobeniusNorm
    let fewest = try #require(found.steps)
    #expect(abs(found.endError - limit) < 0.01 * gap)
    #expect(error(found.stepSize, fewest) <= target * (1 + 1e-12))
    let unit = 1 / cbrt(singularValues[0] * singularValues[0])
    #expect(abs(found.stepSize / unit - 0.4) < 0.1)
    // No step size of a fine scan is faster.
    let scan = (10...65).compactMap { c in
      (0...fewest).first { error(Double(c) / 100 * unit, $0) <= target }
    }
    #expect(scan.min() == fewest)
  }

  /// Never slower than the automatic step, for any rule, and the steps are those of a run. Adaptive and
  /// Oja's feedback turn too slowly.
  @Test(
    arguments: Rules.all.filter {
      !$0.hasSuffix("adaptive-feedback") && !$0.hasPrefix("oja-feedback")
    })
  func isNeverSlowerThanAutomatic(_ name: String) throws {
    var instance = try Instance(
      14, 11, rank: 3, singularValues: Spectra.exponential(0.6, count: 11), startScale: 0.3)
    if name == "scaled-gd" { instance = try instance.nearTheOptimum() }
    var trainer = Trainer(instance.problem, stopping: StoppingCriterion(maxSteps: 3000))
    trainer.seed = Textbook.seed
    let rule = Rules.rule(name)
    let found = try trainer.fastestStep(
      of: rule, from: instance.start, feedback: instance.feedback, gap: Self.gap)
    // These go on moving: where only the readout decays, and with signs redrawn at every step.
    if ["kolen-pollack:0.0005:0", "sign-symmetry-br"].contains(name) {
      #expect(found.steps == nil && found.automaticSteps == nil)
      #expect(found.stepSize == (try instance.train(name, steps: 0)).stepSize)
      return
    }
    let steps = try #require(found.steps)
    #expect(steps <= (try #require(found.automaticSteps)))
    let run = try instance.train(
      name, steps: steps, stepSize: .constant(found.stepSize), tolerance: -1)
    let bound = Self.gap * instance.problem.frobeniusNorm
    #expect(abs(run.error - found.endError) <= bound * (1 + 1e-6))
    // As a step size of a trainer it is the same.
    let trained = try instance.train(name, steps: 3000, stepSize: .best(gap: Self.gap))
    #expect(trained.stepSize == found.stepSize)
  }

  /// GD can take larger steps than is safe from every start, and its last deviations fade by 1 - eta s_r: the
  /// search gains a tenth at least, and its neighbours on both sides are not faster.
  @Test func gradientDescentGains() throws {
    let instance = try Instance(
      14, 11, rank: 3, singularValues: [1, 0.5, 0.2], startScale: 0.3)
    let found = try Trainer(instance.problem).fastestStep(
      of: GradientDescent(), from: instance.start, gap: Self.gap)
    let (steps, automatic) = (try #require(found.steps), try #require(found.automaticSteps))
    #expect(Double(steps) < 0.9 * Double(automatic))
    for ratio in [0.85, 1.15] {
      // Counts are known to a thirty-second.
      let run = try instance.train(
        "gd", steps: steps * 29 / 32, stepSize: .constant(ratio * found.stepSize), tolerance: -1)
      #expect(!(abs(run.error - found.endError) < Self.gap * instance.problem.frobeniusNorm))
    }
  }

  /// The step does not depend on the coordinates, but for what rounding does to counts.
  @Test(arguments: ["fa", "fa-star", "gd"], [(20, 15), (15, 20)])
  func isTheSameInAllCoordinates(_ name: String, _ shape: (Int, Int)) throws {
    let instance = try Instance(
      shape.0, shape.1, rank: 3, singularValues: [1, 1, 1, 0.5, 0.5], startScale: 0.3)
    let methods = [TrainingMethod.dense, .feedback, .spectral, .krylov].filter {
      $0 == .dense || Rules.rule(name).reductions.contains($0)
    }
    let found = try methods.map { method in
      try Trainer(instance.problem, method: method).fastestStep(
        of: Rules.rule(name), from: instance.start, feedback: instance.feedback, gap: Self.gap)
    }
    for other in found.dropFirst() {
      #expect(abs(other.stepSize / found[0].stepSize - 1) < 0.05)
      #expect(abs(other.endError - found[0].endError) < 1e-8)
    }
  }

  /// A start that is the end takes no steps; a target of zero and hopeless starts end the search.
  @Test(.mustEnd) func edges() throws {
    let instance = try Instance(10, 8, rank: 2, singularValues: [3, 2, 1], startScale: 0.1)
    let spectral = try instance.problem.start(Start(.spectral, scale: 1), seed: 0)
    let atRest = try Trainer(instance.problem).fastestStep(
      of: GradientDescent(), from: spectral, gap: Self.gap)
    #expect(atRest.steps == 0)
    let zero = try Instance(target: Matrix<Float>.zeros(4, 3), rank: 2, startScale: 0)
    #expect(
      try Trainer(zero.problem).fastestStep(
        of: GradientDescent(), from: zero.start, gap: 1e-3
      ).steps == 0)
    var huge = instance.start
    huge.z *= 1e200
    huge.w *= 1e200
    _ = try? Trainer(instance.problem).fastestStep(of: GradientDescent(), from: huge, gap: 1e-6)
  }

  /// The caller can end the search, and the training after it, at any step.
  @Test func canBeInterrupted() throws {
    let instance = try Instance(10, 8, rank: 2, singularValues: [3, 2, 1], startScale: 0.1)
    let trainer = Trainer(instance.problem, stepSize: .best(gap: Self.gap))
    var calls = 0
    let result = try trainer.train(GradientDescent(), from: instance.start) { _, _ in
      calls += 1
      return calls < 50
    }
    #expect(result.status == .interrupted && result.steps == 0)
    #expect(result.stepSize == (try instance.train("gd", steps: 0)).stepSize)
  }
}

import FALinalg
import FATrainers
import TestSupport
import Testing

/// Rules that decay come to rest where their directions and their decay cancel, and say so.
@Suite struct RestTests {
  static let spectra: [[Double]] = [
    Spectra.power(1, count: 11), Spectra.exponential(0.6, count: 11), [1.5, 1.5, 1.5, 0.1, 0.1],
    [3, 1, 0.2, 0.05], [1],
  ]

  /// Kolen-Pollack ends with the first r singular values less by sqrt(decay hidden-decay) / eta, and no less
  /// than zero: by the closed form, and converged.
  @Test(
    arguments: spectra.indices,
    [
      "kolen-pollack:0.01", "kolen-pollack:0.02:0.01", "kolen-pollack:0.03:0.03",
    ])
  func kolenPollackComesToRest(_ index: Int, _ name: String) throws {
    try kolenPollackComesToRest(Self.spectra[index], name, as: Double.self)
    try kolenPollackComesToRest(Self.spectra[index], name, as: Float.self)
  }

  private func kolenPollackComesToRest<Scalar: BLASScalar>(
    _ values: [Double], _ name: String, as _: Scalar.Type
  ) throws {
    for unit in Scalar.self == Double.self ? [1, 1e6, 1e-100] : [1, 1e6] {
      let values = values.map { unit * $0 }
      let instance = try Instance<Scalar>(
        14, 11, rank: 3, singularValues: values.map { Scalar($0) })
      let tolerance: Scalar = Scalar.self == Double.self ? 1e-10 : 1e-5
      let result = try instance.train(name, steps: 20_000, tolerance: tolerance)
      #expect(result.status == .converged, "\(name) \(values.prefix(4))")
      let decays = Rules.rule(name).arguments
      let shrinkage = (decays[0] * decays[1]).squareRoot() / Double(result.stepSize)
      let missing = values.prefix(3).map { min($0, shrinkage) } + values.dropFirst(3)
      let expected = missing.euclideanNorm
      // Where the slowest deviation fades by the decay, it is as many times the stationarity.
      let bound = 100 * Double(tolerance) / decays[1] * values.euclideanNorm
      #expect(abs(Double(result.error) - expected) < bound, "\(name) \(values.prefix(4))")
    }
  }

  /// Networks too: with whitened inputs the singular values are those of T X'/N, less by as much.
  @Test(arguments: ["kolen-pollack:0.01", "kolen-pollack:0.02:0.01"], [nil, 40])
  func whitenedNetworksComeToRest(_ name: String, _ batchSize: Int?) throws {
    let task = try NetworkTests.Task(outputs: 6, inputs: 8, hidden: 3, count: 40, whitened: true)
    let run = try task.train(
      name, steps: 20_000, stepSize: 0.05, batchSize: batchSize, tolerance: 1e-10)
    #expect(run.status == .converged)
    let decays = Rules.rule(name).arguments
    let shrinkage = (decays[0] * decays[1]).squareRoot() / 0.05
    let values = try task.data.crossCovariance.singularValues()
    let kept = try (run.factors.z * run.factors.w).singularValues().prefix(3)
    for (kept, value) in zip(kept, values) {
      #expect(abs(kept - max(0, value - shrinkage)) < 1e-6 * values[0])
    }
  }

  /// With other inputs a network rests where its directions and its decay cancel: (M - ZWS) W' = (decay / eta) Z and
  /// X (M - ZWS) = (hidden decay / eta) W, with M = T X'/N, S = X X'/N and X = Z' or C. It says so on all examples and
  /// not before, whatever the units of the inputs.
  @Test(
    arguments: ["kolen-pollack:0.01", "kolen-pollack:0.01:0", "decaying-fa"],
    [(1.0, 40), (0.3, 40), (3, 5)])
  func networksComeToRest(_ name: String, _ inputs: (Double, Int)) throws {
    let (unit, count) = inputs
    let drawn = try NetworkTests.Task(outputs: 6, inputs: 8, hidden: 3, count: count)
    let data = try TrainingData(inputs: unit * drawn.data.inputs, targets: drawn.data.targets)
    let rule: any LearningRule =
      name == "decaying-fa" ? DecayingAlignment() : Rules.rule(name)
    let eta = 0.02
    for batchSize in [nil, count] {
      let trainer = NetworkTrainer(
        data, stepSize: eta, batchSize: batchSize,
        stopping: StoppingCriterion(tolerance: 1e-9, maxSteps: 30_000))
      let run = try trainer.train(rule, from: drawn.start, feedback: drawn.feedback)
      if name.hasSuffix(":0") {
        // Nothing stays in place where the readout alone decays.
        #expect(run.status == .maxSteps)
        continue
      }
      #expect(run.status == .converged)
      let (z, w) = (run.factors.z, run.factors.w)
      let residual = data.crossCovariance - z * (w * data.covariance)
      let through = rule.feedbackUse == .learned ? Matrix(z.transposed) : drawn.feedback
      #expect(relativeDifference(residual * w.transposed, (0.01 / eta) * z) < 1e-6)
      #expect(relativeDifference(through * residual, (0.01 / eta) * w) < 1e-6)
    }
  }

  /// A decay that outweighs the examples leaves nothing; while that is seen it is no rest, however small the inputs are.
  @Test func fadingNetworksComeToRest() throws {
    let task = try NetworkTests.Task(outputs: 6, inputs: 8, hidden: 3, count: 40)
    for unit in [1e-20, 1] {
      let data = try TrainingData(inputs: unit * task.data.inputs, targets: task.data.targets)
      let start = Factors(z: task.start.z, w: (1 / unit) * task.start.w)
      let trainer = NetworkTrainer(
        data, stepSize: 0.02, stopping: StoppingCriterion(tolerance: 1e-10, maxSteps: 20_000))
      let run = try trainer.train(
        Rules.rule("kolen-pollack:0.3"), from: start, feedback: task.feedback)
      #expect(run.status == .converged)
      let output = run.factors.z * (run.factors.w * data.inputs)
      #expect(output.frobeniusNorm < 1e-10 * data.targets.frobeniusNorm)
    }
  }

  /// A decay that outweighs the target leaves nothing, and that is rest.
  @Test func whatFadesComesToRest() throws {
    let instance = try Instance<Double>(
      14, 11, rank: 3, singularValues: Spectra.power(1, count: 11))
    let result = try instance.train(
      "kolen-pollack:0.1", steps: 20_000, stepSize: .constant(0.05), tolerance: 1e-10)
    #expect(result.status == .converged && result.steps < 2000)
    #expect(relativeDifference([result.error], [instance.problem.frobeniusNorm]) < 1e-15)
  }

  /// With decay lambda in units of the step, the rows of W have the lengths w with w^3 + lambda w = k, for the singular
  /// values k of CY, and ZW = Y V diag(w^2 / (w^2 + lambda)) V' (Mathematics.md: "FA with decay on both layers").
  @Test(arguments: spectra.dropLast().indices, [0.001, 0.05])
  func declaredDecaysReachTheirClosedForm(_ index: Int, _ decay: Double) throws {
    let instance = try Instance<Double>(14, 11, rank: 3, singularValues: Self.spectra[index])
    let (y, c) = (instance.target, instance.feedback)
    var trainer = Trainer(
      instance.problem, stopping: StoppingCriterion(tolerance: 1e-12, maxSteps: 200_000))
    for method in [TrainingMethod.dense, .feedback] {
      trainer.method = method
      let result = try trainer.train(
        DecayingAlignment(arguments: [decay]), from: instance.start, feedback: c)
      #expect(result.status == .converged)
      let svd = try (c * y).svd()
      let lambda = decay / Double(result.stepSize)
      let shares = svd.singularValues.map { k in
        var w = k.squareRoot()
        for _ in 0..<200 { w -= (w * w * w + lambda * w - k) / (3 * w * w + lambda) }
        return w * w / (w * w + lambda)
      }
      let expected = y * svd.vTransposed.transposed * Matrix(diagonal: shares) * svd.vTransposed
      #expect(relativeDifference(result.factors.z * result.factors.w, expected) < 1e-8)
    }
  }
}

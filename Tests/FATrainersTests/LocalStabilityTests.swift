import FALinalg
import FATrainers
import Testing

/// What the linearisation at the end of a run predicts, against runs.
@Suite struct LocalStabilityTests {
  /// Steps a twentieth below the largest stable one bring a deviation back, a twentieth above they
  /// drive it away.
  @Test(arguments: ["gd", "fa", "fa-star", "rho-fa:0.3", "shallow"], 0..<3)
  func largestStableStep(_ name: String, _ seed: Int) throws {
    let instance = try Instance(
      20, 15, rank: 3, singularValues: Spectra.power(1, count: 15), seed: UInt64(seed),
      startScale: 0.5)
    let problem = instance.problem.knowing(try instance.problem.svd())
    func train(_ start: Factors<Double>, _ size: StepSize<Double>, steps: Int) throws
      -> TrainingResult<Double>
    {
      let trainer = Trainer(
        problem, stepSize: size,
        stopping: StoppingCriterion(tolerance: 1e-13, maxSteps: steps))
      // rho-FA draws on its start: the feedback is made once.
      let rule: any LearningRule = name == "rho-fa:0.3" ? FeedbackAlignment() : Rules.rule(name)
      return try trainer.train(rule, from: start, feedback: feedback)
    }
    let feedback = try Textbook.train(name, instance, steps: 0, stepSize: 0).c
    let limit = try train(instance.start, .automatic, steps: 200_000)
    let largest = try #require(limit.stability?.largestStableStep)
    let noise = try instance.problem.start(Start(.normal, scale: 1e-6), seed: 99)
    let near = Factors(
      z: limit.factors.z + noise.z,
      w: name == "shallow" ? limit.factors.w : limit.factors.w + noise.w)
    let below = try train(near, .constant(0.95 * largest), steps: 2000)
    let above = try train(near, .constant(1.05 * largest), steps: 300)
    func first(_ result: TrainingResult<Double>) throws -> Double {
      try #require(result.history.first?.stationarity)
    }
    // FA* comes back by itself in the end: its WW' grows with every deviation.
    let largestAbove = try #require(above.history.map(\.stationarity).max())
    #expect(try #require(below.history.last?.stationarity) < 1e-3 * first(below))
    #expect(try above.status == .diverged || largestAbove > 10 * first(above))
  }

  /// The slowest rate is the one that is seen in the end.
  @Test(arguments: ["gd", "fa", "fa-star", "shallow"])
  func contraction(_ name: String) throws {
    let instance = try Instance(
      20, 15, rank: 3, singularValues: Spectra.power(1, count: 15), startScale: 0.5)
    let trainer = Trainer(
      instance.problem.knowing(try instance.problem.svd()),
      stopping: StoppingCriterion(tolerance: 1e-12, maxSteps: 200_000))
    let result = try trainer.train(
      Rules.rule(name), from: instance.start, feedback: instance.feedback)
    #expect(result.status == .converged)
    let predicted = try #require(result.stability).contraction(stepSize: result.stepSize)
    let observed = try #require(result.observedContraction)
    // Over the last tenth of the run the faster deviations still count a little.
    #expect(abs((1 - predicted) / (1 - observed) - 1) < 0.1, "\(predicted) \(observed)")
  }

  /// Gradient descent from a small start ends balanced: its slowest rate is s_r - s_{r+1}, its fastest
  /// 2 s_1.
  @Test func gradientDescentAtABalancedOptimum() throws {
    let instance = try Instance(
      20, 15, rank: 3, singularValues: [2, 1.5, 1, 0.6, 0.2], startScale: 1e-4)
    let trainer = Trainer(
      instance.problem.knowing(try instance.problem.svd()),
      stopping: StoppingCriterion(tolerance: 1e-13))
    let rates = try #require(
      trainer.train(GradientDescent(), from: instance.start).stability
    ).rates.map(\.real)
    #expect(abs(try #require(rates.min()) - 0.4) < 1e-4)
    #expect(abs(try #require(rates.max()) - 4) < 1e-4)
  }

  /// From zero, the eigenvalues of CZ and WW' at the limit are those of the modes: p = 1 gives
  /// d^2 h = d^(2/3) / g, and d^2 g^2 = d^(2/3) g^2 in the variables without unit.
  @Test func modesHaveTheEigenvaluesOfTheLimit() throws {
    let instance = try Instance(
      20, 15, rank: 3, singularValues: Spectra.power(1, count: 15), startScale: 0)
    let result = try instance.train("fa", steps: 100_000, tolerance: 1e-14)
    let modes = try FeedbackModes(of: instance.problem, feedback: instance.feedback)
    var state = modes.start
    for _ in 0..<result.steps { state.advance(by: result.stepSize) }
    let expected = zip(state.hidden, modes.singularValues).map { g, d in
      let root = Double.cubeRoot(d)
      return root * root * (1 / g + g * g)
    }
    // The sums of a mode's own pair are among all sums of pairs.
    let rates = try #require(result.stability).rates
    for value in expected {
      #expect(rates.contains { abs($0.real - value) < 1e-9 && abs($0.imaginary) < 1e-9 })
    }
  }
}

extension Double {
  /// By Newton's method.
  fileprivate static func cubeRoot(_ value: Double) -> Double {
    var root = max(value, 1)
    for _ in 0..<200 { root -= (root * root * root - value) / (3 * root * root) }
    return root
  }
}

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

  /// Steps that round to nothing bring nobody nearer.
  @Test func noContractionAtRest() throws {
    let instance = try Instance(
      20, 15, rank: 3, singularValues: Spectra.power(1, count: 15), startScale: 0.5)
    let run = try instance.train("gd", steps: 100, stepSize: .constant(1e-300))
    #expect(run.steps == 100 && run.observedContraction == nil)
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

  /// Those of feedback alignment are the eigenvalues of its linearised directions, of every entry of both
  /// factors, and there are no others but zeros: where factors have as many rows or columns as the target too.
  @Test(arguments: [(3, 5, 3), (5, 3, 3), (5, 4, 2), (3, 3, 3)])
  func ratesAreThoseOfTheLinearisation(_ n: Int, _ m: Int, _ r: Int) throws {
    let instance = try Instance(
      n, m, rank: r, singularValues: Spectra.power(0.5, count: min(n, m)), startScale: 0.5)
    let limit = try instance.train("fa", steps: 200_000, tolerance: 1e-14)
    let (z, w, c) = (limit.factors.z, limit.factors.w, instance.feedback)
    let residual = instance.target - z * w
    let columns = (0..<(n * r + r * m)).map { index in
      var (dz, dw) = (Matrix<Double>.zeros(n, r), Matrix<Double>.zeros(r, m))
      if index < n * r {
        dz[index % n, index / n] = 1
      } else {
        dw[(index - n * r) % r, (index - n * r) / r] = 1
      }
      // What is left of the residual falls by this.
      let change = dz * w + z * dw
      let readout = change * w.transposed - residual * dw.transposed
      return Matrix(
        rows: n * r + r * m, columns: 1,
        columnMajor: Array(readout.elements) + Array((c * change).elements))
    }
    let exact = try Matrix(horizontally: columns).eigenvalues()
    let rates = try #require(limit.stability).rates
    func has(_ values: [Eigenvalue<Double>], _ one: Eigenvalue<Double>) -> Bool {
      values.contains { abs($0.real - one.real) + abs($0.imaginary - one.imaginary) < 1e-5 }
    }
    for rate in rates { #expect(has(exact, rate), "\(rate)") }
    for value in exact where value.magnitude > 1e-5 { #expect(has(rates, value), "\(value)") }
  }

  /// |1 - eta lambda| < 1 asks nothing of a rate of zero.
  @Test func ratesOfZeroAllowAnyStep() {
    func largest(_ rates: [Double]) -> Double {
      LocalStability(rates: rates.map { Eigenvalue(real: $0) }).largestStableStep
    }
    #expect(largest([0]) == .infinity && largest([0, 2, 0]) == 1 && largest([-1, 2]) == 0)
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

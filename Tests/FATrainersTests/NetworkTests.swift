import FALinalg
import FATrainers
import Foundation
import TestSupport
import Testing

/// Two-layer linear networks trained on examples.
@Suite struct NetworkTests {
  /// Examples of a noisy linear map, with inputs of the given covariance root.
  struct Task {
    let data: TrainingData<Double>
    let start: Factors<Double>
    let feedback: Matrix<Double>

    init(
      outputs n: Int, inputs m: Int, hidden r: Int, count: Int, noise: Double = 0.1,
      whitened: Bool = false, startScale: Double = 0.3
    ) throws {
      func normal(_ name: String, _ rows: Int, _ columns: Int) -> Matrix<Double> {
        RandomStream(seed: 4, name: name).normal(rows, columns)
      }
      var x = normal("x", m, count)
      if whitened {
        // N I is the covariance of orthonormal rows times sqrt(N).
        x = Double(count).squareRoot() * (try x.transposed.qr().q.transposed)
      } else {
        x = Matrix(diagonal: (1...m).map { 2 / Double($0).squareRoot() }) * x
      }
      data = try TrainingData(
        inputs: x, targets: 0.3 * normal("y", n, m) * x + noise * normal("noise", n, count))
      start = Factors(
        z: startScale * normal("z", n, r), w: startScale * normal("w", r, m))
      feedback = 0.5 * normal("c", r, n)
    }

    func train(
      _ name: String, steps: Int, stepSize: Double = 0.02, batchSize: Int? = nil,
      tolerance: Double = -1
    ) throws -> NetworkResult<Double> {
      var trainer = NetworkTrainer(
        data, stepSize: stepSize, batchSize: batchSize,
        stopping: StoppingCriterion(tolerance: tolerance, maxSteps: steps))
      trainer.seed = Textbook.seed
      return try trainer.train(Rules.rule(name), from: start, feedback: feedback)
    }
  }

  /// Whitened inputs, all examples at once: the very trajectory of the factorization of T X'/N, for every
  /// rule, noise or not.
  @Test(arguments: Rules.all)
  func whitenedInputsGiveTheFactorization(_ name: String) throws {
    let task = try Task(
      outputs: 9, inputs: 7, hidden: 3, count: 40, whitened: true)
    var trainer = Trainer(
      try FactorizationProblem(target: task.data.crossCovariance, rank: 3),
      stepSize: .constant(0.02), stopping: StoppingCriterion(tolerance: -1, maxSteps: 200),
      method: .dense)
    trainer.seed = Textbook.seed
    let expected = try trainer.train(
      Rules.rule(name), from: task.start, feedback: task.feedback)
    let result = try task.train(name, steps: 200)
    #expect(relativeDifference(result.factors.z, expected.factors.z) < 1e-9)
    #expect(relativeDifference(result.factors.w, expected.factors.w) < 1e-9)
    if let feedback = expected.feedback {
      #expect(relativeDifference(try #require(result.feedback), feedback) < 1e-9)
    }
    // What no network explains adds its square.
    let noise = result.error * result.error - expected.error * expected.error
    let whitened = try task.data.whitenedProblem(hiddenUnits: 3)
    let floor = whitened.target.outsideNorm
    #expect(floor > 0.05)
    #expect(abs(noise - floor * floor) < 1e-10)
  }

  /// All examples at once depend on T X'/N and X X'/N alone: Z += eta (M - ZWS) W', W += eta X (M - ZWS).
  @Test(arguments: ["gd", "fa", "pseudo-backprop", "kolen-pollack:0.01:0.02"], [5, 40])
  func allExamplesDependOnCovariances(_ name: String, _ count: Int) throws {
    let task = try Task(outputs: 6, inputs: 8, hidden: 3, count: count)
    let (m, s) = (task.data.crossCovariance, task.data.covariance)
    var (z, w, c) = (task.start.z, task.start.w, task.feedback)
    let isDecaying = name.hasPrefix("kolen")
    for _ in 0..<150 {
      let e = m - z * w * s
      let backward =
        switch name {
        case "gd": Matrix(z.transposed)
        case "pseudo-backprop": try z.pseudoInverse()
        default: c
        }
      let readout = 0.02 * e * w.transposed
      z = (isDecaying ? 0.99 : 1) * z + readout
      w = (isDecaying ? 0.98 : 1) * w + 0.02 * backward * e
      if isDecaying { c = 0.99 * c + readout.transposed }
    }
    for batchSize in [nil, count] {
      let result = try task.train(name, steps: 150, batchSize: batchSize)
      #expect(relativeDifference(result.factors.z, z) < 1e-10)
      #expect(relativeDifference(result.factors.w, w) < 1e-10)
    }
  }

  /// One at a time and in batches, in orders drawn anew each time that all were seen: the textbook's loop.
  @Test(arguments: [1, 3, 7])
  func shuffledBatches(_ batchSize: Int) throws {
    let (count, steps) = (10, 23)
    let task = try Task(outputs: 4, inputs: 5, hidden: 2, count: count)
    var order: [Int] = []
    for epoch in 0..<(steps * batchSize / count + 1) {
      let draws: Matrix<Double> = RandomStream(seed: 11, name: "examples-\(epoch)").uniform(
        count, 1)
      var examples = order.isEmpty ? Array(0..<count) : Array(order.suffix(count))
      for last in (1..<count).reversed() {
        examples.swapAt(last, Int(draws[last, 0] * Double(last + 1)))
      }
      #expect(examples.sorted() == Array(0..<count))
      order += examples
    }
    #expect(order.prefix(count) != order[count..<2 * count])
    var (z, w) = (task.start.z, task.start.w)
    for step in 0..<steps {
      var (dz, dw) = (Matrix<Double>.zeros(4, 2), Matrix<Double>.zeros(2, 5))
      for example in order[(step * batchSize)..<((step + 1) * batchSize)] {
        let x = Matrix(task.data.inputs[..., example..<(example + 1)])
        let t = Matrix(task.data.targets[..., example..<(example + 1)])
        let e = (0.02 / Double(batchSize)) * (t - z * (w * x))
        dz = dz + e * (w * x).transposed
        dw = dw + (task.feedback * e) * x.transposed
      }
      (z, w) = (z + dz, w + dw)
    }
    var trainer = NetworkTrainer(
      task.data, stepSize: 0.02, batchSize: batchSize,
      stopping: StoppingCriterion(tolerance: -1, maxSteps: steps))
    (trainer.order, trainer.seed) = (.shuffled, 11)
    let run = try trainer.train(FeedbackAlignment(), from: task.start, feedback: task.feedback)
    #expect(relativeDifference(run.factors.z, z) < 1e-12)
    #expect(relativeDifference(run.factors.w, w) < 1e-12)
  }

  /// What is held out is measured at each record, and no step sees it.
  @Test func heldOutExamples() throws {
    let task = try Task(outputs: 4, inputs: 5, hidden: 2, count: 50)
    let (training, held) = try task.data.split(holdingOut: 0.3, seed: 2)
    let heldOut = try #require(held)
    #expect(training.count == 35 && heldOut.count == 15)
    func columns(_ data: TrainingData<Double>) -> Set<[Double]> {
      Set((0..<data.count).map { column in (0..<5).map { data.inputs[$0, column] } })
    }
    #expect(columns(training).union(columns(heldOut)) == columns(task.data))
    #expect(columns(training).isDisjoint(with: columns(heldOut)))
    var trainer = NetworkTrainer(
      training, stepSize: 0.02, stopping: StoppingCriterion(tolerance: -1, maxSteps: 50))
    let without = try trainer.train(GradientDescent(), from: task.start)
    trainer.heldOut = heldOut
    let run = try trainer.train(GradientDescent(), from: task.start)
    #expect(run.factors == without.factors)
    #expect(run.history.last?.heldOutError == heldOut.error(of: run.factors))
    #expect(without.history.allSatisfy { $0.heldOutError == nil })
    #expect(try task.data.split(holdingOut: 0.01, seed: 2).heldOut == nil)
    #expect(try task.data.split(holdingOut: 1, seed: 2).training.count == 1)
  }

  /// The automatic step settles, and a gap to the least error ends a run, whatever the inputs.
  @Test(arguments: ["gd", "fa"], [nil, 4, 1])
  func automaticStepAndGap(_ name: String, _ batchSize: Int?) throws {
    let task = try Task(outputs: 6, inputs: 8, hidden: 3, count: 40, startScale: 0.05)
    let rule = Rules.rule(name)
    let size = try NetworkTrainer.automaticStepSize(
      of: rule, on: task.data, batchSize: batchSize, from: task.start, feedback: task.feedback)
    let gap = name == "gd" ? 0.5 : 3
    let trainer = NetworkTrainer(
      task.data, stepSize: size, batchSize: batchSize,
      stopping: StoppingCriterion(tolerance: -1, or: [.gap(gap)], maxSteps: 200_000))
    let run = try trainer.train(rule, from: task.start, feedback: task.feedback)
    #expect(run.stoppedBy == .gap(gap), "\(run.status)")
    let problem = try task.data.whitenedProblem(hiddenUnits: 3)
    let least = hypot(try Optimum(of: problem).error, problem.target.outsideNorm)
    #expect(run.error <= (1 + gap) * least)
  }

  /// The optimum as a network has the least error on the examples.
  @Test func networkOfTheOptimum() throws {
    let task = try Task(outputs: 6, inputs: 8, hidden: 3, count: 40)
    let problem = try task.data.whitenedProblem(hiddenUnits: 3)
    let least = hypot(try Optimum(of: problem).error, problem.target.outsideNorm)
    for hidden in [3, 9] {
      let best = try task.data.optimum(hiddenUnits: hidden)
      let network = try task.data.network(ofWhitened: best.factors)
      #expect(abs(task.data.error(of: network) - best.error) < 1e-12)
      #expect(hidden == 3 ? abs(best.error - least) < 1e-12 : best.error < least)
    }
  }

  /// As many examples as inputs take the same steps as all.
  @Test(arguments: [3, 8, 50])
  func compressedExamplesHaveTheSameCovariances(_ count: Int) throws {
    let task = try Task(outputs: 6, inputs: 8, hidden: 3, count: count)
    let compressed = try task.data.compressed()
    #expect(compressed.count == min(count, 8))
    #expect(relativeDifference(compressed.covariance, task.data.covariance) < 1e-13)
    #expect(
      relativeDifference(compressed.crossCovariance, task.data.crossCovariance) < 1e-13)
  }

  /// FA on all examples ends at the limit, and GD at the optimum, of the whitened problem; correlated
  /// inputs, noise, fewer examples than inputs.
  @Test(arguments: [(6, 8, 3, 40), (6, 8, 3, 5), (5, 4, 2, 30)])
  func endsAtTheLimitOfTheWhitenedProblem(_ shape: (Int, Int, Int, Int)) throws {
    let (n, m, r, count) = shape
    let task = try Task(outputs: n, inputs: m, hidden: r, count: count, startScale: 0.05)
    let problem = try task.data.whitenedProblem(hiddenUnits: r)
    let limit = try FeedbackLimit(of: problem, feedback: task.feedback)
    let fa = try task.train("fa", steps: 400_000, tolerance: 1e-11)
    #expect(fa.status == .converged)
    #expect(abs(fa.error - limit.error) < 1e-8)
    let optimum = try Optimum(of: problem)
    let scale = problem.target.outsideNorm
    let gd = try task.train("gd", steps: 400_000, tolerance: 1e-11)
    #expect(gd.status == .converged)
    #expect(abs(gd.error - hypot(optimum.error, scale)) < 1e-8)
    #expect(limit.error > 1.0001 * gd.error)
  }

  /// The population's problem is that of examples with that covariance exactly.
  @Test func populationProblemHasTheLimitOfItsExamples() throws {
    let task = try Task(outputs: 6, inputs: 5, hidden: 2, count: 30, noise: 0)
    let teacher = try task.data.targets * task.data.inputs.pseudoInverse()
    let population = try FactorizationProblem(
      teacher: teacher, covariance: task.data.covariance, rank: 2)
    let sampled = try task.data.whitenedProblem(hiddenUnits: 2)
    #expect(sampled.target.outsideNorm < 1e-13)
    #expect(relativeDifference(sampled.target.inside, population.target) < 1e-12)
    let limits = try (
      FeedbackLimit(of: population, feedback: task.feedback).error,
      FeedbackLimit(of: sampled, feedback: task.feedback).error
    )
    #expect(abs(limits.0 - limits.1) < 1e-12)
  }

  struct Fixture: Decodable {
    struct Case: Decodable {
      let rule: String
      let batchSize: Int
      let steps: Int
      let z: FixtureMatrix
      let w: FixtureMatrix
      let error: Double
      let toGradient: Double
      let toPseudoBackprop: Double
    }
    let seed: UInt64
    let examples: Int
    let stepSize: Double
    let cases: [Case]
  }

  /// Lillicrap's task by NumPy, with the same Philox streams: one example at a time, and in batches.
  @Test func agreesWithNumPy() throws {
    let stored: Fixture = try fixture("networks", in: .module)
    func compare<Scalar: BLASScalar>(_: Scalar.Type, bound: Scalar) throws {
      let task = try LillicrapTask<Scalar>(seed: stored.seed, examples: stored.examples)
      for one in stored.cases {
        let trainer = NetworkTrainer(
          task.data, stepSize: Scalar(stored.stepSize), batchSize: one.batchSize,
          stopping: StoppingCriterion(tolerance: -1, maxSteps: one.steps))
        let result = try trainer.train(
          Rules.rule(one.rule), from: task.start, feedback: task.feedback)
        #expect(result.steps == one.steps)
        #expect(relativeDifference(result.factors.z, one.z.matrix()) < bound, "\(one.rule)")
        #expect(relativeDifference(result.factors.w, one.w.matrix()) < bound, "\(one.rule)")
        #expect(abs(result.error - Scalar(one.error)) < bound * Scalar(one.error))
        let angles = result.history.last?.angles
        #expect((angles == nil) == (result.rule.feedbackUse == .none))
        if let angles, let pseudo = angles.toPseudoBackpropDegrees {
          #expect(abs(angles.toGradientDegrees - one.toGradient) < 90 * Double(bound))
          #expect(abs(pseudo - one.toPseudoBackprop) < 90 * Double(bound))
        }
      }
    }
    try compare(Double.self, bound: 1e-9)
    try compare(Float.self, bound: 1e-2)
  }

  /// The finding of the paper: the network learns through random feedback, and the angle to gradient
  /// descent falls well below that of unrelated directions.
  @Test func lillicrapsTaskIsLearned() throws {
    let task = try LillicrapTask<Double>(seed: 2)
    let trainer = NetworkTrainer(
      task.data, stepSize: 2e-3, batchSize: 1,
      stopping: StoppingCriterion(tolerance: 0, maxSteps: 8000))
    let result = try trainer.train(FeedbackAlignment(), from: task.start, feedback: task.feedback)
    #expect(result.status == .maxSteps)
    #expect(result.error < 0.05 * result.history[0].error)
    let angles = result.history.compactMap { $0.angles?.toGradientDegrees }
    #expect(angles.count == result.history.count)
    #expect(angles[0] > 75)
    #expect(try #require(angles.last) < 60)
  }
}

/// What cannot be trained, when a run ends, and what a step costs.
@Suite struct NetworkRequestTests {
  @Test func refusesExamplesThatDoNotFit() throws {
    func data(_ inputs: (Int, Int), _ targets: (Int, Int)) throws -> TrainingData<Double> {
      try TrainingData(
        inputs: .zeros(inputs.0, inputs.1), targets: .zeros(targets.0, targets.1))
    }
    #expect(throws: FactorizationError.self) { try data((3, 5), (2, 4)) }
    #expect(throws: FactorizationError.self) { try data((3, 0), (2, 0)) }
    #expect(throws: FactorizationError.self) {
      try TrainingData(inputs: Matrix<Double>(rows: [[.nan]]), targets: Matrix(rows: [[1]]))
    }
    let trainer = NetworkTrainer(try data((3, 5), (2, 5)), stepSize: 0.1)
    let start = Factors<Double>(z: .zeros(2, 2), w: .zeros(2, 4))
    #expect(throws: FactorizationError.self) {
      try trainer.train(GradientDescent(), from: start)
    }
  }

  /// Only steps on all examples can converge; the others go on until they have used their steps or the
  /// caller ends them, even where no error is left.
  @Test func onlyAllExamplesConverge() throws {
    let task = try LillicrapTask<Double>(seed: 3, examples: 12)
    let zero = Factors(z: 0 * task.start.z, w: 0 * task.start.w)
    let data = try TrainingData(inputs: task.data.inputs, targets: 0 * task.data.targets)
    for (batchSize, status) in [
      (nil, TrainingStatus.converged), (12, .converged), (5, .maxSteps), (1, .maxSteps),
    ] {
      let trainer = NetworkTrainer(
        data, stepSize: 0.1, batchSize: batchSize,
        stopping: StoppingCriterion(tolerance: 1e-10, maxSteps: 20))
      #expect(try trainer.train(GradientDescent(), from: zero).status == status)
    }
    let stopped = try NetworkTrainer(data, stepSize: 0.1, batchSize: 1).train(
      FeedbackAlignment(), from: zero, feedback: task.feedback
    ) { step, _ in step < 7 }
    #expect(stopped.status == .interrupted && stopped.steps == 7)
  }

  /// A step that is far too long ends the run as diverged, with all examples and with one.
  @Test(.mustEnd, arguments: Rules.all, [nil, 1, 7])
  func divergenceIsFound(_ name: String, _ batchSize: Int?) throws {
    let task = try NetworkTests.Task(outputs: 5, inputs: 6, hidden: 2, count: 20)
    let result = try task.train(name, steps: 20_000, stepSize: 1e4, batchSize: batchSize)
    // The rules that solve or precondition may stay in range.
    #expect([.diverged, .maxSteps].contains(result.status))
    if ["gd", "fa"].contains(name) { #expect(result.status == .diverged) }
    #expect((result.error == .infinity) == (result.status == .diverged))
  }

  @Test(
    .enabled(if: countsAllocations), arguments: ["gd", "fa", "kolen-pollack", "weight-mirror"],
    [nil, 1, 7])
  func stepsAllocateNothing(_ name: String, _ batchSize: Int?) throws {
    let task = try NetworkTests.Task(outputs: 5, inputs: 6, hidden: 2, count: 20)
    func allocated(steps: Int) throws -> Int {
      try allocations { _ = try task.train(name, steps: steps, batchSize: batchSize) }
    }
    _ = try allocated(steps: 129)
    #expect(try allocated(steps: 129) == allocated(steps: 101))
  }
}

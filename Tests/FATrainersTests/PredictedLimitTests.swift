import FALinalg
import FATrainers
import Foundation
import TestSupport
import Testing

/// Where rules end, by closed forms of their own, and what they keep on the way.
@Suite struct PredictedLimitTests {
  /// How many instances of each: FA_INSTANCES, or as many as are quick.
  static let count =
    ProcessInfo.processInfo.environment["FA_INSTANCES"].flatMap(Int.init) ?? (isOptimized ? 12 : 1)

  static let names = [
    "gd", "fa", "fa-star", "rho-fa:0.4", "als", "shallow", "weight-mirror", "pseudo-backprop",
    "kolen-pollack:0.01:0.02", "gd-decay:0.1", "gd-decay:0.37", "fa-decay:0.02", "fa-decay:0.3",
    "information-alignment", "product-feedback:3:0.01", "product-feedback:30:0.005",
    "adaptive-feedback", "scaled-gd:0.1", "alternating-gd", "alternating-fa", "nesterov-gd",
    "nesterov-fa", "nesterov-fa-decay:0.8:0.1", "nesterov-kolen-pollack:0.8:0.01",
    "alternating-kolen-pollack:0.01", "oja-feedback:3:0.04", "oja-feedback:1:0.04:0.2",
    "oja-feedback:30:0.05", "low-rank-feedback:1", "low-rank-feedback:2",
  ]

  /// A small problem with all that is drawn from one seed: singular values apart from each other, below, at and above r.
  static func instance(_ seed: Int) throws -> Instance<Double> {
    let draws: Matrix<Double> = RandomStream(seed: UInt64(seed), name: "limit").uniform(1, 16)
    func draw(_ index: Int, _ range: ClosedRange<Int>) -> Int {
      range.lowerBound + Int(draws[0, index] * Double(range.count))
    }
    let (rows, columns) = (draw(0, 3...12), draw(1, 3...12))
    let rank = draw(2, 1...min(4, rows, columns))
    let targetRank = draw(3, rank...min(rows, columns, rank + 4))
    var value = 1.0
    let values = (0..<targetRank).map { index -> Double in
      defer { value *= 0.55 + 0.2 * draws[0, 6 + index] }
      return value
    }
    return try Instance(
      rows, columns, rank: rank, singularValues: values, seed: UInt64(seed),
      startScale: [0.01, 0.1, 0.3][draw(4, 0...2)])
  }

  /// Run and prediction agree to 1e-9 ||Y||, and a conserved quantity to rounding at every recorded step.
  @Test(arguments: names)
  func runsEndWhereTheyArePredicted(_ name: String) throws {
    let rule = Rules.rule(name)
    try hold(rule) { try rule.start(from: $0.start, for: $0.problem) }
  }

  /// Feedback of low rank also does so from starts that are not zero: no step moves what it does not reach of W_0.
  @Test(
    arguments: [
      ("low-rank-feedback:1", 1), ("low-rank-feedback:2", 2),
      ("alternating-low-rank-feedback:1", 1), ("nesterov-low-rank-feedback:0.8:2", 2),
    ])
  func feedbackOfLowRankKeepsWhatItDoesNotReach(_ name: String, _ channels: Int) throws {
    try hold(Rules.rule(name)) {
      $0.problem.rank > channels ? $0.problem.normalStart(seed: 7, scale: 1) : nil
    }
  }

  /// Holds as many instances as are asked for against the prediction.
  ///
  /// Passed over are draws without a start, those of which nothing is known, and those that come to their end too slowly to be seen there. Which these are
  /// is told by the closed form, never by a run: rounding leaves up to ulp / x of a deviation of which a step takes the share x.
  private func hold(
    _ rule: any LearningRule, from start: (Instance<Double>) throws -> Factors<Double>?
  ) throws {
    var (predicted, ended, drift) = (0, 0, 0.0)
    for seed in 0..<(5 * Self.count) where predicted < Self.count {
      var instance = try Self.instance(seed)
      guard let start = try start(instance) else { continue }
      instance.start = start
      func train(
        _ maxSteps: Int, or others: [StopCondition<Double>] = []
      ) throws -> TrainingResult<Double> {
        var trainer = Trainer(
          instance.problem,
          stopping: StoppingCriterion(tolerance: 5e-14, or: others, maxSteps: maxSteps))
        trainer.recordsDiagnostics = false
        trainer.seed = UInt64(seed)
        return try trainer.train(rule, from: instance.start, feedback: instance.feedback)
      }
      let stepSize = try train(0).stepSize
      let feedback = try rule.feedback(
        from: instance.feedback, start: instance.start, seed: UInt64(seed))
      guard
        let limit = try rule.limit(
          on: instance.problem, from: instance.start, feedback: feedback, stepSize: stepSize,
          seed: UInt64(seed)),
        try stepSize * slowestRate(of: rule, instance, feedback, stepSize, seed) > 1e-5
      else { continue }
      predicted += 1
      var result = try train(100_000)
      drift = result.history.reduce(drift) { max($0, $1.conservationDrift ?? 0) }
      // The last digits of rest take long where values lie close together or near the decay, and rounding may hide them.
      if result.status == .maxSteps { result = try train(20_000_000, or: [.limit(1e-10)]) }
      let unit = instance.problem.frobeniusNorm
      let product = limit.product.z * limit.product.w
      let distance = try limit.distance(to: result.factors)
      #expect(abs((instance.target - product).frobeniusNorm - limit.error) < 1e-13 * unit)
      #expect(abs((result.factors.z * result.factors.w - product).frobeniusNorm - distance) < 1e-13)
      let isThere = result.status == .converged && distance <= 1e-9 * unit
      let values = try instance.target.singularValues()
      #expect(
        isThere,
        """
        \(rule.name), seed \(seed): \(result.status) after \(result.steps) steps of \(stepSize), off by \(distance / unit), \
        r = \(instance.problem.rank), values \(values)
        """)
      if isThere { ended += 1 }
    }
    #expect(ended == Self.count && predicted == Self.count)
    #expect(drift < 1e-12)
  }

  /// The least rate at which deviations from the limit fade, in units of the inverse step size, for rules that may be slow on
  /// these draws: where a value lies at the decay, or at its neighbour, or W learns the readout from a row that is short.
  private func slowestRate(
    of rule: any LearningRule, _ instance: Instance<Double>, _ feedback: Matrix<Double>,
    _ stepSize: Double, _ seed: Int
  ) throws -> Double {
    let rank = instance.problem.rank
    let values = try instance.target.singularValues()
    func apart(_ lambda: Double, _ count: Int) -> Double {
      values.prefix(min(rank, count)).map { abs($0 - lambda) }.min() ?? .infinity
    }
    switch (rule as? any DerivedRule)?.base ?? rule {
    case is ShallowLearning:
      return try instance.start.w.transposed.gram.symmetricEigenvalues().min() ?? .infinity
    case is LowRankFeedback:
      let kept = instance.start.w.transposed * (try feedback.transposed.nullSpace())
      return try kept.gram.symmetricEigenvalues().min() ?? .infinity
    case let rule as DecayingGradientDescent:
      return apart(rule.lambda, rank)
    case let rule as KolenPollack:
      return apart((rule.decay * rule.hiddenDecay).squareRoot() / stepSize, rank)
    case let rule as OjaFeedback:
      // B turns by no more than this (Mathematics.md: "Feedback that follows the error").
      let (lambda, last) = (rule.decay / stepSize, min(rule.rank, rank))
      guard last < values.count else { return apart(lambda, last) }
      let ratio = values[last] / values[last - 1]
      let error = min(lambda, values[last - 1])
      let turn = rule.rate * error * error * (1 - ratio * ratio) / instance.problem.frobeniusNorm
      return min(apart(lambda, last), turn)
    case is AdaptiveFeedback:
      let limit = try AdaptiveLimit(
        of: instance.problem, from: instance.start.w, projection: Self.projection(instance, seed))
      // W grows, and the readout learns from it, as the eigenvalues say that are kept.
      return min(limit.rate, limit.eigenvalues[rank - 1].real)
    default:
      return .infinity
    }
  }

  /// F of adaptive feedback.
  private static func projection(_ instance: Instance<Double>, _ seed: Int) -> Matrix<Double> {
    let (n, m) = (instance.target.rows, instance.target.columns)
    return (1 / Double(n).squareRoot())
      * (RandomStream(seed: UInt64(seed), name: "adaptive-feedback").normal(m, n) as Matrix<Double>)
  }

  /// FA with decay: CZ = WW' at rest, from any start, and Y P_CY as the decay goes.
  @Test func decayAlignsExactly() throws {
    let instance = try Self.instance(3)
    let limit = try FeedbackLimit(of: instance.problem, feedback: instance.feedback)
    var gaps: [Double] = []
    for lambda in [0.3, 0.03, 0.003] {
      let result = try instance.train("fa-decay:\(lambda)", steps: 300_000, tolerance: 1e-14)
      let (z, w) = (result.factors.z, result.factors.w)
      #expect((instance.feedback * z - w * w.transposed).frobeniusNorm < 1e-9)
      #expect(try #require(result.history.last?.diagnostics?.alignmentDefect) < 1e-9)
      gaps.append(result.error - limit.error)
    }
    #expect(gaps[0] > gaps[1] && gaps[1] > gaps[2] && gaps[2] > 0 && gaps[2] < 0.1 * gaps[0])
  }

  /// C - Z'G fades by 1 - decay a step exactly, and C has the form R B.
  @Test(arguments: [0, 0.004], [1, 10, 300])
  func productFeedbackIsTied(_ decay: Double, _ steps: Int) throws {
    let instance = try Self.instance(5)
    let rule = ProductFeedback(arguments: [2, decay])
    let channels: Matrix<Double> = RandomStream(seed: Textbook.seed, name: "product-feedback")
      .normal(instance.target.rows, 2)
    let metric = 0.5 * (channels * channels.transposed)
    let first = try rule.feedback(
      from: instance.feedback, start: instance.start, seed: Textbook.seed)
    let result = try instance.train(rule.name, steps: steps, tolerance: -1)
    let last = try #require(result.feedback)
    var share = 1.0
    for _ in 0..<steps { share *= 1 - decay }
    let before = first - instance.start.z.transposed * metric
    let after = last - result.factors.z.transposed * metric
    #expect((after - share * before).frobeniusNorm < 1e-12)
    #expect(try last.rank() <= 2)
  }

  /// Oja's feedback ends with R = Z'B' for orthonormal B, whose rows span leading left singular vectors of the target: C = Z'P.
  @Test func ojaFeedbackFindsTheLeadingDirections() throws {
    let instance = try Instance(
      9, 8, rank: 3, singularValues: [1, 0.7, 0.45, 0.3, 0.15], seed: 4)
    for q in [2, 3, 4] {
      let result = try instance.train(
        "oja-feedback:\(q):0.05", steps: 300_000, tolerance: 1e-13, method: .spectral)
      let left = try instance.target.svd().u[..., 0..<q]
      let expected = result.factors.z.transposed * left * left.transposed
      #expect(relativeDifference(try #require(result.feedback), expected) < 1e-6)
    }
  }

  /// The fixed point of information alignment: C = (a/2) A Z'(b Z A Z' + g)^-1.
  @Test func informationAlignmentSettles() throws {
    let instance = try Self.instance(8)
    let (a, b, g) = (0.8, 1.5, 0.4)
    let result = try instance.train(
      "information-alignment:0.2:\(a):\(b):\(g)", steps: 300_000, tolerance: 1e-14)
    let (z, w) = (result.factors.z, result.factors.w)
    let length = instance.feedback.frobeniusNorm
    let unit = length * length / Double(instance.problem.rank)
    let covariance = (1 / unit) * (w * w.transposed)
    let seen: Matrix<Double> = z * covariance * z.transposed
    let inner = (b / unit) * seen + g * Matrix<Double>.identity(z.rows)
    let mixed: Matrix<Double> = covariance * z.transposed
    let expected = (0.5 * a) * (mixed * (try inner.inverse()))
    #expect(relativeDifference(try #require(result.feedback), expected) < 1e-9)
  }

  /// The row space of W along the flow of adaptive feedback is that of W_0 exp(t F Y), and where W_0 decides it ends where
  /// ``AdaptiveLimit`` says, that steps of a finite size come near.
  @Test(arguments: 0..<4)
  func adaptiveFeedbackTurnsByTheExponential(_ seed: Int) throws {
    let instance = try Instance(
      9, 8, rank: 3, singularValues: [1, 0.8, 0.6], seed: UInt64(seed), startScale: 1)
    let f = Self.projection(instance, seed)
    var flow = Flow(instance.problem, tolerance: 1e-12)
    flow.seed = UInt64(seed)
    let times = [0.3, 1, 4]
    let points = try flow.solve(
      AdaptiveFeedback(), from: instance.start, feedback: instance.feedback, at: times
    ).points
    for (time, point) in zip(times, points) {
      let rows = instance.start.w * (try (time * (f * instance.target)).exponential())
      #expect(
        try principalAngles(point.factors.w.transposed, rows.transposed).allSatisfy { $0 < 1e-7 })
    }
    let limit = try AdaptiveLimit(of: instance.problem, from: instance.start.w, projection: f)
    #expect(limit.eigenvalues.count == 3)
    let slowest = limit.eigenvalues.map(\.real.magnitude).min() ?? 0
    guard slowest > 0.05 else { return }
    let end = try flow.solve(
      AdaptiveFeedback(), from: instance.start, feedback: instance.feedback, at: [200 / slowest]
    ).points[0]
    // The readout may follow much later, as slowly as W is small.
    #expect(
      try principalAngles(end.factors.w.transposed, limit.basis).allSatisfy { $0 < 1e-5 })
    #expect((limit.prediction.error > 1e-6) == (limit.lostCount > 0))
  }

  /// What grows and what stays is told from rounding in any unit of the target.
  @Test(arguments: [1e-9, 1e9]) func adaptiveLimitDoesNotDependOnUnits(scale: Double) throws {
    let instance = try Instance(9, 8, rank: 3, singularValues: [1, 0.8, 0.6], seed: 1)
    let f: Matrix<Double> = RandomStream(seed: 1, name: "adaptive-feedback").normal(8, 9)
    func limit(_ scale: Double) throws -> AdaptiveLimit<Double> {
      let problem = try FactorizationProblem(target: scale * instance.target, rank: 3)
      return try AdaptiveLimit(of: problem, from: instance.start.w, projection: f)
    }
    let (one, other) = (try limit(1), try limit(scale))
    #expect(one.eigenvalues.count == 3 && other.eigenvalues.count == 3)
    for (value, scaled) in zip(one.eigenvalues, other.eigenvalues) {
      #expect((value.real - scaled.real / scale).magnitude <= 1e-12 * value.magnitude)
    }
    #expect(try principalAngles(one.basis, other.basis).allSatisfy { $0 < 1e-10 })
  }

  /// The lost directions span what F Y maps into itself with eigenvalues of negative real part.
  @Test(arguments: 0..<6 as Range<UInt64>)
  func lostDirectionsAreEigenvectors(_ seed: UInt64) throws {
    let instance = try Instance(9, 8, rank: 3, singularValues: [1, 0.9, 0.8, 0.7, 0.6], seed: seed)
    let f: Matrix<Double> = RandomStream(seed: seed, name: "projection").normal(8, 9)
    let limit = try AdaptiveLimit(of: instance.problem, from: instance.start.w, projection: f)
    let lost = limit.lostDirections
    #expect(lost.columns == limit.lostCount)
    guard lost.columns > 0 else { return }
    #expect(lost.columnNorms.allSatisfy { abs($0 - 1) < 1e-14 })
    let image = f * instance.target * lost
    let inside = try lost.leastSquares(image)
    #expect((image - lost * inside).frobeniusNorm < 1e-12 * f.frobeniusNorm)
    #expect(try inside.eigenvalues().allSatisfy { $0.real < 0 })
  }

  /// Nothing is said where the start decides or nothing is known.
  @Test func noPredictionWhereNoneIsKnown() throws {
    let instance = try Instance(9, 8, rank: 3, singularValues: Spectra.power(1, count: 8))
    func limit(
      _ name: String, from start: Factors<Double>, stepSize: Double? = 0.1
    ) throws -> PredictedLimit<Double>? {
      let rule = Rules.rule(name)
      return try rule.limit(
        on: instance.problem, from: start,
        feedback: rule.feedback(from: instance.feedback, start: start, seed: 0),
        stepSize: stepSize, seed: 0)
    }
    let zero = instance.problem.normalStart(seed: 0, scale: 0)
    for name in ["sign-symmetry-u", "kolen-pollack:0.01:0", "scaled-gd"] {
      #expect(try limit(name, from: instance.start) == nil, "\(name)")
    }
    #expect(try limit("low-rank-feedback:2", from: zero)?.product.w.rows == 2)
    #expect(try limit("low-rank-feedback:2", from: instance.start)?.product.w.rows == 3)
    for name in ["gd", "gd-decay", "als"] { #expect(try limit(name, from: zero) == nil, "\(name)") }
    // A step size that changes has no one lambda.
    #expect(try limit("kolen-pollack", from: instance.start, stepSize: nil) == nil)
    #expect(try limit("fa-decay", from: instance.start, stepSize: nil) != nil)
    // What decays below rounding or is a zero target is no trouble.
    #expect(
      abs(
        try #require(try limit("fa-decay:1e200", from: instance.start)).error
          - instance.problem.frobeniusNorm) < 1e-12)
    let whole = try #require(try limit("fa-decay:1e-250", from: instance.start))
    #expect(
      abs(
        whole.error - (try FeedbackLimit(of: instance.problem, feedback: instance.feedback)).error)
        < 1e-12)
  }

  /// Where the r-th value and the next are the same, the start decides which of their directions are learned.
  @Test func noPredictionWhereValuesAreTied() throws {
    func instance(rank: Int, seed: UInt64 = 1) throws -> Instance<Double> {
      var instance = try Instance(9, 8, rank: rank, singularValues: [1, 0.7, 0.7, 0.3])
      instance.start = instance.problem.normalStart(seed: seed, scale: 0.1)
      return instance
    }
    func isKnown(_ name: String, rank: Int) throws -> Bool {
      let instance = try instance(rank: rank)
      return try Rules.rule(name).limit(
        on: instance.problem, from: instance.start, feedback: instance.feedback, stepSize: 0.1,
        seed: 0) != nil
    }
    for name in ["gd", "als", "gd-decay:0.1", "kolen-pollack:0.01", "oja-feedback:4:0.01", "fa"] {
      #expect(try isKnown(name, rank: 1) && isKnown(name, rank: 3), "\(name)")
      #expect(try isKnown(name, rank: 2) == (name == "fa"), "\(name)")
    }
    // Nothing is learned of values below the decay.
    #expect(try isKnown("gd-decay:0.8", rank: 2))
    let ends = try [1, 2].map {
      try instance(rank: 2, seed: $0).train("gd", steps: 10_000, tolerance: 1e-12)
    }
    #expect(abs(ends[0].error - ends[1].error) < 1e-9)
    let products = ends.map { $0.factors.z * $0.factors.w }
    #expect(relativeDifference(products[0], products[1]) > 1e-3)
  }
}

import FALinalg
import FATrainers
import Foundation
import TestSupport
import Testing

/// Flows against closed forms, identities and SciPy.
@Suite struct FlowTests {
  /// One hidden unit, one input, one output, from zero.
  static func scalar(_ target: Double, feedback: Double) throws -> Instance<Double> {
    var result = try Instance(target: Matrix(rows: [[target]]), rank: 1, startScale: 0)
    result.feedback = Matrix(rows: [[feedback]])
    return result
  }

  /// Scalar FA from zero: z = w^2 / (2c) at every time, dw/dt = cy - w^3/2, w -> (2cy)^(1/3) at the
  /// local rate (3/2) w^2. The time at which w is reached is known in closed form.
  @Test(arguments: [(1.0, 1.0), (2.0, 0.5), (0.3, 4.0), (-1.0, 2.0)], TrainingMethod.flowing)
  func scalarFeedbackAlignment(_ numbers: (Double, Double), _ method: TrainingMethod) throws {
    let (y, c) = numbers
    let instance = try Self.scalar(y, feedback: c)
    let limit = cbrt(2 * c * y)
    let rate = 1.5 * limit * limit
    // With x = w / limit: dx/dt = (limit^2 / 2) (1 - x^3), integrated by partial fractions.
    func time(_ x: Double) -> Double {
      let root = 3.0.squareRoot()
      let value =
        log((x * x + x + 1) / ((1 - x) * (1 - x))) / 6
        + (atan((2 * x + 1) / root) - atan(1 / root)) / root
      return 2 * value / (limit * limit)
    }
    let shares = [0.1, 0.5, 0.9, 0.999]
    let solution = try Flow(instance.problem, tolerance: 1e-12, method: method).solve(
      FeedbackAlignment(), from: instance.start, feedback: instance.feedback,
      at: shares.map(time) + [30 / rate])
    for (point, share) in zip(solution.points, shares + [1]) {
      let (w, z) = (point.factors.w[0, 0], point.factors.z[0, 0])
      #expect(abs(w / limit - share) < 1e-10)
      #expect(abs(z - w * w / (2 * c)) < 1e-10 * abs(y))
    }
  }

  /// FA from zero: mode i of C Y has its own dg/dt = 1 - k g^3/2, and h = g^2/2. The modes are
  /// integrated here by the classical Runge-Kutta method.
  @Test(arguments: [(30, 20, 4), (12, 40, 7), (9, 9, 9)])
  func feedbackAlignmentFromZeroDecouples(_ shape: (Int, Int, Int)) throws {
    let (rows, columns, rank) = shape
    let instance = try Instance(
      rows, columns, rank: rank,
      singularValues: Spectra.power(0.5, count: min(rows, columns)), startScale: 0)
    let projected = instance.feedback * instance.target
    let svd = try projected.svd()
    let end = 3.0
    let g = svd.singularValues.map { value -> Double in
      let k = value * value
      func slope(_ g: Double) -> Double { 1 - k * g * g * g / 2 }
      let count = 4000
      let h = end / Double(count)
      return (0..<count).reduce(0) { g, _ in
        let a = slope(g)
        let b = slope(g + h / 2 * a)
        let c = slope(g + h / 2 * b)
        let d = slope(g + h * c)
        return g + h / 6 * (a + 2 * b + 2 * c + d)
      }
    }
    let q = svd.u
    let w = q * Matrix(diagonal: g) * q.transposed * projected
    let z =
      instance.target * projected.transposed * q * Matrix(diagonal: g.map { $0 * $0 / 2 })
      * q.transposed
    for method in TrainingMethod.flowing {
      let solution = try Flow(instance.problem, tolerance: 1e-11, method: method).solve(
        FeedbackAlignment(), from: instance.start, feedback: instance.feedback, at: [end])
      #expect(relativeDifference(solution.points[0].factors.w, w) < 1e-9, "\(method)")
      #expect(relativeDifference(solution.points[0].factors.z, z) < 1e-9, "\(method)")
    }
  }

  /// Saxe et al. 2014: from an aligned, balanced start each mode follows
  /// u(t) = s e^{2st} / (e^{2st} - 1 + s / u_0).
  @Test(arguments: [TrainingMethod.dense, .spectral])
  func gradientDescentFromAnAlignedBalancedStart(_ method: TrainingMethod) throws {
    let values = [3.0, 1.0, 0.2]
    let u0 = 1e-3
    let start = Factors(
      z: u0.squareRoot() * Matrix<Double>.identity(3),
      w: u0.squareRoot() * Matrix<Double>.identity(3))
    let problem = try FactorizationProblem(target: Matrix(diagonal: values), rank: 3)
    let times = [0.0, 0.5, 1, 2, 4, 16]
    let solution = try Flow(problem, tolerance: 1e-11, method: method).solve(
      GradientDescent(), from: start, at: times)
    for point in solution.points {
      let product = point.factors.z * point.factors.w
      for (i, s) in values.enumerated() {
        let growth = exp(2 * s * point.time)
        let expected = s * growth / (growth - 1 + s / u0)
        #expect(abs(product[i, i] - expected) < 1e-8 * s, "\(point.time)")
      }
    }
    #expect(solution.points[0].factors.z == start.z)
    #expect(solution.points[0].factors.w == start.w)
  }

  /// The ledgers are constant in the flow, up to what the tolerance lets through.
  @Test(
    arguments: ["gd", "fa", "fa-star", "rho-fa:0.3", "low-rank-feedback:2", "shallow"],
    [1e-5, 1e-7, 1e-10])
  func ledgersAreConserved(_ name: String, _ tolerance: Double) throws {
    let instance = try Instance(
      30, 20, rank: 4, singularValues: Spectra.power(1, count: 20), startScale: 0.3)
    let rule = try #require(Rules.rule(name) as? any FlowRule)
    let solution = try Flow(instance.problem, tolerance: tolerance).solve(
      rule, from: instance.start, feedback: instance.feedback, at: [1, 10, 100])
    for point in solution.points {
      // Every step moves the quantity by its relative error at most, in units of its terms.
      let drift = try #require(point.conservationDrift)
      #expect(drift <= 4 * Double(solution.steps) * tolerance, "\(name) at \(point.time)")
      #expect(drift < 1e3 * tolerance, "\(name) at \(point.time)")
    }
  }

  /// FA*: G = WW' is constant, and A = C Y W' grows by the integral of (CE)(CE)', computed here by
  /// Simpson's rule.
  @Test func exactReadoutLetsTheAlignmentGrow() throws {
    let instance = try Instance(
      25, 18, rank: 3, singularValues: Spectra.power(0.5, count: 18), startScale: 1)
    let count = 2000
    let end = 5.0
    let times = (0...count).map { end * Double($0) / Double(count) }
    let solution = try Flow(instance.problem, tolerance: 1e-12).solve(
      FeedbackAlignmentStar(), from: instance.start, feedback: instance.feedback, at: times)
    var integral = Matrix<Double>.zeros(3, 3)
    for (index, point) in solution.points.enumerated() {
      let residual = instance.target - point.factors.z * point.factors.w
      let projected = instance.feedback * residual
      let weight = index == 0 || index == count ? 1.0 : index % 2 == 1 ? 4 : 2
      integral.add(
        projected * projected.transposed, scaledBy: weight * end / Double(count) / 3)
    }
    func gram(_ point: FlowPoint<Double>) -> Matrix<Double> {
      point.factors.w * point.factors.w.transposed
    }
    func alignment(_ point: FlowPoint<Double>) -> Matrix<Double> {
      instance.feedback * instance.target * point.factors.w.transposed
    }
    let (first, last) = (solution.points[0], solution.points[count])
    #expect(relativeDifference(gram(last), gram(first)) < 1e-10)
    let growth = alignment(last) - alignment(first)
    #expect(growth.frobeniusNorm > 0.1)
    #expect(relativeDifference(growth, integral) < 1e-8)
  }

  /// The error of n equal steps falls as n^-5 at least: on short intervals the terms of order six
  /// still count.
  @Test(arguments: ["gd", "fa", "fa-star"])
  func convergesWithOrderFive(_ name: String) throws {
    let instance = try Instance(
      12, 9, rank: 3, singularValues: Spectra.power(1, count: 9), startScale: 0.5)
    let rule = try #require(Rules.rule(name) as? any FlowRule)
    let end = 2.0
    let exact = try Flow(instance.problem, tolerance: 1e-13, method: .dense).solve(
      rule, from: instance.start, feedback: instance.feedback, at: [end]
    ).points[0].factors
    let errors = try [16, 32, 64].map { steps in
      relativeDifference(try Self.factors(rule, instance, end, steps).w, exact.w)
    }
    #expect(errors[2] < 1e-6)
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect(log2(coarse / fine) > 4.8, "\(errors)")
    }
  }

  /// On dz/dt = -w^2 z a step multiplies z by the pair's stability polynomial,
  /// 1 + x + x^2/2 + ... + x^5/120 + x^6/600 with x = -h w^2 (Dormand and Prince 1980).
  @Test(arguments: [0.1, 0.5, 1, 3])
  func stabilityPolynomial(_ h: Double) throws {
    let one = Matrix<Double>(rows: [[1]])
    let problem = try FactorizationProblem(target: Matrix<Double>.zeros(1, 1), rank: 1)
    var integrator = try FlowIntegrator(
      ShallowLearning(), problem, Factors(z: one, w: one), feedback: nil, feedbackNorm: 0,
      tolerance: 1e-6)
    try integrator.step(by: h)
    var (term, sum) = (1.0, 1.0)
    for power in 1...5 {
      term *= -h / Double(power)
      sum += term
    }
    sum += pow(h, 6) / 600
    #expect(abs(integrator.factors.z[0, 0] - sum) < 1e-14)
    #expect(integrator.factors.w[0, 0] == 1)
  }

  private static func factors(
    _ rule: some FlowRule, _ instance: Instance<Double>, _ end: Double, _ steps: Int
  ) throws -> Factors<Double> {
    let feedback = rule.feedbackUse == .none ? nil : instance.feedback
    var integrator = try FlowIntegrator(
      rule, instance.problem, instance.start, feedback: feedback,
      feedbackNorm: feedback?.frobeniusNorm ?? 0, tolerance: 1e-6)
    for _ in 0..<steps { try integrator.step(by: end / Double(steps)) }
    return integrator.factors
  }

  struct Fixture: Decodable {
    struct Case: Decodable {
      let rule: String
      let points: [Point]
    }
    struct Point: Decodable {
      let time: Double
      let z: FixtureMatrix
      let w: FixtureMatrix
    }
    let target: FixtureMatrix
    let feedback: FixtureMatrix
    let z: FixtureMatrix
    let w: FixtureMatrix
    let cases: [Case]
  }

  /// SciPy's solution, by DOP853 to 1e-13, in every coordinates that carry the rule.
  @Test(arguments: TrainingMethod.flowing)
  func agreesWithSciPy(_ method: TrainingMethod) throws {
    let stored: Fixture = try fixture("flows", in: .module)
    func solve<Scalar: BLASScalar>(_ tolerance: Scalar, bound: Scalar) throws {
      let problem = try FactorizationProblem(
        target: stored.target.matrix(as: Scalar.self), rank: 2)
      let start = Factors<Scalar>(z: stored.z.matrix(), w: stored.w.matrix())
      for one in stored.cases {
        let rule = try #require(Rules.rule(one.rule) as? any FlowRule)
        guard method == .dense || rule.reductions.contains(method) else { continue }
        let solution = try Flow(problem, tolerance: tolerance, method: method).solve(
          rule, from: start, feedback: stored.feedback.matrix(),
          at: one.points.map { Scalar($0.time) })
        for (point, expected) in zip(solution.points, one.points) {
          #expect(
            relativeDifference(point.factors.z, expected.z.matrix()) < bound, "\(one.rule)")
          #expect(
            relativeDifference(point.factors.w, expected.w.matrix()) < bound, "\(one.rule)")
        }
      }
    }
    try solve(1e-12, bound: 1e-8)
    try solve(Float(1e-5), bound: 1e-2)
  }

  /// A looser tolerance takes fewer steps and leaves a larger error, in proportion.
  @Test func toleranceSetsTheError() throws {
    let instance = try Instance(
      12, 9, rank: 3, singularValues: Spectra.power(1, count: 9), startScale: 0.1)
    func solve(_ tolerance: Double) throws -> (steps: Int, w: Matrix<Double>) {
      let solution = try Flow(instance.problem, tolerance: tolerance).solve(
        GradientDescent(), from: instance.start, at: [20])
      return (solution.steps, solution.points[0].factors.w)
    }
    let exact = try solve(1e-13)
    let runs = try [1e-4, 1e-6, 1e-8, 1e-10].map(solve)
    let errors = runs.map { relativeDifference($0.w, exact.w) }
    for index in 1..<runs.count {
      #expect(runs[index].steps > runs[index - 1].steps)
      #expect(errors[index] < errors[index - 1] / 10)
    }
  }
}

/// Requests that cannot be met, and edges.
@Suite struct FlowRequestTests {
  @Test func refusesWhatTheCoordinatesDoNotCarry() throws {
    let instance = try Instance(8, 6, rank: 2, singularValues: Spectra.power(1, count: 6))
    for (rule, method) in [
      (GradientDescent() as any FlowRule, TrainingMethod.feedback),
      (FeedbackAlignment(), .modes),
    ] {
      #expect(throws: FactorizationError.cannotCarry(rule: rule.name, method: method)) {
        try Flow(instance.problem, method: method).solve(
          rule, from: instance.start, feedback: instance.feedback, at: [1])
      }
    }
    #expect(throws: FactorizationError.missingFeedback(rule: "fa")) {
      try Flow(instance.problem).solve(FeedbackAlignment(), from: instance.start, at: [1])
    }
  }

  /// What a rule remembers of its steps has no meaning between them.
  @Test func refusesRulesWithAMemory() throws {
    let instance = try Instance(8, 6, rank: 2, singularValues: Spectra.power(1, count: 6))
    let error = try #require(throws: FactorizationError.self) {
      try Flow(instance.problem).solve(MomentumDescent(), from: instance.start, at: [1])
    }
    guard case .unsuited("momentum-gd", let reason) = error else { throw error }
    #expect(reason.contains("have no flow"))
  }

  /// A target of zero and a stationary start stay in place; no times, no points.
  @Test func edges() throws {
    let zero = try Instance(target: Matrix<Double>.zeros(4, 3), rank: 2, startScale: 0)
    let solution = try Flow(zero.problem).solve(
      FeedbackAlignment(), from: zero.start, feedback: zero.feedback, at: [0, 0, 1e6])
    #expect(solution.points.map(\.error) == [0, 0, 0])
    let none = try Flow(zero.problem).solve(GradientDescent(), from: zero.start, at: [])
    #expect(none.points.isEmpty && none.steps == 0)
  }

  /// A start that overflows at once, FA* from a W without rank, and too few steps end with an error
  /// and do not hang.
  @Test(.mustEnd) func endsWhereTheFlowCannotBeFollowed() throws {
    var instance = try Instance(8, 6, rank: 2, singularValues: Spectra.power(1, count: 6))
    var flow = Flow(instance.problem)
    flow.maxSteps = 3
    let end = #expect(throws: FactorizationError.self) {
      try flow.solve(GradientDescent(), from: instance.start, at: [1e3])
    }
    if case .integrationFailed(let time) = end {
      #expect(time > 0 && time < 1e3)
    } else {
      Issue.record("\(String(describing: end))")
    }
    instance.start.z *= 1e200
    instance.start.w *= 1e200
    #expect(throws: FactorizationError.self) {
      try Flow(instance.problem).solve(GradientDescent(), from: instance.start, at: [1])
    }
    instance.start.z *= 0
    instance.start.w *= 0
    let started = instance.start
    #expect(throws: FactorizationError.self) {
      try Flow(instance.problem).solve(
        FeedbackAlignmentStar(), from: started, feedback: instance.feedback, at: [1])
    }
  }

  /// Unoptimised, solving the readout allocates.
  static let frugal: [String] = {
    #if DEBUG
      ["gd", "fa"]
    #else
      ["gd", "fa", "fa-star"]
    #endif
  }()

  /// Five times as long takes more steps and allocates no more.
  @Test(.enabled(if: countsAllocations), arguments: frugal)
  func stepsAllocateNothing(_ name: String) throws {
    let instance = try Instance(
      30, 20, rank: 4, singularValues: Spectra.power(1, count: 20), startScale: 0.3)
    let rule = try #require(Rules.rule(name) as? any FlowRule)
    func run(until end: Double) throws -> (steps: Int, allocations: Int) {
      var steps = 0
      let count = try allocations {
        steps = try Flow(instance.problem).solve(
          rule, from: instance.start, feedback: instance.feedback, at: [end]
        ).steps
      }
      return (steps, count)
    }
    _ = try run(until: 50)
    let (short, long) = (try run(until: 10), try run(until: 50))
    #expect(long.steps > short.steps)
    #expect(long.allocations == short.allocations)
  }
}

extension MomentumDescent: FlowRule {}

extension TrainingMethod {
  /// The coordinates in which flows are computed.
  static let flowing: [Self] = [.dense, .feedback, .spectral]
}

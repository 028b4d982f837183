import FALinalg
import FATrainers
import TestSupport
import Testing

/// The claims, each put to the test as `fa-bench reproduce` does, with fewer trials.
@Suite(.mustEnd) struct ExperimentTests {
  static let names = ExperimentCatalogue.all.map(\.name)

  private func outcome(
    _ name: String, seed: UInt64 = 0, jobs: Int = 2, rules: ExperimentRules = ExperimentRules(),
    input: Matrix<Double>? = nil
  ) throws -> ExperimentOutcome {
    let experiment = try #require(ExperimentCatalogue.all.first { $0.name == name })
    var setting = ExperimentSetting()
    (setting.seed, setting.scale, setting.jobs, setting.rules) = (seed, .minimal, jobs, rules)
    setting.input = try input.map { matrix in try ExperimentTarget(matrix) }
    return try experiment.run(setting)
  }

  @Test func thereAreFifteen() {
    #expect(Set(Self.names).count == 15)
    for experiment in ExperimentCatalogue.all {
      #expect(!experiment.statement.isEmpty && !experiment.criterion.isEmpty)
    }
  }

  @Test(arguments: names, [0, 7])
  func everyClaimHolds(_ name: String, _ seed: UInt64) throws {
    let outcome = try outcome(name, seed: seed)
    #expect(outcome.verdict == .holds, "\(outcome.failures)")
    #expect(outcome.measurements.contains { $0.requirement != nil })
    #expect(outcome.finding.hasSuffix("."))
  }

  /// What is said was measured: the largest distance of all, and not of some.
  @Test func theFindingIsOfAllRuns() throws {
    let outcome = try outcome("gd-optimal", seed: 3)
    let largest = try #require(outcome.measurements.compactMap(\.values.sorted.last).max())
    let words = outcome.finding.split(separator: " ").map(String.init)
    let place = try #require(words.firstIndex(of: "most"))
    let said = try #require(Double(words[place + 1]))
    #expect((said - largest).magnitude <= 0.006 * largest)
  }

  /// What a claim is about has to decide it: feedback of rank one in the place of FA's. The others run neither
  /// FA nor FA*.
  @Test(
    arguments: names.filter {
      !["gd-optimal", "learned-feedback", "feedback-channels"].contains($0)
    })
  func deficientFeedbackFails(_ name: String) throws {
    var rules = ExperimentRules()
    rules.feedbackAlignment = RankOneFeedback()
    rules.feedbackAlignmentStar = RankOneStar()
    #expect(try outcome(name, rules: rules).verdict == .fails)
  }

  /// All claims that run gradient descent.
  @Test(arguments: [
    "gd-optimal", "separation", "representations", "isotropic-network", "lillicrap-linear",
    "speed",
  ])
  func noiseInPlaceOfGradientsFails(_ name: String) throws {
    var rules = ExperimentRules()
    rules.gradientDescent = NoiseDescent()
    #expect(try outcome(name, rules: rules).verdict == .fails)
  }

  /// Claims on rules of their own: what keeps the directions that must be lost, and channels of other laws.
  @Test func otherFeedbackFails() throws {
    var rules = ExperimentRules()
    rules.adaptiveFeedback = FeedbackAlignment()
    #expect(try outcome("adaptive-separation", rules: rules).verdict == .fails)
    rules = ExperimentRules()
    rules.productFeedback = { _, decay in KolenPollack(arguments: [decay, decay]) }
    #expect(try outcome("feedback-channels", rules: rules).verdict == .fails)
    rules = ExperimentRules()
    rules.ojaFeedback = { ProductFeedback(arguments: [Double($0), $1]) }
    #expect(try outcome("feedback-channels", rules: rules).verdict == .fails)
  }

  /// Curves have what their claims are about.
  @Test func chartsShowWhatWasMeasured() throws {
    let identity = try #require(try outcome("closed-form-limit").charts.first)
    let runs = try #require(identity.series.first { $0.form == .points })
    #expect(!runs.points.isEmpty && runs.points.allSatisfy { abs($0.y - $0.x) < 1e-6 })

    let separation = try outcome("separation")
    let series = try #require(separation.charts.first).series
    #expect(series.map(\.rule) == [nil, "fa", "gd"])
    for (point, law) in zip(series[1].points, separation.measurements) {
      #expect(point.y == law.estimate && point.lower == law.interval?.lowerBound)
    }
    // beta = 4 and beta = 1/16, by the formula of Mathematics.md.
    #expect(abs(try #require(series[0].points.first).y - (1 + 2.0.squareRoot()) / 2) < 1e-15)
    #expect(abs(try #require(series[0].points.last).y - (1 + 65.0.squareRoot()) / 2) < 1e-12)
    #expect(series[2].points.allSatisfy { abs($0.y - 1) < 1e-5 })

    let charts = try outcome("lillicrap-linear").charts
    #expect(charts.map(\.name) == ["error", "hidden-angles", "start-scale"])
    #expect(charts[0].series[0].points.first?.y == 1)
    #expect(charts[1].series.allSatisfy { $0.points.allSatisfy { (0...90).contains($0.y) } })
  }

  /// The ledger is of fixed feedback, and FA* is more than its limit.
  @Test func otherRulesFailTheIdentities() throws {
    var rules = ExperimentRules()
    rules.feedbackAlignment = KolenPollack()
    rules.feedbackAlignmentStar = FeedbackAlignment()
    for name in ["alignment", "fa-star"] {
      #expect(try outcome(name, rules: rules).verdict == .fails, "\(name)")
    }
  }

  @Test(arguments: ExperimentCatalogue.all.filter(\.takesInput).map(\.name))
  func claimsHoldOfAMatrixOfTheUsers(_ name: String) throws {
    let matrix: Matrix<Double> = try RandomStream(seed: 3, name: "test").matrix(
      14, 20, singularValues: Spectra.exponential(0.7, count: 9).map { 1e3 * $0 })
    let outcome = try outcome(name, input: matrix)
    #expect(outcome.verdict == .holds, "\(outcome.failures)")
  }

  /// Those that ask for spectra or sizes of their own, which no matrix of the user's has.
  @Test func othersTakeNoMatrix() {
    #expect(
      Set(ExperimentCatalogue.all.filter { !$0.takesInput }.map(\.name)) == [
        "adaptive-separation", "feedback-channels", "isotropic-network", "lillicrap-linear",
        "representations", "separation", "speed",
      ])
  }

  /// A wide matrix of full rank leaves no more factors than its rank to be tried.
  @Test(arguments: ExperimentCatalogue.all.filter(\.takesInput).map(\.name))
  func moreFactorsThanTheShorterSide(_ name: String) throws {
    let matrix: Matrix<Double> = try RandomStream(seed: 3, name: "test").matrix(
      4, 12, singularValues: [4, 3, 2, 1])
    let outcome = try outcome(name, input: matrix)
    #expect(outcome.verdict != .fails, "\(outcome.failures)")
  }

  /// Kolen-Pollack leaves d / eta of each of the first r singular values: its share of FA's excess, both as
  /// squares above the optimum, by the singular values alone.
  @Test func shareOfTheExcessThatKolenPollackLeaves() throws {
    let values = Spectra.exponential(0.7, count: 9)
    let matrix: Matrix<Double> = try RandomStream(seed: 3, name: "test").matrix(
      14, 20, singularValues: values)
    let outcome = try outcome("learned-feedback", input: matrix)
    let measured = try #require(
      outcome.measurements.first { $0.quantity.contains("share of FA's excess") })
    let unknown = try FactorizationProblem(target: matrix, rank: 5)
    let problem = unknown.knowing(try unknown.svd())
    let decay = 4e-3
    let leading = Array(values.prefix(5))
    let best = leading.euclideanNorm
    let shares = try (0..<6 as Range<UInt64>).map { seed in
      let feedback = try problem.feedback(Feedback(), seed: seed)
      var trainer = Trainer(problem, stopping: StoppingCriterion(maxSteps: 0))
      trainer.seed = seed
      let rate = try trainer.train(
        KolenPollack(arguments: [decay, decay]),
        from: problem.start(Start(.normal, scale: 1), seed: seed), feedback: feedback
      ).stepSize
      // ||Y - Y P||^2 is what the rows of C Y leave of all s_i^2; the optimum is the last of these.
      let rows = try (feedback * matrix).transposed.qr().q
      let kept = (matrix * rows).frobeniusNorm
      let left = leading.map { min($0, decay / rate) }.euclideanNorm
      return left * left / (best * best - kept * kept)
    }
    for (computed, expected) in zip(measured.values.sorted, shares.sorted()) {
      #expect((computed - expected).magnitude <= 1e-9 * expected)
    }
  }

  /// Runs that only need more steps speak neither for a claim nor against it.
  @Test(arguments: ["gd-optimal", "fa-star"])
  func slowRunsDecideNothing(_ name: String) throws {
    let matrix: Matrix<Double> = try RandomStream(seed: 3, name: "test").matrix(
      3, 3, singularValues: [1, 1e-5])
    let outcome = try outcome(name, input: matrix)
    #expect(outcome.verdict == .inconclusive, "\(outcome.failures)")
    #expect(outcome.measurements[1].unfinished == 3)
    // It says so, and why: s_1 / s_2 = 1e5.
    #expect(
      outcome.omissions.contains {
        $0.contains("r = rank(Y): 3 of 3 runs were still on their way after 100000 steps")
          && $0.contains("s_1 / s_k = 100000")
      }, "\(outcome.omissions)")
  }

  /// A matrix of rank one leaves claims about fewer factors without a test, and says so.
  @Test func whatCannotBeTestedIsSaid() throws {
    let one = Matrix<Double>(rows: [[1, 2, 3], [2, 4, 6]])
    for name in ["informed-feedback", "learned-feedback", "feedback-rank"] {
      let outcome = try outcome(name, input: one)
      #expect(outcome.verdict == .inconclusive && outcome.omissions.count == 1)
    }
    let optimal = try outcome("gd-optimal", input: one)
    #expect(optimal.verdict == .holds && optimal.omissions.count == 2)
  }

  @Test func threadsMakeNoDifference() throws {
    let outcomes = try [1, 3].map { try outcome("closed-form-limit", jobs: $0) }
    #expect(
      outcomes[0].measurements.map(\.values) == outcomes[1].measurements.map(\.values))
  }

  @Test func anEndThatIsAskedForIsAnError() throws {
    var setting = ExperimentSetting()
    setting.shouldContinue = { false }
    for experiment in ExperimentCatalogue.all {
      #expect(throws: FactorizationError.self, "\(experiment.name)") {
        try experiment.run(setting)
      }
    }
  }
}

/// How figures become verdicts.
@Suite struct MeasurementTests {
  private func verdict(_ values: [Double?], _ requirement: Requirement?) -> Verdict? {
    Measurement("x", values, requirement).verdict
  }

  @Test func eachValueCounts() {
    let requirement = Requirement(statistic: .each, range: 0...1)
    #expect(verdict([0, 0.5, 1], requirement) == .holds)
    #expect(verdict([0, 0.5, 1.5], requirement) == .fails)
    #expect(verdict([0, .infinity], requirement) == .fails)
    #expect(verdict([0, .nan], requirement) == .fails)
    // One run that did not end leaves the others; as many as ended leave nothing.
    #expect(verdict([0, 1, nil], requirement) == .holds)
    #expect(verdict([0, nil], requirement) == .inconclusive)
    #expect(verdict([2, nil, nil], requirement) == .fails)
    #expect(verdict([], requirement) == .inconclusive)
    #expect(verdict([1], nil) == nil)
  }

  @Test(arguments: [Requirement.Statistic.median, .mean])
  func intervalsDecide(_ statistic: Requirement.Statistic) {
    let values = (1...20).map { Double?(Double($0)) }
    func verdict(_ range: ClosedRange<Double>) -> Verdict? {
      self.verdict(values, Requirement(statistic: statistic, range: range))
    }
    #expect(verdict(0...21) == .holds)
    #expect(verdict(-5...1) == .fails)
    #expect(verdict(0...10.5) == .inconclusive)
    #expect(self.verdict([1], Requirement(statistic: statistic, range: 0...2)) == .inconclusive)
  }
}

extension ExperimentOutcome {
  /// What is to be seen where a test fails.
  fileprivate var failures: [String] {
    measurements.filter { $0.verdict != .holds }.map {
      "\($0.quantity): \($0.values.sorted), \($0.unfinished) unfinished"
    }
  }
}

/// Feedback alignment whose feedback is its first row alone, in every row.
private struct RankOneFeedback: FixedFeedbackRule {
  static let signature = RuleSignature("rank-one-feedback", summary: "FA through one channel.")
  private let alignment = FeedbackAlignment(arguments: [])

  init(arguments: [Double]) {}

  var reductions: Set<TrainingMethod> { alignment.reductions }
  var conservationLaw: ConservationLaw? { alignment.conservationLaw }

  func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    try alignment.automaticStepSize(problem, state)
  }

  func feedback<Scalar: BLASScalar>(
    from given: Matrix<Scalar>, start: Factors<Scalar>, seed: UInt64
  ) -> Matrix<Scalar> { firstRow(of: given) }
}

extension FixedFeedbackRule {
  /// The first row of C alone, in every row.
  fileprivate func firstRow<Scalar: BLASScalar>(of given: Matrix<Scalar>) -> Matrix<Scalar> {
    Matrix(rows: given.rows, columns: given.columns) { given[0, $1] }
  }
}

/// FA* through one channel.
private struct RankOneStar: FixedFeedbackRule {
  static let signature = RuleSignature("rank-one-star", summary: "FA* through one channel.")
  private let star = FeedbackAlignmentStar(arguments: [])

  init(arguments: [Double]) {}

  var reductions: Set<TrainingMethod> { star.reductions }
  var conservationLaw: ConservationLaw? { star.conservationLaw }

  func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    try star.automaticStepSize(problem, state)
  }

  func feedback<Scalar: BLASScalar>(
    from given: Matrix<Scalar>, start: Factors<Scalar>, seed: UInt64
  ) -> Matrix<Scalar> { firstRow(of: given) }

  func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) { try star.prepare(problem, &state) }

  func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) { try star.evaluate(problem, &state) }

  func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    star.advance(&state, by: stepSize)
  }
}

/// Steps in random directions that become shorter.
private struct NoiseDescent: LearningRule {
  static let signature = RuleSignature("noise-descent", summary: "Noise in place of gradients.")

  init(arguments: [Double]) {}

  var feedbackUse: FeedbackUse { .none }

  func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) -> Target.Scalar { 0.1 }

  func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) {
    // For the norm that the direction is measured by.
    state.evaluateReadout(problem)
    state.dz = noise(state, state.dz.rows, "readout")
  }

  func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    state.z.add(state.dz, scaledBy: stepSize)
    state.v.add(noise(state, state.v.rows, "hidden"), scaledBy: stepSize)
  }

  private func noise<Scalar>(
    _ state: borrowing TrainingState<Scalar>, _ rows: Int, _ name: String
  ) -> Matrix<Scalar> {
    var size: Scalar = 1
    for _ in 0..<state.step { size *= 0.9 }
    let stream = RandomStream(seed: state.seed &+ UInt64(state.step), name: name)
    return size * (stream.normal(rows, state.z.columns) as Matrix<Scalar>)
  }
}

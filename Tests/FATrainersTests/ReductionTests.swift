import FALinalg
import FATrainers
import Testing

/// Exact reductions take the same steps as the whole problem, to rounding.
@Suite struct ReductionTests {
  static let cases: [(rows: Int, columns: Int, rank: Int, values: [Double], startScale: Double)] = [
    (60, 50, 5, Spectra.power(1, count: 50), 0.01),
    (60, 50, 5, Spectra.power(0.5, count: 50), 0.3),
    (50, 60, 4, Spectra.flat(count: 50), 0.1),
    (40, 40, 6, Spectra.flat(count: 6), 0.1),  // rank(Y) = r
    (40, 40, 6, Spectra.flat(count: 3), 0.1),  // rank(Y) < r
    (200, 12, 3, Spectra.exponential(0.7, count: 12), 0.01),  // tall
    (12, 200, 3, Spectra.exponential(0.7, count: 12), 0.01),  // wide
    (9, 7, 7, Spectra.power(1, count: 7), 0.1),  // more directions than there are
    (30, 20, 4, Spectra.power(1, count: 20), 0),  // from zero
    (5, 1, 1, [2], 0.5),
  ]

  /// Every rule with every method it claims, and every case.
  static let pairs = (Rules.all + ["scaled-gd:0.1"]).flatMap { name in
    Rules.rule(name).reductions.map { (name, $0) }
  }

  @Test(arguments: pairs, cases.indices)
  func sameTrajectory(_ pair: (String, TrainingMethod), _ index: Int) throws {
    let (name, method) = pair
    let (rows, columns, rank, values, startScale) = Self.cases[index]
    guard method != .modes || startScale == 0 else { return }
    var instance = try Instance(
      rows, columns, rank: rank, singularValues: values, startScale: startScale)
    // The theory of ScaledGD begins at the spectral start of a target of full rank r.
    if name.hasPrefix("scaled-gd") {
      guard values.count >= rank else { return }
      instance = try instance.nearTheOptimum()
    }
    // Below zero: a residual that happens to vanish must not end one run before the other.
    let whole = try instance.train(name, steps: 2000, tolerance: -1, method: .dense)
    let reduced = try instance.train(name, steps: 2000, tolerance: -1, method: method)
    #expect(reduced.method == method && whole.method == .dense)
    #expect(reduced.steps == whole.steps && reduced.stepSize == whole.stepSize)
    let scale = max(whole.factors.z.frobeniusNorm, whole.factors.w.frobeniusNorm)
    #expect((reduced.factors.z - whole.factors.z).frobeniusNorm <= 1e-10 * scale)
    #expect((reduced.factors.w - whole.factors.w).frobeniusNorm <= 1e-10 * scale)
    if let expected = whole.feedback {
      #expect(relativeDifference(try #require(reduced.feedback), expected) <= 1e-10)
    }
    let unit = instance.problem.frobeniusNorm
    for (a, b) in zip(reduced.history, whole.history) {
      #expect(a.step == b.step && abs(a.error - b.error) <= 1e-11 * unit)
      #expect((a.conservationDrift == nil) == (b.conservationDrift == nil))
      #expect(a.conservationDrift ?? 0 < 1e-12)
      #expect(abs(a.stationarity - b.stationarity) < 1e-10)
      if let expected = b.alignment {
        #expect(abs(try #require(a.alignment).cosine - expected.cosine) < 1e-10)
      }
    }
  }

  /// What a method cannot carry is refused, with the reason.
  @Test func refusals() throws {
    let instance = try Instance(10, 8, rank: 2, singularValues: Spectra.flat(count: 8))
    for name in Rules.all {
      for method in TrainingMethod.allCases
      where method != .dense && !Rules.rule(name).reductions.contains(method) {
        let error = try #require(throws: FactorizationError.self) {
          try instance.train(name, steps: 1, method: method)
        }
        #expect(error == .cannotCarry(rule: name, method: method))
        #expect("\(error)".contains("because it needs"))
      }
    }
    #expect(throws: FactorizationError.needsAlignedStart(method: .modes)) {
      try instance.train("fa", steps: 1, method: .modes)
    }
    // Sign symmetry is carried by none.
    #expect(Rules.rule("sign-symmetry-fr").reductions.isEmpty)
  }

  /// By default the cheapest exact way is taken, and the whole problem where nothing is saved.
  @Test func automaticChoice() throws {
    let large = try Instance(300, 200, rank: 3, singularValues: Spectra.power(1, count: 200))
    let small = try Instance(6, 5, rank: 5, singularValues: Spectra.power(1, count: 5))
    func method(
      _ instance: Instance<Double>, _ rule: some LearningRule, withSVD: Bool
    ) throws -> TrainingMethod {
      let problem = instance.problem
      let trainer = Trainer(
        withSVD ? problem.knowing(try problem.svd()) : problem,
        stopping: StoppingCriterion(tolerance: 0, maxSteps: 1))
      return try trainer.train(rule, from: instance.start, feedback: instance.feedback).method
    }
    #expect(try method(large, FeedbackAlignment(), withSVD: true) == .feedback)
    #expect(try method(large, GradientDescent(), withSVD: true) == .spectral)
    #expect(try method(large, GradientDescent(), withSVD: false) == .dense)
    #expect(try method(small, FeedbackAlignment(), withSVD: false) == .dense)
    #expect(try method(large, ShallowLearning(), withSVD: true) == .feedback)
    #expect(try method(large, KolenPollack(), withSVD: true) == .spectral)
    #expect(try method(large, UniformSignSymmetry(), withSVD: true) == .dense)
    let zero = try Instance(
      300, 200, rank: 3, singularValues: Spectra.power(1, count: 200), startScale: 0)
    #expect(try method(zero, FeedbackAlignment(), withSVD: true) == .modes)
    #expect(try method(zero, FeedbackAlignmentStar(), withSVD: true) == .feedback)
  }
}

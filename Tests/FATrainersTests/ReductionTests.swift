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
  static let pairs = RuleName.allCases.flatMap { name in
    (name.rule(for: Double.self).reductions).map { (name, $0) }
  }

  @Test(arguments: pairs, cases.indices)
  func sameTrajectory(_ pair: (RuleName, TrainingMethod), _ index: Int) throws {
    let (name, method) = pair
    let (rows, columns, rank, values, startScale) = Self.cases[index]
    let instance = try Instance(
      rows, columns, rank: rank, singularValues: values, startScale: startScale)
    func train(_ method: TrainingMethod) throws -> TrainingResult<Double> {
      // Below zero: a residual that happens to vanish must not end one run before the other.
      let trainer = Trainer(
        instance.problem, stopping: StoppingCriterion(tolerance: -1, maxSteps: 2000),
        method: method)
      let rule: any LearningRule<Double> = name.rule()
      return try trainer.train(rule, from: instance.start, feedback: instance.feedback)
    }
    let (whole, reduced) = (try train(.dense), try train(method))
    #expect(reduced.method == method && whole.method == .dense)
    #expect(reduced.steps == whole.steps && reduced.stepSize == whole.stepSize)
    let scale = max(whole.factors.z.frobeniusNorm, whole.factors.w.frobeniusNorm)
    #expect((reduced.factors.z - whole.factors.z).frobeniusNorm <= 1e-10 * scale)
    #expect((reduced.factors.w - whole.factors.w).frobeniusNorm <= 1e-10 * scale)
    let unit = instance.problem.frobeniusNorm
    for (a, b) in zip(reduced.history, whole.history) {
      #expect(a.step == b.step && abs(a.error - b.error) <= 1e-11 * unit)
      #expect(try #require(a.conservationDrift) < 1e-12)
      if let expected = b.alignment {
        #expect(abs(try #require(a.alignment).cosine - expected.cosine) < 1e-10)
      }
    }
  }

  @Test func ruleWithoutFeedbackIsRefused() throws {
    let instance = try Instance(10, 8, rank: 2, singularValues: Spectra.flat(count: 8))
    let trainer = Trainer(instance.problem, method: .feedback)
    #expect(throws: FactorizationError.cannotCarry(rule: "gd", method: .feedback)) {
      try trainer.train(GradientDescent(), from: instance.start)
    }
  }

  /// By default the cheapest exact way is taken, and the whole problem where nothing is saved.
  @Test func automaticChoice() throws {
    let large = try Instance(300, 200, rank: 3, singularValues: Spectra.power(1, count: 200))
    let small = try Instance(6, 5, rank: 5, singularValues: Spectra.power(1, count: 5))
    func method(
      _ instance: Instance<Double>, _ rule: some LearningRule<Double>, withSVD: Bool
    ) throws -> TrainingMethod {
      let trainer = Trainer(
        instance.problem, stopping: StoppingCriterion(tolerance: 0, maxSteps: 1),
        svd: withSVD ? try instance.problem.svd() : nil)
      return try trainer.train(rule, from: instance.start, feedback: instance.feedback).method
    }
    #expect(try method(large, FeedbackAlignment(), withSVD: true) == .feedback)
    #expect(try method(large, GradientDescent(), withSVD: true) == .spectral)
    #expect(try method(large, GradientDescent(), withSVD: false) == .dense)
    #expect(try method(small, FeedbackAlignment(), withSVD: false) == .dense)
  }
}

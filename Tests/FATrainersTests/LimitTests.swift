import FALinalg
import FATrainers
import Testing

/// Where the rules end: the optimum, and the limit that the feedback sets.
@Suite struct LimitTests {
  /// Where rank(Y) < r, the start leaves parts outside the row space of Y that only decay as fast
  /// as the square of its size, so that case starts larger.
  static let cases: [(rows: Int, columns: Int, rank: Int, values: [Double], startScale: Double)] = [
    (30, 20, 5, Spectra.power(1, count: 20), 0.01),
    (20, 30, 5, Spectra.power(0.5, count: 20), 0.01),
    (40, 40, 8, Spectra.exponential(0.8, count: 40), 0.01),
    (60, 15, 4, Spectra.flat(count: 4) + Spectra.flat(count: 11).map { 0.9 * $0 }, 0.01),
    (25, 25, 6, Spectra.flat(count: 6), 0.01),  // rank(Y) = r
    (25, 25, 9, Spectra.flat(count: 6), 0.3),  // rank(Y) < r
    (8, 8, 8, Spectra.power(1, count: 8), 0.01),
  ]

  @Test(arguments: cases.indices, 0..<3)
  func rulesReachTheirLimits(_ index: Int, _ seed: Int) throws {
    let (rows, columns, rank, values, startScale) = Self.cases[index]
    let instance = try Instance(
      rows, columns, rank: rank, singularValues: values, seed: UInt64(seed),
      startScale: startScale)
    let optimum = try Optimum(of: instance.problem)
    let limit = try FeedbackLimit(of: instance.problem, feedback: instance.feedback)
    let unit = instance.problem.frobeniusNorm
    for name in RuleName.allCases {
      let result = try instance.train(name, steps: 300_000, tolerance: 1e-11)
      #expect(result.status == .converged, "\(name)")
      let expected = name == .gradientDescent ? optimum.error : limit.error
      #expect(abs(result.error - expected) < 1e-8 * unit, "\(name) \(result.steps)")
      #expect(result.error > optimum.error - 1e-12 * unit)
    }
  }

  /// No start and no spectrum may make an automatic step diverge.
  @Test(arguments: 0..<40)
  func automaticStepsDoNotDiverge(_ seed: Int) throws {
    let stream = RandomStream(seed: UInt64(seed), name: "shape")
    let draws: Matrix<Double> = stream.uniform(1, 5)
    let (rows, columns) = (2 + Int(draws[0, 0] * 40), 2 + Int(draws[0, 1] * 40))
    let least = min(rows, columns)
    let rank = 1 + Int(draws[0, 2] * Double(least))
    let spectra = [
      Spectra.flat(count: least), Spectra.power(1, count: least),
      Spectra.exponential(0.5, count: least), Spectra.power(2, count: least),
    ]
    let instance = try Instance(
      rows, columns, rank: min(rank, least), singularValues: spectra[seed % 4],
      seed: UInt64(seed), startScale: [0, 0.01, 0.3, 1, 10][Int(draws[0, 3] * 5)])
    for name in RuleName.allCases {
      let result = try instance.train(name, steps: 3000, tolerance: 1e-10)
      #expect(result.status != .diverged, "\(name), \(rows) x \(columns), \(seed)")
      // Only gradient descent promises not to end above its start.
      if name == .gradientDescent {
        #expect(result.error <= result.history[0].error * (1 + 1e-9), "\(seed)")
      }
    }
  }

  /// The limit does not change when C is replaced by GC, with G invertible.
  @Test func limitDependsOnTheRowSpaceAlone() throws {
    let instance = try Instance(30, 20, rank: 4, singularValues: Spectra.power(1, count: 20))
    let g: Matrix<Double> = RandomStream(seed: 8, name: "mix").normal(4, 4)
    let plain = try FeedbackLimit(of: instance.problem, feedback: instance.feedback)
    let mixed = try FeedbackLimit(of: instance.problem, feedback: g * instance.feedback)
    #expect(abs(plain.error - mixed.error) < 1e-13)
  }

  /// Two power iterations bring the limit nearer to the optimum; U_r' gives the optimum itself.
  @Test func informedFeedback() throws {
    let instance = try Instance(30, 20, rank: 4, singularValues: Spectra.power(1, count: 20))
    let y = instance.target
    let optimum = try Optimum(of: instance.problem)
    let plain = try FeedbackLimit(of: instance.problem, feedback: instance.feedback).error
    let powered = instance.feedback * y * y.transposed * y * y.transposed
    let informed = try FeedbackLimit(of: instance.problem, feedback: powered).error
    #expect(optimum.error < informed && informed < plain)
    let best = try FeedbackLimit(of: instance.problem, feedback: Matrix(optimum.left.transposed))
    #expect(abs(best.error - optimum.error) < 1e-14)
  }

  @Test func limitOfRankDeficientFeedback() throws {
    let instance = try Instance(20, 15, rank: 4, singularValues: Spectra.power(1, count: 15))
    var feedback = instance.feedback
    feedback[3..<4, ...] = feedback[2..<3, ...]
    let limit = try FeedbackLimit(of: instance.problem, feedback: feedback)
    #expect(limit.basis.columns == 3)
    let zero = try FeedbackLimit(of: instance.problem, feedback: 0 * feedback)
    #expect(zero.basis.columns == 0)
    #expect(abs(zero.error - instance.problem.frobeniusNorm) < 1e-14)
  }

  @Test func anglesToTheOptimum() throws {
    let instance = try Instance(30, 20, rank: 4, singularValues: Spectra.power(1, count: 20))
    let optimum = try Optimum(of: instance.problem)
    let trained = try instance.train(.gradientDescent, steps: 100_000, tolerance: 1e-12)
    let angles = try optimum.anglesDegrees(toRowSpaceOf: trained.factors.w)
    #expect(angles.count == 4)
    #expect(angles.allSatisfy { $0 < 1e-6 })
    let other = try instance.train(.feedbackAlignment, steps: 100_000, tolerance: 1e-12)
    #expect(try #require(optimum.anglesDegrees(toRowSpaceOf: other.factors.w).last) > 1)
  }
}

import FALinalg
import FATrainers
import TestSupport
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
    let cases: [(String, Double)] = [
      ("gd", optimum.error), ("weight-mirror", optimum.error), ("als", optimum.error),
      ("fa", limit.error), ("fa-star", limit.error),
    ]
    for (name, expected) in cases {
      let result = try instance.train(name, steps: 300_000, tolerance: 1e-11)
      #expect(result.status == .converged, "\(name)")
      #expect(abs(result.error - expected) < 1e-8 * unit, "\(name) \(result.steps)")
      #expect(result.error > optimum.error - 1e-12 * unit)
    }
  }

  /// No start and no spectrum may make an automatic step diverge.
  @Test(arguments: 0..<(isOptimized ? 40 : 10))
  func automaticStepsDoNotDiverge(_ seed: Int) throws {
    let stream = RandomStream(seed: UInt64(seed), name: "shape")
    let draws: Matrix<Double> = stream.uniform(1, 5)
    let (rows, columns) = (2 + Int(draws[0, 0] * 40), 2 + Int(draws[0, 1] * 40))
    let least = min(rows, columns)
    let rank = 1 + Int(draws[0, 2] * Double(least))
    let spectra = [
      Spectra.flat(count: least), Spectra.power(1, count: least),
      Spectra.exponential(0.5, count: least), Spectra.power(2, count: least),
      Spectra.flat(count: (least + 1) / 2),
    ]
    let instance = try Instance(
      rows, columns, rank: min(rank, least), singularValues: spectra[seed % 5],
      seed: UInt64(seed), startScale: [0, 0.01, 0.3, 1, 10][Int(draws[0, 3] * 5)])
    for name in Rules.all {
      let result = try instance.train(name, steps: 1000, tolerance: 1e-10)
      #expect(result.status != .diverged, "\(name), \(rows) x \(columns), \(seed)")
      // Only gradient descent promises not to end above its start.
      if name == "gd" {
        #expect(result.error <= result.history[0].error * (1 + 1e-9), "\(seed)")
      }
    }
  }

  /// rho-FA ends at Y P for its own C, low-rank feedback from zero at Y P of rank q.
  @Test(arguments: ["rho-fa:0.6", "rho-fa:-0.3", "low-rank-feedback:2"])
  func limitsOfOtherFeedback(_ name: String) throws {
    let isLowRank = name.hasPrefix("low")
    let instance = try Instance(
      30, 20, rank: 4, singularValues: Spectra.power(1, count: 20),
      startScale: isLowRank ? 0 : 1)
    let result = try instance.train(name, steps: 1_000_000, tolerance: 1e-12)
    let expected = try Textbook.train(name, instance, steps: 0, stepSize: 0).c
    #expect(relativeDifference(try #require(result.feedback), expected) < 1e-13)
    let limit = try FeedbackLimit(of: instance.problem, feedback: expected)
    #expect(limit.basis.columns == (isLowRank ? 2 : 4))
    #expect(result.status == .converged)
    #expect(abs(result.error - limit.error) < 1e-9)
  }

  /// The readout alone: E_t W' = E_0 W' (I - eta WW')^t, and Y P_W in the end.
  @Test func shallowLearning() throws {
    let instance = try Instance(
      30, 20, rank: 4, singularValues: Spectra.power(1, count: 20), startScale: 1)
    let (y, w) = (instance.target, instance.start.w)
    let steps = 7
    let result = try instance.train(
      "shallow", steps: steps, stepSize: .constant(0.2), method: .dense)
    let gram = w * w.transposed
    var expected = (y - instance.start.z * w) * w.transposed
    for _ in 0..<steps { expected = expected - 0.2 * (expected * gram) }
    #expect(
      relativeDifference((y - result.factors.z * w) * w.transposed, expected) < 1e-13)
    #expect(result.factors.w == w)
    let end = try instance.train("shallow", steps: 10_000, tolerance: 1e-13)
    let basis = try w.transposed.orthonormalBasis()
    let limit = (y - (y * basis) * basis.transposed).frobeniusNorm
    #expect(end.status == .converged && abs(end.error - limit) < 1e-12)
  }

  /// ALS is subspace iteration: the rows of W_t span those of W_0 (Y'Y)^t.
  @Test func alternatingLeastSquaresIsSubspaceIteration() throws {
    let instance = try Instance(
      30, 20, rank: 4, singularValues: Spectra.power(0.5, count: 20), startScale: 1)
    var rows = instance.start.w
    for steps in 1...6 {
      rows = rows * instance.target.transposed * instance.target
      let w = try instance.train("als", steps: steps).factors.w
      #expect(try principalAngles(w.transposed, rows.transposed).allSatisfy { $0 < 1e-7 })
    }
  }

  /// ScaledGD near an optimum of exact rank contracts by max(|1 - 2 eta|, |1 - eta|), whatever the
  /// condition number.
  @Test(arguments: [1, 1e2, 1e4], [0.3, 0.5, 0.8])
  func scaledGradientDescentContracts(_ condition: Double, _ eta: Double) throws {
    let values = [condition, condition.squareRoot(), 1]
    var instance = try Instance(20, 15, rank: 3, singularValues: values)
    let spectral = try instance.problem.start(Start(.spectral, scale: 1), seed: 0)
    // Near in the measure of the theory, relative to the smallest singular value.
    let noise = try FactorizationProblem(
      target: DiagonalMatrix(rows: 20, columns: 15, diagonal: [1.0, 1, 1]), rank: 3
    ).normalStart(seed: 2, scale: 1e-5)
    instance.start = Factors(z: spectral.z + noise.z, w: spectral.w + noise.w)
    func error(_ steps: Int) throws -> Double {
      try instance.train("scaled-gd", steps: steps, stepSize: .constant(eta)).error
    }
    let rate = max(abs(1 - 2 * eta), abs(1 - eta))
    // The first step leaves the faster of the two parts behind only where they differ.
    let ratio = try error(9) / error(8)
    #expect(ratio <= rate * 1.001)
    #expect(ratio >= min(abs(1 - 2 * eta), abs(1 - eta)) * 0.999)
  }

  /// Gradient descent on a target of exact rank r: the error fades by 1 - eta s_r a step.
  @Test func localRateOfGradientDescent() throws {
    let values = [2, 1.2, 0.5]
    let instance = try Instance(20, 15, rank: 3, singularValues: values, startScale: 0.1)
    let (a, b) = (try instance.train("gd", steps: 100), try instance.train("gd", steps: 110))
    let ratio = b.error / a.error
    var expected = 1.0
    for _ in 0..<10 { expected *= 1 - a.stepSize * 0.5 }
    // From near balance: the start is a hundredth of the solution's squares.
    #expect(abs(ratio / expected - 1) < 0.05)
  }

  /// Kolen-Pollack where both layers decay alike: each of the first r singular values is fitted less
  /// decay / eta, and those below it not at all.
  @Test func kolenPollackWithDecayShrinksSingularValues() throws {
    let values = [1.5, 1, 0.6, 0.1, 0.05]
    let instance = try Instance(20, 15, rank: 4, singularValues: values)
    let (eta, decay) = (0.1, 0.02)
    let result = try instance.train(
      "kolen-pollack:\(decay):\(decay)", steps: 40_000, stepSize: .constant(eta))
    let shrinkage = decay / eta
    let expected = (values.prefix(4).map { min($0, shrinkage) } + [0.05]).euclideanNorm
    #expect(abs(result.error - expected) < 1e-8)
  }

  /// Kolen-Pollack closes the gap between the limit of its feedback and the optimum.
  @Test(.enabled(if: isOptimized, "300,000 steps take long without optimization"), arguments: 0..<6)
  func kolenPollackClosesTheGap(_ seed: Int) throws {
    let spectra = [
      Spectra.power(1, count: 30), Spectra.power(0.5, count: 30),
      Spectra.exponential(0.8, count: 30),
    ]
    let instance = try Instance(
      40, 30, rank: 2 + seed, singularValues: spectra[seed % 3], seed: UInt64(seed))
    let optimum = try Optimum(of: instance.problem).error
    let gap = try FeedbackLimit(of: instance.problem, feedback: instance.feedback).error - optimum
    // Both layers decay by 1e-4: by the closed form less than a thousandth of the gap is left.
    let result = try instance.train("kolen-pollack:0.0001:0.0001", steps: 300_000)
    #expect(result.error - optimum < 1e-3 * gap, "\((result.error - optimum) / gap)")
  }

  /// Pseudo-backprop ends at the optimum.
  @Test func pseudoBackprop() throws {
    let instance = try Instance(
      20, 15, rank: 3, singularValues: Spectra.power(1, count: 15), startScale: 0.5)
    let optimum = try Optimum(of: instance.problem).error
    let result = try instance.train("pseudo-backprop", steps: 100_000, tolerance: 1e-10)
    #expect(result.status == .converged && abs(result.error - optimum) < 1e-9)
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
    let trained = try instance.train("gd", steps: 100_000, tolerance: 1e-12)
    let angles = try optimum.anglesDegrees(toRowSpaceOf: trained.factors.w)
    #expect(angles.count == 4)
    #expect(angles.allSatisfy { $0 < 1e-6 })
    let other = try instance.train("fa", steps: 100_000, tolerance: 1e-12)
    #expect(try #require(optimum.anglesDegrees(toRowSpaceOf: other.factors.w).last) > 1)
  }
}

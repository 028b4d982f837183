import FALinalg
import FATrainers
import Testing

/// FA from zero as scalar recursions, against the trained run.
@Suite struct FeedbackModesTests {
  static let cases: [(rows: Int, columns: Int, rank: Int, values: [Double])] = [
    (30, 20, 4, Spectra.power(1, count: 20)),
    (20, 30, 7, Spectra.power(0.5, count: 20)),
    (25, 25, 5, Spectra.flat(count: 25)),
    (40, 12, 6, Spectra.exponential(0.7, count: 12)),
    (16, 16, 9, Spectra.flat(count: 4)),  // rank(Y) < r
    (9, 9, 9, Spectra.power(2, count: 9)),
    (6, 1, 1, [3]),
  ]

  @Test(arguments: cases.indices, [1, 2, 3, 10, 100, 2000])
  func trainedRunToRounding(_ index: Int, _ steps: Int) throws {
    let (rows, columns, rank, values) = Self.cases[index]
    let instance = try Instance(
      rows, columns, rank: rank, singularValues: values, startScale: 0)
    for name in Rules.modal {
      let trained = try instance.train(name, steps: steps, tolerance: -1, method: .dense)
      let solved = try instance.train(name, steps: steps, tolerance: -1, method: .modes)
      #expect(solved.stepSize == trained.stepSize)
      // Where C has low rank, rounding gives the dense run a mode with d near 1e-16, whose h grows as
      // the square of the time.
      let scale = max(trained.factors.w.frobeniusNorm, trained.factors.z.frobeniusNorm)
      let tolerance = (name.hasPrefix("low-rank") ? 1e-10 : 1e-12) * scale
      #expect((solved.factors.w - trained.factors.w).frobeniusNorm < tolerance)
      #expect((solved.factors.z - trained.factors.z).frobeniusNorm < tolerance)
      for (a, b) in zip(solved.history, trained.history) {
        #expect(abs(a.error - b.error) < 1e-13 * instance.problem.frobeniusNorm)
        #expect(abs(a.stationarity - b.stationarity) < 1e-13)
      }
      // The learning curve by itself, without a run.
      let modes = try FeedbackModes(
        of: instance.problem, feedback: try #require(trained.feedback))
      let curve = modes.errors(
        after: solved.history.map(\.step), stepSize: solved.stepSize)
      #expect(curve == solved.history.map(\.error))
    }
  }

  @Test func schedulesApply() throws {
    let instance = try Instance(
      20, 15, rank: 3, singularValues: Spectra.power(1, count: 15), startScale: 0)
    for schedule in [StepSchedule.cosine(steps: 300), .inverseTime(steps: 50)] {
      let trained = try instance.train(
        "fa", steps: 200, tolerance: -1, method: .dense, schedule: schedule)
      let solved = try instance.train(
        "fa", steps: 200, tolerance: -1, method: .modes, schedule: schedule)
      #expect(relativeDifference(solved.factors.w, trained.factors.w) < 1e-12)
      #expect(relativeDifference(solved.factors.z, trained.factors.z) < 1e-12)
    }
  }

  /// In c = eta d^(2/3) all modes are one curve: it converges up to c = 0.6, diverges at 0.65, and is at
  /// rounding error after 15 steps near c = 0.4.
  @Test func oneCurveForAllModes() throws {
    let problem = try FactorizationProblem(target: Matrix<Double>(rows: [[1]]), rank: 1)
    let modes = try FeedbackModes(of: problem, feedback: Matrix(rows: [[1]]))
    func rest(_ c: Double, _ steps: Int) -> Double {
      modes.errors(after: [steps], stepSize: c)[0]
    }
    for c in [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6] { #expect(rest(c, 2000) < 1e-12, "\(c)") }
    #expect(!(rest(0.65, 2000) < 1))
    #expect(rest(0.4, 15) < 1e-12)
    for c in [0.2, 0.3, 0.55] { #expect(rest(c, 15) > rest(0.4, 15)) }
  }

  /// Scalar FA in the flow: w_inf = (2cy)^(1/3), z = w^2 / (2c), local rate (3/2) w_inf^2. Euler's
  /// limit differs by O(eta), so half the step halves the difference.
  @Test func scalarFlow() throws {
    let (c, y) = (0.7, 1.9)
    let problem = try FactorizationProblem(target: Matrix<Double>(rows: [[y]]), rank: 1)
    let modes = try FeedbackModes(of: problem, feedback: Matrix(rows: [[c]]))
    func limit(_ stepSize: Double) -> (z: Double, w: Double) {
      var state = modes.start
      for _ in 0..<Int(100 / stepSize) { state.advance(by: stepSize) }
      let factors = modes.factors(state)
      // Only z w is determined in sign: the singular vectors carry the sign of c y.
      return (factors.z[0, 0], factors.w[0, 0])
    }
    let (coarse, fine) = (limit(0.002), limit(0.001))
    let w = 2 * fine.w - coarse.w
    let z = 2 * fine.z - coarse.z
    let expected = 1.3854  // (2 * 0.7 * 1.9)^(1/3), by hand: 1.3854^3 = 2.659
    #expect(abs(w * w * w - 2 * c * y) < 1e-4 && abs(w - expected) < 1e-3)
    #expect(abs(z - w * w / (2 * c)) < 1e-4)
    var state = modes.start
    while 1 - state.shares[0] > 1e-6 { state.advance(by: 0.001) }
    let before = 1 - state.shares[0]
    state.advance(by: 0.001)
    let rate = (1 - (1 - state.shares[0]) / before) / 0.001
    #expect(abs(rate - 1.5 * w * w) < 0.01)
  }

  @Test func zeroTarget() throws {
    let problem = try FactorizationProblem(target: Matrix<Double>.zeros(4, 3), rank: 2)
    let result = try Trainer(problem, method: .modes).train(
      FeedbackAlignment(), from: problem.normalStart(seed: 1, scale: 0),
      feedback: Matrix(rows: 2, columns: 4) { _, _ in 1 })
    #expect(result.status == .converged && result.error == 0)
    #expect(result.factors.z.frobeniusNorm == 0 && result.factors.z.rows == 4)
  }
}

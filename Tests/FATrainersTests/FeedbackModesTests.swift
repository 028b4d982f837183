import FALinalg
import FATrainers
import Foundation
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
      let tolerance = 1e-12 * max(trained.factors.w.frobeniusNorm, trained.factors.z.frobeniusNorm)
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

  /// From factors along the modes: W_0 = Q diag(w) V' and Z_0 = Y V diag(z) Q'.
  private func aligned(
    _ instance: Instance<Double>, w: (Int, Double) -> Double, z: (Int, Double) -> Double
  ) throws -> (start: Factors<Double>, values: [Double], svd: SVD<Double>) {
    let svd = try (instance.feedback * instance.target).svd()
    let values = svd.singularValues
    func diagonal(_ entry: (Int, Double) -> Double) -> Matrix<Double> {
      Matrix(diagonal: values.enumerated().map(entry))
    }
    return (
      Factors(
        z: instance.target * svd.vTransposed.transposed * diagonal(z) * svd.u.transposed,
        w: svd.u * diagonal(w) * svd.vTransposed), values, svd
    )
  }

  @Test(arguments: [(30, 20, 4), (12, 40, 7), (9, 9, 9)], [1, 20, 1500])
  func alignedStarts(_ shape: (Int, Int, Int), _ steps: Int) throws {
    var instance = try Instance(
      shape.0, shape.1, rank: shape.2,
      singularValues: Spectra.power(0.5, count: min(shape.0, shape.1)))
    instance.start = try aligned(
      instance, w: { index, _ in 0.3 - 0.1 * Double(index % 3) },
      z: { index, _ in 0.2 * Double(index % 2) - 0.1 }
    ).start
    let dense = try instance.train("fa", steps: steps, tolerance: -1, method: .dense)
    let solved = try instance.train("fa", steps: steps, tolerance: -1, method: .modes)
    #expect(relativeDifference(solved.factors.w, dense.factors.w) < 1e-11)
    #expect(relativeDifference(solved.factors.z, dense.factors.z) < 1e-11)
    for (a, b) in zip(solved.history, dense.history) {
      #expect(abs(a.error - b.error) < 1e-12 * instance.problem.frobeniusNorm)
      #expect(abs(a.stationarity - b.stationarity) < 1e-12)
      #expect(try #require(a.conservationDrift) < 1e-12)
      #expect(
        abs(try #require(a.alignment).cosine - (try #require(b.alignment).cosine)) < 1e-10)
    }
    // Where nobody asks for the modes, they are not looked for; and another start is refused.
    #expect(try instance.train("fa", steps: 1).method != .modes)
    instance.start.w[0, 0] += 1e-6
    #expect(throws: FactorizationError.needsAlignedStart(method: .modes)) {
      try instance.train("fa", steps: 1, method: .modes)
    }
  }

  /// The flow keeps K = w^2 - 2dz in each mode and ends at the root of w^3 - K w = 2d, at the rate (3 w^2 - K) / 2; with
  /// K = -2(1 + rho) it is that of Bordelon and Pehlevan, da/dt = d - a^3 / 2 - (1 + rho) a.
  @Test(arguments: [0, 0.8, -1, -2, -3])
  func flowOfAlignedStarts(_ k: Double) throws {
    var instance = try Instance(
      12, 9, rank: 3, singularValues: [2, 1.5, 1, 0.5])
    let (start, values, svd) = try aligned(
      instance, w: { _, _ in 0.3 }, z: { ($0, (0.09 - k) / 2 / $1).1 })
    instance.start = start
    let roots = values.map { d -> Double in
      var root = 3 + d
      for _ in 0..<200 { root -= (root * root * root - k * root - 2 * d) / (3 * root * root - k) }
      return root
    }
    let rate = try #require(roots.map { (3 * $0 * $0 - k) / 2 }.min())
    let times = [0, 6 / rate, 7 / rate, 40 / rate]
    let points = try Flow(instance.problem, tolerance: 1e-13).solve(
      FeedbackAlignment(), from: start, feedback: instance.feedback, at: times
    ).points
    let lengths = points.map { point in
      let inside = svd.u.transposed * point.factors.w * svd.vTransposed.transposed
      return values.indices.map { inside[$0, $0] }
    }
    for (mode, root) in roots.enumerated() {
      #expect(abs(lengths[3][mode] - root) < 1e-9)
      let own = (3 * root * root - k) / 2
      guard own < 1.5 * rate else { continue }
      let observed =
        log(
          (lengths[1][mode] - root) / (lengths[2][mode] - root)) / (times[2] - times[1])
      #expect(abs(observed / own - 1) < 0.05, "\(k), mode \(mode)")
    }
    // a = w, by Euler's method on the equation for infinitely wide networks.
    let (rho, step) = (-k / 2 - 1, 1e-5)
    var a = 0.3
    for _ in 0..<Int(times[1] / step) { a += step * (values[0] - a * a * a / 2 - (1 + rho) * a) }
    #expect(abs(a - lengths[1][0]) < 1e-3)
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

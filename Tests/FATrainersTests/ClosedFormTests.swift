import FALinalg
import FATrainers
import Foundation
import Testing

/// Closed forms of Mathematics.md as oracles.
@Suite struct ClosedFormTests {
  /// "FA from zero start, solved exactly": r scalar recursions in the coordinates of the thin SVD
  /// of C Y, computed here without any training code.
  @Test(arguments: [(30, 20, 4), (12, 40, 7), (9, 9, 9)], [0.1, 0.4])
  func feedbackAlignmentFromZero(_ shape: (Int, Int, Int), _ c: Double) throws {
    let (rows, columns, rank) = shape
    let instance = try Instance(
      rows, columns, rank: rank,
      singularValues: Spectra.power(0.5, count: min(rows, columns)), startScale: 0)
    let target = instance.target
    let projected = instance.feedback * target
    let svd = try projected.svd()
    let k = svd.singularValues.map { $0 * $0 }
    let stepSize = c / cbrt(k[0])
    var g = [Double](repeating: 0, count: rank)
    var h = g
    let steps = 60
    for _ in 0..<steps {
      for i in 0..<rank {
        let u = 1 - k[i] * h[i] * g[i]
        (g[i], h[i]) = (g[i] + stepSize * u, h[i] + stepSize * g[i] * u)
      }
    }
    let q = svd.u
    let w = q * Matrix(diagonal: g) * q.transposed * projected
    let z = target * projected.transposed * q * Matrix(diagonal: h) * q.transposed
    let result = try instance.train("fa", steps: steps, stepSize: .constant(stepSize))
    #expect(relativeDifference(result.factors.w, w) < 1e-12)
    #expect(relativeDifference(result.factors.z, z) < 1e-12)

    // ||E||^2 = ||Y - Y P||^2 + sum (1 - p_i)^2 ||Y v_i||^2.
    let limit = try FeedbackLimit(of: instance.problem, feedback: instance.feedback)
    let images = target * svd.vTransposed.transposed
    let square = (0..<rank).reduce(limit.error * limit.error) { sum, i in
      let rest = (1 - k[i] * h[i] * g[i]) * images.column(i).frobeniusNorm
      return sum + rest * rest
    }
    #expect(abs(result.error - square.squareRoot()) < 1e-12 * instance.problem.frobeniusNorm)
  }

  /// Saxe et al. 2014: from an aligned, balanced start the product of each mode follows
  /// u(t) = s e^{2st} / (e^{2st} - 1 + s / u_0). Euler's error is O(eta): halving eta halves it.
  @Test func gradientDescentFromAnAlignedBalancedStart() throws {
    let values = [3.0, 1.0]
    let target = Matrix(diagonal: values)
    let u0 = 1e-2
    let start = Factors(
      z: u0.squareRoot() * Matrix<Double>.identity(2),
      w: u0.squareRoot() * Matrix<Double>.identity(2))
    let time = 1.5
    func deviation(_ steps: Int) throws -> Double {
      let trainer = Trainer(
        try FactorizationProblem(target: target, rank: 2),
        stepSize: .constant(time / Double(steps)),
        stopping: StoppingCriterion(tolerance: 0, maxSteps: steps))
      let factors = try trainer.train(GradientDescent(), from: start).factors
      let product = factors.z * factors.w
      return values.indices.map { i in
        let (s, growth) = (values[i], exp(2 * values[i] * time))
        return abs(product[i, i] - s * growth / (growth - 1 + s / u0))
      }.max() ?? 0
    }
    let (coarse, fine) = (try deviation(4000), try deviation(8000))
    #expect(coarse < 1e-2)
    #expect(abs(coarse / fine - 2) < 0.05)
  }

  /// C = diag(c) U_r', zero start: modes decouple and ||w_i|| -> (2 c_i s_i)^(1/3) in the flow.
  @Test func alignedFeedbackDecouples() throws {
    let values = [2.0, 1.5, 1.0, 0.5]
    let scales = [1.0, 0.5, 2.0]
    let target: Matrix<Double> = try RandomStream(seed: 3, name: "test").matrix(
      10, 8, singularValues: values)
    let problem = try FactorizationProblem(target: target, rank: 3)
    let optimum = try Optimum(of: problem)
    let feedback = Matrix(diagonal: scales) * optimum.left.transposed
    let zero = problem.normalStart(seed: 0, scale: 0)
    func norms(_ stepSize: Double) throws -> [Double] {
      let trainer = Trainer(
        problem, stepSize: .constant(stepSize),
        stopping: StoppingCriterion(tolerance: 1e-13, maxSteps: 200_000))
      let result = try trainer.train(FeedbackAlignment(), from: zero, feedback: feedback)
      #expect(result.status == .converged)
      // Feedback along the leading singular vectors gives the optimum at once.
      #expect(abs(result.error - optimum.error) < 1e-10)
      return (0..<3).map { result.factors.w.row($0).frobeniusNorm }
    }
    // Euler's limit differs by O(eta): extrapolate to zero.
    let (coarse, fine) = (try norms(2e-3), try norms(1e-3))
    for i in 0..<3 {
      let limit = 2 * fine[i] - coarse[i]
      #expect(abs(limit - cbrt(2 * scales[i] * values[i])) < 1e-5)
    }
  }

  /// A scalar fixture: hidden 1, readout 1/2, c = y = 1; eta = 0.1 improves, eta = 10 takes the
  /// loss from 1/8 to 512.
  @Test(arguments: [(0.1, 0.0), (10, 512)])
  func scalarFixture(_ stepSize: Double, _ expected: Double) throws {
    let one = Matrix<Double>(rows: [[1]])
    let trainer = Trainer(
      try FactorizationProblem(target: one, rank: 1), stepSize: .constant(stepSize),
      stopping: StoppingCriterion(tolerance: 0, maxSteps: 1))
    let result = try trainer.train(
      FeedbackAlignment(), from: Factors(z: Matrix(rows: [[0.5]]), w: one), feedback: one)
    let losses = result.history.map { $0.error * $0.error / 2 }
    #expect(losses[0] == 0.125)
    #expect(expected == 0 ? losses[1] < losses[0] : losses[1] == expected)
  }
}

import FALinalg
import FATrainers
import Foundation
import Testing

/// The flow of gradient descent in closed form, against Dormand-Prince.
@Suite struct GradientFlowTests {
  /// Factors in random directions with Z'Z - WW' = lambda I.
  static func balanced(
    _ instance: Instance<Double>, lambda: Double, seed: UInt64
  ) throws -> Factors<Double> {
    let stream = RandomStream(seed: seed, name: "balanced")
    let (n, m, r) = (instance.target.rows, instance.target.columns, instance.problem.rank)
    let drawn: Matrix<Double> = stream.uniform(1, r)
    let hidden = (0..<r).map { 0.1 + 0.3 * drawn[0, $0] + max(0, -lambda).squareRoot() }
    let turn: Matrix<Double> = try stream.orthonormal(r, r)
    let left: Matrix<Double> = try stream.orthonormal(n, r)
    let right: Matrix<Double> = try RandomStream(seed: seed, name: "other").orthonormal(m, r)
    return Factors(
      z: left * Matrix(diagonal: hidden.map { ($0 * $0 + lambda).squareRoot() }) * turn.transposed,
      w: turn * Matrix(diagonal: hidden) * right.transposed)
  }

  static let cases: [(rows: Int, columns: Int, rank: Int, values: [Double])] = [
    (8, 6, 3, Spectra.power(1, count: 5)), (6, 9, 2, Spectra.power(0.5, count: 6)),
    (7, 7, 4, Spectra.flat(count: 3)), (5, 4, 4, Spectra.power(1, count: 4)), (1, 1, 1, [0.7]),
    (9, 3, 2, [1, 0.5]),
  ]

  @Test(arguments: cases.indices, [0, 0.3, -0.2])
  func agreesWithIntegration(_ index: Int, _ lambda: Double) throws {
    let (rows, columns, rank, values) = Self.cases[index]
    var instance = try Instance(rows, columns, rank: rank, singularValues: values)
    instance.start = try Self.balanced(instance, lambda: lambda, seed: UInt64(index))
    let flow = Flow(instance.problem, tolerance: 1e-13)
    let times = [0, 1e-9, 0.1, 1, 5, 30]
    let solution = try flow.solve(GradientDescent(), from: instance.start, at: times)
    let closed = try #require(try GradientFlow(of: instance.problem, from: instance.start))
    #expect(abs(closed.imbalance - lambda) < 1e-14)
    for point in solution.points {
      let product = try closed.product(at: point.time)
      let difference = product.z * product.w - point.factors.z * point.factors.w
      #expect(difference.frobeniusNorm < 1e-10, "\(point.time)")
      #expect(abs(try #require(point.distanceToClosedForm) - difference.frobeniusNorm) < 1e-13)
    }
  }

  /// Where products of the exponentials would overflow, it is at the optimum.
  @Test(arguments: [0, 0.3, -0.2])
  func endsAtTheOptimum(_ lambda: Double) throws {
    var instance = try Instance(9, 8, rank: 3, singularValues: [2, 1.5, 1, 0.3, 0.1])
    instance.start = try Self.balanced(instance, lambda: lambda, seed: 4)
    let closed = try #require(try GradientFlow(of: instance.problem, from: instance.start))
    for time in [100.0, 300] {
      let product = try closed.product(at: time)
      let error = (instance.target - product.z * product.w).frobeniusNorm
      #expect(abs(error - (try Optimum(of: instance.problem).error)) < 1e-12, "\(time)")
    }
  }

  /// Saxe et al. 2014: u(t) = s e^(2st) / (e^(2st) - 1 + s/u_0) from an aligned, balanced start.
  @Test func isThatOfAnAlignedStart() throws {
    let problem = try FactorizationProblem(target: Matrix<Double>(diagonal: [3, 1]), rank: 2)
    let start = Factors(
      z: 0.1 * Matrix<Double>.identity(2), w: 0.1 * Matrix<Double>.identity(2))
    let closed = try #require(try GradientFlow(of: problem, from: start))
    let product = try closed.product(at: 0.8)
    let matrix = product.z * product.w
    for (index, s) in [3.0, 1].enumerated() {
      let growth = exp(2 * s * 0.8)
      let expected = s * growth / (growth - 1 + s / 0.01)
      #expect(abs(matrix[index, index] - expected) < 1e-14)
    }
    #expect(abs(matrix[0, 1]) < 1e-15 && abs(matrix[1, 0]) < 1e-15)
  }

  /// A comparison sets gradient descent from a balanced start beside its flow, from which Euler's steps are O(eta) away.
  @Test func comparisonsShowIt() throws {
    let instance = try Instance(9, 8, rank: 3, singularValues: Spectra.power(1, count: 8))
    let start = try instance.problem.start(Start(.orthogonal, scale: 0.3), seed: 1)
    func distance(_ stepSize: Double) throws -> Double {
      let comparison = try Comparison(
        of: instance.problem, rules: [GradientDescent(), FeedbackAlignment()],
        stepSizes: ["gd": .constant(stepSize)],
        stopping: StoppingCriterion(tolerance: 0, maxSteps: 500), start: start,
        feedback: instance.feedback)
      #expect(comparison.runs[1].flowErrors == nil)
      let (run, errors) = (comparison.runs[0], try #require(comparison.runs[0].flowErrors))
      #expect(abs(errors[0] - run.result.history[0].error) < 1e-14)
      return zip(run.result.history, errors).map { abs($0.error - $1) }.max() ?? 0
    }
    let (coarse, fine) = (try distance(0.02), try distance(0.01))
    #expect(coarse > 0 && fine / coarse < 0.6 && fine / coarse > 0.3)
    let drawn = try Comparison(
      of: instance.problem, rules: [GradientDescent()],
      stopping: StoppingCriterion(tolerance: 0, maxSteps: 5), start: instance.start,
      feedback: instance.feedback)
    #expect(drawn.runs[0].flowErrors == nil)
  }

  @Test func othersHaveNone() throws {
    let instance = try Instance(9, 8, rank: 3, singularValues: Spectra.power(1, count: 8))
    #expect(try GradientFlow(of: instance.problem, from: instance.start) == nil)
    let solution = try Flow(instance.problem).solve(
      GradientDescent(), from: instance.start, at: [1])
    #expect(solution.points[0].distanceToClosedForm == nil)
  }
}

import FALinalg
import FATrainers
import TestSupport
import Testing

/// From the start that suits a rule, and with its automatic step, it reaches what it promises.
@Suite struct RuleStartTests {
  struct Target: CustomTestStringConvertible {
    let rows: Int
    let columns: Int
    let rank: Int
    let values: [Double]
    var testDescription: String { "\(rows) x \(columns), \(values.prefix(7)), r = \(rank)" }
  }

  static let targets = [
    Target(rows: 30, columns: 20, rank: 4, values: Spectra.power(1, count: 20)),
    Target(rows: 8, columns: 6, rank: 1, values: [168]),
    Target(rows: 30, columns: 20, rank: 3, values: [10, 3, 1]),
    Target(rows: 30, columns: 20, rank: 6, values: [10, 3, 1]),
    Target(rows: 30, columns: 20, rank: 3, values: [10, 3, 1, 0.5, 0.2, 0.1]),
    Target(rows: 30, columns: 20, rank: 3, values: [5, 5, 5, 1, 1]),
    Target(rows: 200, columns: 5, rank: 3, values: [3, 2, 1, 0.5, 0.2]),
    Target(rows: 5, columns: 200, rank: 2, values: [3, 2, 1, 0.5, 0.2]),
    Target(rows: 20, columns: 20, rank: 4, values: [1, 0.1, 0.01, 0.001]),
    Target(rows: 9, columns: 9, rank: 9, values: Spectra.power(1, count: 9)),
  ]

  private func train<Scalar: BLASScalar>(
    _ name: String, _ target: Target, unit: Double, seed: UInt64, as _: Scalar.Type
  ) throws -> (result: TrainingResult<Scalar>, instance: Instance<Scalar>) {
    var instance = try Instance<Scalar>(
      target.rows, target.columns, rank: target.rank,
      singularValues: target.values.map { Scalar(unit * $0) }, seed: seed)
    instance.start = try Rules.rule(name).start(from: instance.start, for: instance.problem)
    let tolerance: Scalar = Scalar.self == Double.self ? 1e-10 : 1e-5
    return (try instance.train(name, steps: 8000, tolerance: tolerance), instance)
  }

  /// Both come to the optimum, whatever the target, its unit and the precision.
  @Test(arguments: ["scaled-gd", "pseudo-backprop"], targets.indices)
  func reachesTheOptimum(_ name: String, _ index: Int) throws {
    let target = Self.targets[index]
    for seed in 1...3 as ClosedRange<UInt64> {
      for unit in [1, 1e6, 1e-150] {
        let (result, instance) = try train(
          name, target, unit: unit, seed: seed, as: Double.self)
        let excess = result.error - (try Optimum(of: instance.problem).error)
        #expect(result.status == .converged, "seed \(seed), unit \(unit)")
        // The directions are measured by the inverses of the factors, which may be ill-conditioned.
        #expect(excess < 1e-6 * instance.problem.frobeniusNorm, "seed \(seed), unit \(unit)")
      }
      let single = try train(name, target, unit: 1, seed: seed, as: Float.self)
      #expect(single.result.status == .converged)
    }
  }

  /// Near the end of a run on a target of rank r, ScaledGD contracts by 1/2 a step: its step is 1/2, and
  /// max(|1 - 2 eta|, |1 - eta|) is 1/2 there.
  @Test func scaledGradientDescentTakesTens() throws {
    for target in Self.targets where target.values.count == target.rank {
      let (result, _) = try train("scaled-gd", target, unit: 1, seed: 1, as: Double.self)
      #expect(result.stepSize == 0.5 && result.steps <= 60)
    }
  }

  /// With damping and its automatic step, ScaledGD reaches the optimum from small starts, also where both factors disagree in
  /// sign: with steps of 1/2 one unit would go to and fro for ever.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func dampedScaledGradientDescentCrossesNothing(_ seed: UInt64) throws {
    var instance = try Instance<Double>(5, 4, rank: 1, singularValues: [1], seed: seed)
    let svd = try instance.target.svd()
    instance.start.z = 0.1 * Matrix(svd.u[..., 0..<1]) + 1e-3 * instance.start.z
    instance.start.w = -0.1 * Matrix(svd.vTransposed[0..<1, ...]) + 1e-3 * instance.start.w
    let result = try instance.train("scaled-gd:0.1", steps: 3000, tolerance: 1e-12)
    #expect(result.status == .converged && result.error < 1e-9)
  }

  /// From zero, feedback of rank q comes to Y P of rank q.
  @Test func lowRankFeedbackReachesItsLimit() throws {
    let (result, instance) = try train(
      "low-rank-feedback:2", Self.targets[0], unit: 1, seed: 1, as: Double.self)
    let c = try Rules.rule("low-rank-feedback:2").feedback(
      from: instance.feedback, start: instance.start, seed: 0)
    let limit = try FeedbackLimit(of: instance.problem, feedback: c)
    #expect(result.status == .converged)
    #expect(relativeDifference([result.error], [limit.error]) < 1e-9)
  }

  /// The others begin where their caller says.
  @Test(arguments: Rules.all)
  func onlyTheseHaveAStartOfTheirOwn(_ name: String) throws {
    let instance = try Instance<Double>(
      12, 9, rank: 3, singularValues: Spectra.power(1, count: 9))
    let own = try Rules.rule(name).start(from: instance.start, for: instance.problem)
    let isOwn = own.z != instance.start.z || own.w != instance.start.w
    #expect(
      isOwn == ["scaled-gd", "pseudo-backprop", "low-rank-feedback:2"].contains(name))
  }
}

import FALinalg
import FATrainers
import Foundation
import Synchronization
import TestSupport
import Testing

/// The optimum from the basis of a run, against the optimum that is found without it.
@Suite struct KrylovStartTests {
  /// A matrix that counts how often it is multiplied.
  struct Counted: LinearOperator {
    let base: Matrix<Double>
    let products = Count()

    final class Count: Sendable {
      let value = Atomic(0)
    }

    var rows: Int { base.rows }
    var columns: Int { base.columns }
    var frobeniusNorm: Double { base.frobeniusNorm }

    func multiply(_ x: MatrixView<Double>, into result: inout Matrix<Double>) {
      products.value.add(1, ordering: .relaxed)
      base.multiply(x, into: &result)
    }
    func multiplyTransposed(_ x: MatrixView<Double>, into result: inout Matrix<Double>) {
      products.value.add(1, ordering: .relaxed)
      base.multiplyTransposed(x, into: &result)
    }
  }

  static let spectra: [(name: String, values: @Sendable (Int) -> Double)] = [
    ("power", { 1 / Double($0) }),
    ("exponential", { pow(0.9, Double($0)) }),
    // More equal values than the basis has columns in a block, and than the rank.
    ("many equal", { $0 <= 60 ? 1 : 0.01 }),
    ("equal across the rank", { $0 < 3 ? 2 : $0 <= 7 ? 1 : 0.1 / Double($0) }),
    ("rank-deficient", { $0 <= 7 ? 1 / Double($0) : 0 }),
    ("below the rank", { $0 <= 3 ? 1 / Double($0) : 0 }),
    ("slow", { 1 / Double($0).squareRoot() }),
  ]

  static let shapes = [(520, 640), (640, 520), (510, 510)]

  @Test(arguments: spectra.map(\.name), shapes)
  func findsTheOptimum(spectrum: String, shape: (rows: Int, columns: Int)) throws {
    let law = try #require(Self.spectra.first { $0.name == spectrum }).values
    let values = (1...min(shape.rows, shape.columns)).map(law)
    let y: Matrix<Double> = try RandomStream(seed: 3, name: spectrum).matrix(
      shape.rows, shape.columns, singularValues: values)
    func compare(_ startIsNormal: Bool) throws -> (Comparison<Double>, products: Int) {
      let target = Counted(base: y)
      let problem = try FactorizationProblem(target: target, rank: 5)
      let comparison = try Comparison(
        of: problem, rules: [GradientDescent(), Nesterov<GradientDescent>(arguments: [0.9])],
        stopping: StoppingCriterion(maxSteps: 300), start: problem.start(Start(), seed: 1),
        startIsNormal: startIsNormal, feedback: problem.feedback(Feedback(), seed: 1))
      return (comparison, target.products.value.load(ordering: .relaxed))
    }
    let (shared, fewer) = try compare(true)
    let (apart, more) = try compare(false)
    let exact = values.dropFirst(5).reduce(0) { $0 + $1 * $1 }.squareRoot()
    let rounding = 1e-12 * y.frobeniusNorm
    #expect((shared.optimum.error - exact).magnitude <= shared.optimum.certificate.bound + rounding)
    #expect(
      zip(shared.optimum.singularValues, values).allSatisfy {
        ($0 - $1).magnitude <= 1e-6 * $1 + rounding
      })
    #expect((shared.optimum.error - apart.optimum.error).magnitude <= 1e-9 * y.frobeniusNorm)
    #expect(fewer < more)
    for (one, other) in zip(shared.runs, apart.runs) {
      #expect(one.result.method == .krylov && other.result.method == .krylov)
      #expect((one.result.error - other.result.error).magnitude <= 1e-10 * y.frobeniusNorm)
    }
  }

  /// A start that lies along the last singular vectors hides the leading ones: the optimum has to be
  /// found without its basis.
  @Test func isNotMisledByAStartThatWasChosen() throws {
    let values = (1...510).map { 1 / Double($0) }
    let y: Matrix<Double> = try RandomStream(seed: 4, name: "hidden").matrix(
      520, 510, singularValues: values)
    let svd = try y.svd()
    let start = Factors(
      z: Matrix(svd.u[..., 500..<503]), w: Matrix(svd.vTransposed[500..<503, ...]))
    let problem = try FactorizationProblem(target: y, rank: 3)
    let comparison = try Comparison(
      of: problem, rules: [GradientDescent()], stopping: StoppingCriterion(maxSteps: 300),
      start: start, feedback: problem.feedback(Feedback(), seed: 1))
    #expect((comparison.optimum.singularValues[0] - 1).magnitude <= 1e-9)
  }
}

import FALinalg
import FATrainers
import Synchronization
import TestSupport
import Testing

/// What is found out about a target once.
@Suite struct KnownFactsTests {
  /// Counts how often an operator's transpose is multiplied by a block that holds given columns.
  final class Counter: Sendable {
    let columns: Matrix<Double>
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }

    init(_ columns: Matrix<Double>) { self.columns = columns }

    func see(_ block: MatrixView<Double>) {
      let block = Matrix(block)
      let width = columns.columns
      guard block.rows == columns.rows, block.columns >= width else { return }
      for first in 0...(block.columns - width)
      where Matrix(block[..., first..<(first + width)]) == columns {
        value.withLock { $0 += 1 }
      }
    }
  }

  /// A matrix whose products are counted.
  struct Counted: LinearOperator {
    typealias Scalar = Double

    let base: Matrix<Double>
    let counter: Counter

    var rows: Int { base.rows }
    var columns: Int { base.columns }
    var frobeniusNorm: Double { base.frobeniusNorm }

    func multiply(_ x: MatrixView<Double>, into result: inout Matrix<Double>) {
      base.multiply(x, into: &result)
    }
    func multiplyTransposed(_ x: MatrixView<Double>, into result: inout Matrix<Double>) {
      counter.see(x)
      base.multiplyTransposed(x, into: &result)
    }
  }

  /// A comparison of gradient descent, FA and FA* makes one pass for C Y: for the limit, both step sizes and both
  /// changes of coordinates; rules with feedback that they make themselves take one each.
  @Test(arguments: [TrainingMethod?.none, .krylov, .spectral])
  func oneProjectionForEachFeedback(_ method: TrainingMethod?) throws {
    let instance = try Instance(120, 90, rank: 3, singularValues: Spectra.power(1, count: 90))
    for (names, count) in [
      (["gd", "fa", "fa-star"], 1), (["fa", "rho-fa:0.3", "kolen-pollack", "fa-star"], 1),
    ] {
      let counter = Counter(Matrix(instance.feedback.transposed))
      let problem = try FactorizationProblem(
        target: Counted(base: instance.target, counter: counter), rank: 3)
      let comparison = try Comparison(
        of: problem, rules: names.map { Rules.rule($0) },
        stopping: StoppingCriterion(tolerance: 0, maxSteps: 200), start: instance.start,
        feedback: instance.feedback, method: method)
      #expect(comparison.runs.count == names.count)
      #expect(counter.count == count, "\(names)")
    }
  }

  /// What is remembered is that of the matrix that was asked for.
  @Test func projectionsAreToldApart() throws {
    let instance = try Instance(30, 20, rank: 2, singularValues: Spectra.power(1, count: 20))
    let matrices = (0..<12).map { instance.problem.normalFeedback(seed: UInt64($0 % 6)) }
    for feedback in matrices {
      let limit = try FeedbackLimit(of: instance.problem, feedback: feedback)
      let fresh = try FeedbackLimit(
        of: FactorizationProblem(target: instance.target, rank: 2), feedback: feedback)
      #expect(limit.error == fresh.error && limit.basis == fresh.basis)
    }
  }

  /// What a run makes of a problem does not depend on what was asked of that before.
  @Test func factsChangeNothing() throws {
    let instance = try Instance(60, 50, rank: 3, singularValues: Spectra.power(1, count: 50))
    func run(_ problem: FactorizationProblem<Matrix<Double>>) throws -> TrainingResult<Double> {
      try Trainer(problem, stopping: StoppingCriterion(maxSteps: 50)).train(
        GradientDescent(), from: instance.start)
    }
    let fresh = try FactorizationProblem(target: instance.target, rank: 3)
    let first = try run(fresh)
    _ = try (fresh.svd(), Optimum(of: fresh))
    _ = try FeedbackLimit(of: fresh, feedback: instance.feedback)
    let second = try run(fresh)
    #expect(first.stepSize == second.stepSize && first.method == second.method)
    #expect(first.factors == second.factors)
    // An optimum that is handed over is used.
    let known = try run(fresh.knowing(try Optimum(of: fresh)))
    #expect(known.method == .spectral && first.method != .spectral)
  }

  /// Of a target that is too large for a whole decomposition, and in any unit.
  @Test(arguments: [1e-6, 1, 1e6]) func rankDoesNotDependOnUnits(scale: Double) throws {
    let y: Matrix<Double> = try RandomStream(seed: 2, name: "rank").matrix(
      520, 510, singularValues: [3 * scale, 2 * scale, scale])
    let optimum = try Optimum(of: FactorizationProblem(target: y, rank: 5))
    #expect(optimum.driver == .blockKrylov && optimum.numericalRank == 3 && optimum.isZero)
    let short = try Optimum(of: FactorizationProblem(target: y, rank: 2))
    #expect(short.numericalRank == nil && !short.isZero)
  }
}

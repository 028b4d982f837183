import FALinalg
import FATrainers
import TestSupport
import Testing

/// What runs on targets take whose entries, or the square of whose longer side, would fill the memory.
@Suite(.enabled(if: countsAllocations)) struct ThinMemoryTests {
  /// A tenth of each side of 200,000 x 100,000 with a million entries, and of two gibibytes.
  /// Adaptive feedback takes a matrix of the size of the target, and refuses one that is too large.
  @Test(arguments: RuleCatalogue.all.map { $0.signature.name }.filter { $0 != "adaptive-feedback" })
  func largeSparseTargets(_ name: String) throws {
    let rule = try RuleCatalogue.rule(name)
    let (n, m, r) = (20_000, 10_000, 3)
    let places: Matrix<Double> = RandomStream(seed: 3, name: "sparse").uniform(100_000, 3)
    let target = SparseMatrix<Double>(
      rows: n, columns: m,
      entries: (0..<places.rows).map { index in
        let column = Int(Double(m) * places[index, 1])
        return (
          row: Int(Double(n) * places[index, 0]), column: column,
          value: (places[index, 2] - 0.5) / Double(1 + column)
        )
      })
    let problem = try FactorizationProblem(target: target, rank: r)
    func compare() throws {
      let comparison = try Comparison(
        of: problem, rules: [rule], stopping: StoppingCriterion(tolerance: 1e-6, maxSteps: 120),
        start: problem.normalStart(seed: 1, scale: 0.01),
        feedback: problem.normalFeedback(seed: 1))
      let result = comparison.runs[0].result
      #expect(result.error.isFinite && result.factors.z.rows == n)
    }
    try onThreadCounts([1]) { _ in
      let bytes = try peakBytes(compare)
      #expect(bytes <= (1 << 31) / 10)
    }
  }

  /// All coordinates of a target with one row or column, or with three.
  @Test(
    arguments: [(100_000, 1), (1, 100_000), (100_000, 3), (3, 100_000)], TrainingMethod.allCases)
  func thinTargets(_ shape: (rows: Int, columns: Int), _ method: TrainingMethod) throws {
    let (n, m) = shape
    let r = min(n, m)
    let target: Matrix<Double> = RandomStream(seed: 4, name: "thin").normal(n, m)
    let problem = try FactorizationProblem(target: target, rank: r)
    let trainer = Trainer(
      problem, stopping: StoppingCriterion(tolerance: 0, maxSteps: 3), method: method)
    func train() throws {
      let start =
        method == .modes
        ? Factors(z: Matrix<Double>.zeros(n, r), w: .zeros(r, m))
        : problem.normalStart(seed: 1, scale: 0.01)
      let result = try trainer.train(
        FeedbackAlignment(), from: start, feedback: problem.normalFeedback(seed: 1))
      #expect(result.method == method && result.steps == 3)
      _ = try Optimum(of: problem)
      _ = try FeedbackLimit(of: problem, feedback: problem.normalFeedback(seed: 1))
    }
    try onThreadCounts([1]) { _ in
      try train()
      // As MemoryTests counts them: some tens of columns of each length.
      let bytes = try peakBytes(train)
      #expect(bytes <= 40 * r * (n + m) * MemoryLayout<Double>.stride + (1 << 20))
    }
  }

  /// What needs all entries says so, instead of asking for 160 GB.
  @Test func decompositionsOfTooManyEntriesAreRefused() throws {
    let target = SparseMatrix<Double>(
      rows: 200_000, columns: 100_000,
      entries: [(row: 7, column: 5, value: 2), (row: 9, column: 6, value: 1)])
    let problem = try FactorizationProblem(target: target, rank: 1)
    #expect(throws: FactorizationError.self) { try problem.svd() }
    #expect(throws: FactorizationError.self) { try Optimum(of: problem, decomposingAll: true) }
    #expect(
      throws: LinearAlgebraError.dimensionTooLarge(name: "number of entries", value: 20_000_000_000)
    ) {
      try target.truncatedSVD(rank: 1, algorithm: .lapack)
    }
    let error = try #require(throws: FactorizationError.self) {
      try Trainer(problem).train(
        AdaptiveFeedback(), from: problem.normalStart(seed: 1, scale: 1),
        feedback: problem.normalFeedback(seed: 1))
    }
    guard case .unsuited("adaptive-feedback", let reason) = error else { throw error }
    #expect(reason.contains("100000 x 200000"))
  }
}

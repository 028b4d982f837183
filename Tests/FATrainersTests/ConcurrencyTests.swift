import FALinalg
import FATrainers
import Synchronization
import TestSupport
import Testing

/// What a task trains does not depend, to the bit, on what other tasks do, nor on the numbers of threads that these ask for.
@Suite struct ConcurrencyTests {
  /// Every rule on targets of its own, the optimum, limits, a comparison, and draws over feedback.
  private static func work<Scalar: BLASScalar>(_ part: Int, _: Scalar.Type) throws -> [Scalar] {
    let shape = [(60, 50), (130, 40), (35, 90), (200, 180)][part % 4]
    let rule = Rules.all[part % Rules.all.count]
    let values = Spectra.power(1, count: min(shape.0, shape.1)).map { Scalar($0) }
    let instance = try Instance(
      shape.0, shape.1, rank: 3, singularValues: values, seed: UInt64(part), startScale: 0.1)
    let result = try instance.train(rule, steps: 60)
    let optimum = try Optimum(of: instance.problem)
    let limit = try FeedbackLimit(of: instance.problem, feedback: instance.feedback)
    let comparison = try Comparison(
      of: instance.problem, rules: [GradientDescent(), FeedbackAlignment()],
      stopping: StoppingCriterion(tolerance: 0, maxSteps: 20), start: instance.start,
      feedback: instance.feedback)
    return result.factors.z.elements + result.factors.w.elements + [result.error, optimum.error]
      + optimum.left.elements + [limit.error] + comparison.runs.map(\.result.error)
  }

  @Test(.mustEnd, arguments: scalarTypes)
  func tasksAreIndependent(_ scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let tasks = 64
      let before = BLAS.threadCount
      let alone = try (0..<tasks).map { task in
        try BLAS.withThreads(1 + task % 3) { try Self.work(task, Scalar.self) }
      }
      let same = Atomic(0)
      concurrently(tasks) { task in
        let result = try? BLAS.withThreads(1 + task % 3) { try Self.work(task, Scalar.self) }
        // Bit for bit, NaN of what diverged included.
        if result?.elementsEqual(alone[task], by: { $0 == $1 || ($0.isNaN && $1.isNaN) }) == true {
          same.add(1, ordering: .relaxed)
        }
      }
      #expect(same.load(ordering: .relaxed) == tasks)
      #expect(BLAS.threadCount == before)
    }
    try check(scalar)
  }
}

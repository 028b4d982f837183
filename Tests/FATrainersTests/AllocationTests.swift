import FALinalg
import FATrainers
import TestSupport
import Testing

/// Training steps allocate nothing, in whatever coordinates.
@Suite struct AllocationTests {
  /// Runs of 101 and of 129 steps are measured equally often (at 100 and at the end), so any
  /// difference is due to the steps.
  @Test(
    .enabled(if: countsAllocations),
    arguments: Rules.all, TrainingMethod.allCases)
  func stepsAllocateNothing(_ name: String, _ method: TrainingMethod) throws {
    let rule = Rules.rule(name)
    guard method == .dense || rule.reductions.contains(method) else { return }
    #if DEBUG
      // Unoptimised, a loop over the generic arrays of the modes allocates.
      if method == .modes { return }
    #endif
    var cases = [(0.01, Spectra.power(1, count: 20))]
    #if !DEBUG
      // From this start W stays without full rank, and FA* solves by the SVD: its Gram matrix has a
      // condition of about 1e10, which Cholesky takes but FA* does not. Unoptimised, the loop over
      // the drivers of the SVD allocates. Under `als` and `scaled-gd` the Gram matrix is
      // singular to the last bit: Cholesky throws, and Swift Testing allocates for every error.
      if !["als", "scaled-gd"].contains(name) { cases.append((1e-5, Spectra.flat(count: 2))) }
    #endif
    if method == .modes { cases = [(0, Spectra.power(1, count: 20))] }
    for (startScale, values) in cases {
      let instance = try Instance(30, 20, rank: 4, singularValues: values, startScale: startScale)
      func allocated(steps: Int) throws -> Int {
        var trainer = Trainer(
          instance.problem, stopping: StoppingCriterion(tolerance: -1, maxSteps: steps),
          method: method)
        // What a measurement allocates depends on what it finds.
        trainer.recordsDiagnostics = false
        return try allocations {
          _ = try trainer.train(rule, from: instance.start, feedback: instance.feedback)
        }
      }
      // The first run also allocates what the runtime remembers. OpenBLAS allocates for a product
      // on several threads; these are too small for that.
      _ = try allocated(steps: 129)
      #expect(try allocated(steps: 129) == allocated(steps: 101))
    }
  }
}

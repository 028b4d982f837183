import FALinalg
import FATrainers
import Testing

/// How runs end, what they refuse, what they record.
@Suite struct TrainerTests {
  static func instance(startScale: Double = 0.01) throws -> Instance<Double> {
    try Instance(
      20, 15, rank: 3, singularValues: Spectra.power(1, count: 15), startScale: startScale)
  }

  @Test(arguments: ["gd", "fa"])
  func divergenceIsAResult(_ name: String) throws {
    let result = try Self.instance().train(name, steps: 100_000, stepSize: .constant(50))
    #expect(result.status == .diverged)
    #expect(result.steps < 100)
    #expect(result.history.last?.step == result.steps)
  }

  /// Where products of the factors overflow first, their own numbers still look like results.
  @Test(arguments: [nil] + TrainingMethod.allCases.map(Optional.some))
  func nothingIsMeasuredAfterDivergence(_ method: TrainingMethod?) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let instance = try Instance<Scalar>(
        20, 15, rank: 3, singularValues: (1...15).map { 1 / Scalar($0) },
        startScale: method == .modes ? 0 : 0.01)
      for size in [3, 10, 30, 50, 100, 1000] as [Scalar] {
        let trainer = Trainer(instance.problem, stepSize: .constant(size), method: method)
        let result = try trainer.train(
          FeedbackAlignment(), from: instance.start, feedback: instance.feedback)
        #expect(result.status == .diverged)
        #expect(result.error == .infinity && result.alignment == nil)
        #expect(result.conservationDrift == nil && result.stability == nil)
        #expect(result.history.dropLast().allSatisfy { $0.error.isFinite })
      }
    }
    try check(Double.self)
    try check(Float.self)
  }

  @Test func statuses() throws {
    let instance = try Self.instance()
    #expect(try instance.train("gd", steps: 7).status == .maxSteps)
    #expect(try instance.train("gd", steps: 7).steps == 7)
    #expect(try instance.train("gd", steps: 0).steps == 0)
    let converged = try instance.train("fa", steps: 100_000, tolerance: 1e-6)
    #expect(converged.status == .converged)
    let last = try #require(converged.history.last)
    #expect(last.stationarity <= 1e-6 && last.step == converged.steps)
    let interrupted = try Trainer(instance.problem).train(
      GradientDescent(), from: instance.start, while: { step, _ in step < 12 })
    #expect(interrupted.status == .interrupted && interrupted.steps == 12)
  }

  @Test func zeroStartIsASaddleOfGradientDescentOnly() throws {
    let instance = try Self.instance(startScale: 0)
    let descent = try instance.train("gd", steps: 100, tolerance: 1e-10)
    #expect(descent.status == .converged && descent.steps == 0)
    for name in ["fa", "fa-star"] {
      let result = try instance.train(name, steps: 100_000, tolerance: 1e-10)
      #expect(result.status == .converged && result.error < descent.error)
    }
  }

  @Test(arguments: Rules.all)
  func zeroTarget(_ name: String) throws {
    let problem = try FactorizationProblem(target: Matrix<Double>.zeros(4, 3), rank: 2)
    let rule = Rules.rule(name)
    let result = try Trainer(problem).train(
      rule, from: problem.normalStart(seed: 1, scale: 1),
      feedback: problem.normalFeedback(seed: 1))
    #expect(result.status == .converged && result.error == 0)
  }

  @Test func historyIsOnALogarithmicGrid() throws {
    let result = try Self.instance().train("gd", steps: 1234)
    let steps = result.history.map(\.step)
    #expect(
      steps == [
        0, 1, 2, 3, 4, 5, 6, 7, 10, 13, 16, 20, 25, 32, 40, 50, 63, 79, 100, 130, 160, 200, 250,
        320, 400, 500, 630, 790, 1000, 1234,
      ])
  }

  @Test func recordedErrorIsTheResidual() throws {
    let instance = try Self.instance()
    let result = try instance.train("fa", steps: 77)
    let residual = instance.target - result.factors.z * result.factors.w
    #expect(abs(result.error - residual.frobeniusNorm) < 1e-14)
    let alignment = try #require(result.alignment)
    let c = instance.feedback.transposed
    let cosine =
      c.frobeniusInnerProduct(result.factors.z)
      / (c.frobeniusNorm * result.factors.z.frobeniusNorm)
    #expect(abs(alignment.cosine - cosine) < 1e-14)
  }

  /// The same trajectory when only products with the target are known.
  @Test(arguments: Rules.all)
  func operatorsGiveTheSameTrajectory(_ name: String) throws {
    struct Products: LinearOperator {
      let matrix: Matrix<Double>
      var rows: Int { matrix.rows }
      var columns: Int { matrix.columns }
      var frobeniusNorm: Double { matrix.frobeniusNorm }
      func multiply(_ x: MatrixView<Double>, into result: inout Matrix<Double>) {
        matrix.multiply(x, into: &result)
      }
      func multiplyTransposed(_ x: MatrixView<Double>, into result: inout Matrix<Double>) {
        matrix.multiplyTransposed(x, into: &result)
      }
    }
    var instance = try Self.instance()
    if name == "scaled-gd" { instance = try instance.nearTheOptimum() }
    let problem = try FactorizationProblem(
      target: Products(matrix: instance.target), rank: 3)
    var trainer = Trainer(
      problem, stopping: StoppingCriterion(tolerance: 0, maxSteps: 200))
    trainer.seed = Textbook.seed
    let rule = Rules.rule(name)
    let result = try trainer.train(rule, from: instance.start, feedback: instance.feedback)
    let dense = try instance.train(name, steps: 200)
    #expect(relativeDifference(result.factors.z, dense.factors.z) < 1e-12)
    #expect(abs(result.error - dense.error) < 1e-12)
  }

  @Test func refusals() throws {
    let target = Matrix<Double>.identity(4)
    #expect(throws: FactorizationError.rankOutOfRange(rank: 0, rows: 4, columns: 4)) {
      try FactorizationProblem(target: target, rank: 0)
    }
    #expect(throws: FactorizationError.rankOutOfRange(rank: 5, rows: 4, columns: 4)) {
      try FactorizationProblem(target: target, rank: 5)
    }
    var broken = target
    broken[2, 1] = .nan
    #expect(
      throws: FactorizationError.linearAlgebra(name: "target", .nonFinite(row: 2, column: 1))
    ) { try FactorizationProblem(target: broken, rank: 1) }
    for norm in [1e200, 1e-200] {
      let error = #expect(throws: FactorizationError.self) {
        try FactorizationProblem(target: Matrix(diagonal: [norm]), rank: 1)
      }
      if case .scaleOutOfRange(norm, let smallest, let largest) = error {
        // With factors of the root of such a norm, the products of a step stay in range.
        #expect(!(smallest...largest).contains(norm))
        #expect(smallest * smallest.squareRoot() > 0 && (largest * largest.squareRoot()).isFinite)
      } else {
        Issue.record("\(String(describing: error))")
      }
    }

    let problem = try FactorizationProblem(target: target, rank: 2)
    let start = problem.normalStart(seed: 0, scale: 1)
    #expect(throws: FactorizationError.missingFeedback(rule: "fa")) {
      try Trainer(problem).train(FeedbackAlignment(), from: start)
    }
    #expect(
      throws: FactorizationError.wrongShape(
        name: "the feedback", rows: 2, columns: 3, expectedRows: 2, expectedColumns: 4)
    ) {
      try Trainer(problem).train(
        FeedbackAlignment(), from: start, feedback: Matrix<Double>.zeros(2, 3))
    }
    #expect(
      throws: FactorizationError.wrongShape(
        name: "the initial Z", rows: 2, columns: 4, expectedRows: 4, expectedColumns: 2)
    ) {
      try Trainer(problem).train(
        GradientDescent(), from: Factors(z: Matrix(start.z.transposed), w: start.w))
    }
    for stepSize in [0, -1, Double.infinity] {
      #expect(throws: FactorizationError.invalidStepSize(stepSize)) {
        try Trainer(problem, stepSize: .constant(stepSize)).train(GradientDescent(), from: start)
      }
    }
  }

  /// FA* where W loses rank: the pseudo-inverse takes over from Cholesky.
  @Test func exactReadoutWithDependentRows() throws {
    let instance = try Self.instance(startScale: 1)
    var start = instance.start
    start.w[2..<3, ...] = start.w[1..<2, ...]
    let trainer = Trainer(
      instance.problem, stopping: StoppingCriterion(tolerance: 0, maxSteps: 0))
    let result = try trainer.train(
      FeedbackAlignmentStar(), from: start, feedback: instance.feedback)
    // The best readout on the row space of W, which has two dimensions.
    let basis = try start.w.transposed.orthonormalBasis()
    #expect(basis.columns == 2)
    let y = instance.target
    let best = (y - (y * basis) * basis.transposed).frobeniusNorm
    #expect(abs(result.error - best) < 1e-13)
  }

  @Test(arguments: Rules.all)
  func singlePrecision(_ name: String) throws {
    let values = Spectra.power(1, count: 15).map { Float($0) }
    var single = try Instance<Float>(20, 15, rank: 3, singularValues: values, startScale: 0.3)
    var double = try Self.instance(startScale: 0.3)
    if name == "scaled-gd" {
      (single, double) = (try single.nearTheOptimum(), try double.nearTheOptimum())
    }
    let stepSize = try double.train(name, steps: 0).stepSize
    let a = try single.train(name, steps: 300, stepSize: .constant(Float(stepSize)))
    let b = try double.train(name, steps: 300, stepSize: .constant(stepSize))
    #expect(abs(Double(a.error) - b.error) < 1e-5)
  }
}

/// Runs in single precision.
@Suite struct SinglePrecisionTests {
  /// The error that is reported is that of the factors that are returned, as double precision has it,
  /// however small it is.
  @Test(arguments: [TrainingMethod.dense, .feedback, .krylov, .spectral])
  func errorIsMeasuredInDouble(_ method: TrainingMethod) throws {
    let values = [Float](repeating: 1, count: 3)
    for rank in [2, 3] {
      let instance = try Instance<Float>(
        60, 50, rank: rank, singularValues: values, startScale: 0.1)
      let run = try instance.train("fa", steps: 2000, tolerance: 1e-6, method: method)
      func double(_ matrix: Matrix<Float>) -> Matrix<Double> { Matrix(converting: matrix) }
      let product = double(run.factors.z) * double(run.factors.w)
      let exact = (product - double(instance.target)).frobeniusNorm
      // The norm itself is rounded to single precision.
      #expect(abs(Double(run.error) - exact) <= 1e-7 * exact, "rank \(rank)")
    }
  }
}

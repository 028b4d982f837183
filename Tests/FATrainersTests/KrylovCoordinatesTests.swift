import FALinalg
import FATrainers
import TestSupport
import Testing

/// Runs in a Krylov basis that is a small part of the space, or that has to grow into all of it.
@Suite struct KrylovCoordinatesTests {
  enum Target: String, CaseIterable {
    case power, slow, flat, gaussian, rankDeficient, tall, wide, fromZero

    func instance() throws -> Instance<Double> {
      func make(
        _ rows: Int, _ columns: Int, _ values: [Double], scale: Double = 0.01
      ) throws -> Instance<Double> {
        try Instance(rows, columns, rank: 2, singularValues: values, startScale: scale)
      }
      switch self {
      case .power: return try make(300, 280, Spectra.power(1, count: 280))
      case .slow: return try make(150, 140, Spectra.power(0.5, count: 140))
      case .flat: return try make(150, 140, Spectra.flat(count: 140))
      case .gaussian:
        let entries: Matrix<Double> = RandomStream(seed: 4, name: "test").normal(120, 110)
        return try Instance(target: entries, rank: 2)
      case .rankDeficient: return try make(150, 140, Spectra.power(1, count: 30))
      case .tall: return try make(700, 60, Spectra.exponential(0.9, count: 60))
      case .wide: return try make(60, 700, Spectra.exponential(0.9, count: 60))
      case .fromZero: return try make(150, 140, Spectra.power(1, count: 140), scale: 0)
      }
    }
  }

  static let steps = isOptimized ? 2000 : 500

  /// After so many steps both factors, the feedback that a rule has moved, and every error on the way
  /// are those of the run on the whole target.
  @Test(
    arguments: Rules.equivariant.filter { Rules.rule($0).reductions.contains(.krylov) },
    Target.allCases)
  func sameTrajectory(_ name: String, _ target: Target) throws {
    var instance = try target.instance()
    if name == "scaled-gd" { instance = try instance.nearTheOptimum() }
    let whole = try instance.train(name, steps: Self.steps, tolerance: -1, method: .dense)
    let reduced = try instance.train(name, steps: Self.steps, tolerance: -1, method: .krylov)
    let krylov = try #require(reduced.krylov)
    #expect(reduced.method == .krylov)
    // Rounding in the norms that it follows from depends on the number of threads, which other tests change meanwhile.
    #expect(abs(reduced.stepSize - whole.stepSize) <= 1e-14 * whole.stepSize)
    #expect(krylov.deviationBound <= 1e-11)
    let scale = max(whole.factors.z.frobeniusNorm, whole.factors.w.frobeniusNorm)
    #expect((reduced.factors.z - whole.factors.z).frobeniusNorm <= 1e-10 * scale)
    #expect((reduced.factors.w - whole.factors.w).frobeniusNorm <= 1e-10 * scale)
    if let expected = whole.feedback {
      #expect(relativeDifference(try #require(reduced.feedback), expected) <= 1e-10)
    }
    #expect(reduced.history.map(\.step) == whole.history.map(\.step))
    for (a, b) in zip(reduced.history, whole.history) {
      #expect(abs(a.error - b.error) <= 1e-11 * instance.problem.frobeniusNorm)
      #expect(a.conservationDrift ?? 0 < 1e-12)
    }
  }

  /// The basis stays a small part of the space where the spectrum allows it.
  @Test func smallBasis() throws {
    for target in [Target.power, .flat] {
      let instance = try target.instance()
      let run = try instance.train("gd", steps: 2000, tolerance: -1, method: .krylov)
      let krylov = try #require(run.krylov)
      let smaller = min(instance.target.rows, instance.target.columns)
      #expect(krylov.dimension <= smaller * 3 / 4, "\(target)")
      #expect(krylov.passes >= 8)
    }
  }

  /// Where the run is allowed to leave the trajectory, the bound keeps to the tolerance and the true
  /// deviation to the bound.
  @Test(arguments: isOptimized ? [1e-2, 1e-4, 1e-6, 1e-8] : [1e-6], Target.allCases)
  func bound(_ tolerance: Double, _ target: Target) throws {
    let instance = try target.instance()
    for (name, steps) in [
      ("gd", 20), ("gd", 150), ("gd", Self.steps), ("weight-mirror:0.1:0.5", 300),
    ] {
      var trainer = Trainer(
        instance.problem, stopping: StoppingCriterion(tolerance: -1, maxSteps: steps),
        method: .krylov)
      trainer.deviationTolerance = tolerance
      let run = try trainer.train(
        RuleCatalogue.rule(name), from: instance.start, feedback: instance.feedback)
      let whole = try instance.train(name, steps: steps, tolerance: -1, method: .dense)
      let bound = try #require(run.krylov).deviationBound
      #expect(bound <= tolerance)
      let scale = max(whole.factors.z.frobeniusNorm, whole.factors.w.frobeniusNorm)
      let deviation =
        max(
          (run.factors.z - whole.factors.z).frobeniusNorm,
          (run.factors.w - whole.factors.w).frobeniusNorm)
      // Rounding is not part of it.
      #expect(deviation <= (bound + 1e-11) * scale)
    }
  }

  /// Every step counts: from the 64th on every fourth is measured, for all four.
  @Test func boundOfEveryStep() throws {
    let instance = try Target.slow.instance()
    func bound(_ steps: Int) throws -> Double {
      var trainer = Trainer(
        instance.problem, stopping: StoppingCriterion(tolerance: -1, maxSteps: steps),
        method: .krylov)
      trainer.deviationTolerance = 0.1
      return try #require(
        try trainer.train(GradientDescent(), from: instance.start).krylov
      ).deviationBound
    }
    // What a step leaves out changes slowly there.
    let (before, middle, after) = (try bound(48), try bound(64), try bound(80))
    try #require(middle > before)
    let growth = (after - middle) / (middle - before)
    #expect(growth > 0.6 && growth < 2)
  }

  /// The bound is what the steps of a plain loop leave out, in a basis that is made of powers here.
  @Test func boundOfAPlainLoop() throws {
    let instance = try Target.slow.instance()
    let steps = 60
    var trainer = Trainer(
      instance.problem, stopping: StoppingCriterion(tolerance: -1, maxSteps: steps), method: .krylov
    )
    trainer.deviationTolerance = 1
    let run = try trainer.train(GradientDescent(), from: instance.start)
    let krylov = try #require(run.krylov)
    let y = instance.target
    var (z, v) = (instance.start.z, Matrix(instance.start.w.transposed))
    var block = Matrix(horizontally: [(1 / v.frobeniusNorm) * v, y.transposed * z])
    var basis = try block.qr().q
    while basis.columns <= krylov.dimension {
      block = y.transposed * (y * Matrix(basis[..., (basis.columns - 4)...]))
      basis = try Matrix(horizontally: [basis, block]).qr().q
    }
    #expect(basis.columns == krylov.dimension + 4)
    let next = Matrix(basis[..., krylov.dimension...])
    var sum = 0.0
    for _ in 0..<steps {
      sum += run.stepSize * (next.transposed * v).frobeniusNorm / z.frobeniusNorm
      let residual = y - z * v.transposed
      (z, v) = (
        z + run.stepSize * (residual * v), v + run.stepSize * (residual.transposed * z)
      )
    }
    // The largest singular value is one.
    #expect(krylov.deviationBound > 0.9 * sum && krylov.deviationBound < 1.1 * sum)
  }

  /// A sparse target, whose entries nobody asks for, gives the trajectory of its dense twin.
  @Test func sparse() throws {
    let stream = RandomStream(seed: 3, name: "sparse")
    let entries: Matrix<Double> = stream.normal(200, 150)
    let dense = entries.map { abs($0) > 2 ? $0 : 0 }
    let target = SparseMatrix(dense)
    let problem = try FactorizationProblem(target: target, rank: 2)
    let twin = try Instance(target: dense, rank: 2)
    let run = try Trainer(
      problem, stopping: StoppingCriterion(tolerance: -1, maxSteps: 500), method: .krylov
    ).train(GradientDescent(), from: twin.start)
    let whole = try twin.train(
      "gd", steps: 500, stepSize: .constant(run.stepSize), tolerance: -1, method: .dense)
    #expect(relativeDifference(run.factors.z, whole.factors.z) <= 1e-10)
    #expect(relativeDifference(run.factors.w, whole.factors.w) <= 1e-10)
  }

  /// Singular values inside the basis: those of the target that the run has converged to.
  @Test func singularValues() throws {
    let instance = try Target.power.instance()
    let run = try instance.train("gd", steps: 2000, method: .krylov)
    let values = try #require(run.krylov).singularValues
    for (index, value) in values.enumerated() {
      let exact = 1 / Double(index + 1)
      #expect(value <= exact * (1 + 1e-13))
      if index < 2 { #expect(abs(value - exact) <= 1e-12) }
    }
  }

  /// In single precision the basis is as wide as rounding asks for.
  @Test func single() throws {
    let values = Spectra.power(1, count: 140).map { Float($0) }
    let instance = try Instance(150, 140, rank: 2, singularValues: values)
    let whole = try instance.train("gd", steps: 500, tolerance: -1, method: .dense)
    let run = try instance.train("gd", steps: 500, tolerance: -1, method: .krylov)
    #expect(relativeDifference(run.factors.z, whole.factors.z) <= 2e-3)
    #expect(relativeDifference(run.factors.w, whole.factors.w) <= 2e-3)
  }
}

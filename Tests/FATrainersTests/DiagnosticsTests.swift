import FALinalg
import FATrainers
import Foundation
import TestSupport
import Testing

/// Diagnostics against their definitions, written down with n x m matrices.
@Suite struct DiagnosticsTests {
  /// What a record should say, from factors and feedback of the whole problem.
  struct Direct {
    let y: Matrix<Double>
    let z: Matrix<Double>
    let w: Matrix<Double>
    let c: Matrix<Double>?
    let rule: String

    var e: Matrix<Double> { y - z * w }

    /// The step, apart from decay.
    func step() throws -> (z: Matrix<Double>, w: Matrix<Double>) {
      // A derived rule has the directions of its own.
      let name = rule.split(separator: ":")[0].split(separator: "alternating-").last ?? ""
      let readout = e * (name == "scaled-gd" ? try w.pseudoInverse() : Matrix(w.transposed))
      let backward: Matrix<Double> =
        switch name {
        case "gd", "gd-decay": Matrix(z.transposed)
        case "pseudo-backprop", "scaled-gd", "als": try z.pseudoInverse()
        case "shallow": Matrix<Double>.zeros(z.columns, z.rows)
        default: try #require(c)
        }
      return (["fa-star", "als"].contains(name) ? 0 * readout : readout, backward * e)
    }

    /// The angle between pairs of matrices as one vector, in degrees, from the legs of a triangle.
    static func angle(_ a: [Matrix<Double>], _ b: [Matrix<Double>]) -> Double? {
      func norm(_ a: [Matrix<Double>]) -> Double { a.map(\.frobeniusNorm).euclideanNorm }
      guard norm(a) > 0, norm(b) > 0 else { return nil }
      let inner = zip(a, b).reduce(0) { $0 + $1.0.frobeniusInnerProduct($1.1) }
      let along = inner / (norm(b) * norm(b))
      let across = norm(zip(a, b).map { $0.adding($1, scaledBy: -along) })
      return atan2(across, inner / norm(b)) * 180 / .pi
    }

    func check(_ found: RunDiagnostics, _ optimum: Optimum<Double>, _ comment: Comment)
      throws
    {
      let scale = y.frobeniusNorm
      func expect(_ value: Double?, _ expected: Double?, _ unit: Double, _ what: String) {
        #expect((value == nil) == (expected == nil), "\(comment): \(what)")
        if let value, let expected {
          #expect(abs(value - expected) <= 1e-11 * unit, "\(comment): \(what)")
        }
      }
      func expectAngle(_ value: Double?, _ expected: Double?, _ what: String) {
        #expect((value == nil) == (expected == nil), "\(comment): \(what)")
        if let value, let expected { #expect(abs(value - expected) < 1e-7, "\(comment): \(what)") }
      }
      let projected = y * (try w.pseudoInverse() * w)
      expect(found.representationError, (y - projected).frobeniusNorm, scale, "representation")
      expect(found.readoutLag, (projected - z * w).frobeniusNorm, scale, "lag")
      expect(
        found.readoutGradientNorm, (e * w.transposed).frobeniusNorm, scale * w.frobeniusNorm, "EW'")
      expect(
        found.feedbackErrorNorm, c.map { ($0 * e).frobeniusNorm }, scale * (c?.frobeniusNorm ?? 0),
        "CE")
      expect(
        found.feedbackToReadout, c.map { $0.frobeniusNorm / z.frobeniusNorm },
        (c?.frobeniusNorm ?? 0) / z.frobeniusNorm, "ratio")
      let (own, gradient) = (try step(), (e * w.transposed, z.transposed * e))
      let pseudo = try z.pseudoInverse() * e
      expectAngle(
        found.stepAngles.toGradientDegrees,
        Self.angle([own.z, own.w], [gradient.0, gradient.1]), "step to gd")
      expectAngle(
        found.stepAngles.toPseudoBackpropDegrees,
        Self.angle([own.z, own.w], [gradient.0, pseudo]), "step to pseudo-backprop")
      expectAngle(
        found.hiddenAngles.toGradientDegrees, Self.angle([own.w], [gradient.1]), "hidden to gd")
      expectAngle(
        found.hiddenAngles.toPseudoBackpropDegrees, Self.angle([own.w], [pseudo]),
        "hidden to pseudo-backprop")
      let (grams, size) = (
        (z.transposed * z, w * w.transposed),
        z.frobeniusNorm * z.frobeniusNorm + w.frobeniusNorm * w.frobeniusNorm
      )
      expect(found.imbalance, (grams.0 - grams.1).frobeniusNorm, size, "imbalance")
      expect(
        found.feedbackImbalance,
        c.map { c in (grams.1 - c * z - (c * z).transposed).frobeniusNorm },
        size + (c?.frobeniusNorm ?? 0) * z.frobeniusNorm, "feedback imbalance")
      let values = try (z * w).singularValues()
      let shares = values.map { $0 / values.reduce(0, +) }
      expect(
        found.effectiveRank,
        exp(shares.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }), Double(z.columns),
        "effective rank")
      let count = min(optimum.rank, optimum.numericalRank ?? optimum.rank)
      for (angles, expected) in [
        (
          found.rowSpaceAnglesDegrees,
          try principalAngles(w.transposed, optimum.right[..., 0..<count])
        ),
        (found.columnSpaceAnglesDegrees, try principalAngles(z, optimum.left[..., 0..<count])),
      ] {
        let angles = try #require(angles)
        #expect(angles.count == expected.count, "\(comment)")
        for (a, b) in zip(angles, expected) { #expect(abs(a - b * 180 / .pi) < 1e-7, "\(comment)") }
      }
    }
  }

  static let shapes = [(30, 20, 4), (9, 9, 2), (12, 40, 3)]

  /// Every rule in all its coordinates, in the middle of a run and at its start, in Krylov coordinates too.
  @Test(arguments: Rules.all, shapes)
  func agreeWithTheirDefinitions(_ name: String, _ shape: (Int, Int, Int)) throws {
    var instance = try Instance(
      shape.0, shape.1, rank: shape.2,
      singularValues: Spectra.power(1, count: min(shape.0, shape.1)), startScale: 0.3)
    if name == "scaled-gd" { instance = try instance.nearTheOptimum() }
    let optimum = try Optimum(of: instance.problem)
    let rule = Rules.rule(name)
    for method in rule.reductions.union([.dense]).subtracting([.modes]) {
      // Alternating least squares soon has no direction left but rounding.
      for steps in [0, name == "als" ? 3 : 23] {
        var trainer = Trainer(
          instance.problem.knowing(optimum),
          stopping: StoppingCriterion(tolerance: -1, maxSteps: steps), method: method)
        trainer.seed = Textbook.seed
        let result = try trainer.train(rule, from: instance.start, feedback: instance.feedback)
        let found = try #require(result.history.last?.diagnostics)
        try Direct(
          y: instance.target, z: result.factors.z, w: result.factors.w, c: result.feedback,
          rule: name
        ).check(found, optimum, "\(name) \(method.rawValue) \(steps)")
      }
    }
  }

  /// FA from zero by its modes.
  @Test(arguments: shapes)
  func agreeInModes(_ shape: (Int, Int, Int)) throws {
    let instance = try Instance(
      shape.0, shape.1, rank: shape.2,
      singularValues: Spectra.power(1, count: min(shape.0, shape.1)), startScale: 0)
    let optimum = try Optimum(of: instance.problem)
    let trainer = Trainer(
      instance.problem.knowing(optimum),
      stopping: StoppingCriterion(tolerance: -1, maxSteps: 12), method: .modes)
    let result = try trainer.train(
      FeedbackAlignment(), from: instance.start, feedback: instance.feedback)
    try Direct(
      y: instance.target, z: result.factors.z, w: result.factors.w, c: instance.feedback, rule: "fa"
    ).check(try #require(result.history.last?.diagnostics), optimum, "modes")
    // Zero factors have no directions, no product and no spaces.
    let first = try #require(result.history[0].diagnostics)
    #expect(first.stepAngles.toGradientDegrees == nil)
    #expect(first.effectiveRank == nil && first.feedbackToReadout == nil)
    #expect(first.rowSpaceAnglesDegrees == [])
    #expect(first.representationError == result.history[0].error)
  }

  /// Both parts make up the error, and the first is never below the optimum, at every record.
  @Test(arguments: ["gd", "fa", "fa-star", "als"])
  func partsMakeUpTheError(_ name: String) throws {
    func run<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let instance = try Instance<Scalar>(
        30, 20, rank: 4, singularValues: Spectra.power(1, count: 20).map { Scalar($0) })
      let optimum = Double(try Optimum(of: instance.problem).error)
      let result = try instance.train(name, steps: 2000)
      let unit = Double(100 * Scalar.ulpOfOne * instance.problem.frobeniusNorm)
      for record in result.history {
        let found = try #require(record.diagnostics)
        let sum = [found.representationError, found.readoutLag].euclideanNorm
        #expect(abs(sum - Double(record.error)) < unit, "\(record.step)")
        #expect(found.representationError > optimum - unit)
        #expect(found.rowSpaceAnglesDegrees == nil)
        if ["fa-star", "als"].contains(name) { #expect(found.readoutLag < unit) }
      }
      let last = try #require(result.history.last?.diagnostics)
      #expect(last.readoutLag < 0.01 * last.representationError)
    }
    try run(Double.self)
    try run(Float.self)
  }

  /// Numbers follow the units of the target, up to where the problem itself is out of range.
  @Test(arguments: ["gd", "fa"], [0x1p-600, 0x1p600])
  func unitsOfTheTarget(_ name: String, _ unit: Double) throws {
    let values = Spectra.power(1, count: 10)
    let plain = try Instance(12, 10, rank: 3, singularValues: values, startScale: 0.3)
    let scaled = try Instance(
      12, 10, rank: 3, singularValues: values.map { $0 * unit }, startScale: 0.3)
    let records = try [plain, scaled].map { try $0.train(name, steps: 20).history }
    for (a, b) in zip(records[0], records[1]) {
      let (a, b) = (try #require(a.diagnostics), try #require(b.diagnostics))
      func expect(_ value: Double?, _ expected: Double?, _ factor: Double) {
        #expect((value == nil) == (expected == nil))
        if let value, let expected {
          #expect(abs(value / factor - expected) < 1e-9 * expected + 1e-9)
        }
      }
      expect(b.representationError, a.representationError, unit)
      expect(b.readoutLag, a.readoutLag, unit)
      expect(b.imbalance, a.imbalance, unit)
      expect(b.feedbackImbalance, a.feedbackImbalance, unit)
      expect(b.readoutGradientNorm / unit, a.readoutGradientNorm, unit.squareRoot())
      expect(b.effectiveRank, a.effectiveRank, 1)
      expect(b.hiddenAngles.toGradientDegrees, a.hiddenAngles.toGradientDegrees, 1)
      expect(b.hiddenAngles.toPseudoBackpropDegrees, a.hiddenAngles.toPseudoBackpropDegrees, 1)
    }
  }

  /// The line's angle is the acute one.
  @Test func lineAngles() throws {
    let z = Matrix<Double>(rows: [[1], [0]])
    for (entries, angle, line) in [
      ([1.0, 1.0], 45.0, 45.0), ([-1, 1], 135, 45), ([0, 2], 90, 90), ([-3, 0], 180, 0),
    ] {
      let c = Matrix(rows: 2, columns: 1, columnMajor: entries)
      let found = try #require(Alignment(feedbackTransposed: c, readout: z))
      #expect(abs(found.angleDegrees - angle) < 1e-12)
      #expect(abs(found.lineAngleDegrees - line) < 1e-12)
    }
  }

  /// A run that diverged says nothing at its end, and none are recorded where they are not wanted.
  @Test func absentDiagnostics() throws {
    let instance = try Instance(12, 9, rank: 2, singularValues: Spectra.power(1, count: 9))
    let diverged = try instance.train("gd", steps: 1000, stepSize: .constant(100))
    #expect(diverged.status == .diverged)
    #expect(diverged.history[0].diagnostics != nil)
    #expect(diverged.history.last?.diagnostics == nil)
    for method in TrainingMethod.allCases {
      var trainer = Trainer(instance.problem, method: method)
      trainer.recordsDiagnostics = false
      let start =
        method == .modes ? instance.problem.normalStart(seed: 1, scale: 0) : instance.start
      let result = try trainer.train(FeedbackAlignment(), from: start, feedback: instance.feedback)
      #expect(result.history.allSatisfy { $0.diagnostics == nil })
    }
  }
}

@Suite struct AlignmentTests {
  /// Of a matrix with itself, its multiples and its opposite, and of small rotations, whose angle the
  /// arc cosine would lose.
  @Test(arguments: scalarTypes)
  func smallAngles(scalar: any BLASScalar.Type) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let unit = 4 * Scalar.epsilon * 180 / Double.pi
      for seed in UInt64(1)...20 {
        let a: Matrix<Scalar> = RandomStream(seed: seed, name: "align").normal(7, 3)
        for factor in [1, 3, 0.1, 1e-20, 1e15] as [Scalar] {
          let same = try #require(Alignment(feedbackTransposed: a, readout: factor * a))
          #expect(same.angleDegrees <= unit && same.lineAngleDegrees <= unit)
          let opposite = try #require(Alignment(feedbackTransposed: a, readout: -factor * a))
          #expect((opposite.angleDegrees - 180).magnitude <= 256 * .ulpOfOne + unit)
          #expect(opposite.lineAngleDegrees <= unit)
        }
        // A direction at a right angle, in the space of matrices.
        var across: Matrix<Scalar> = RandomStream(seed: seed, name: "across").normal(7, 3)
        let square = a.frobeniusInnerProduct(a)
        across.add(a, scaledBy: -across.frobeniusInnerProduct(a) / square)
        across.add(a, scaledBy: -across.frobeniusInnerProduct(a) / square)
        across *= a.frobeniusNorm / across.frobeniusNorm
        for angle in [1e-12, 1e-9, 1e-7, 1e-4, 0.1, 1] where angle > 64 * Scalar.epsilon {
          let turned = a + Scalar(angle) * across
          let found = try #require(Alignment(feedbackTransposed: a, readout: turned)).angleDegrees
          let exact = atan(angle) * 180 / .pi
          #expect((found - exact).magnitude <= 4 * unit + 1e-6 * exact, "\(angle)")
        }
      }
    }
    try check(scalar)
  }

  @Test func angleOfIdenticalUpdates() throws {
    // C = Z': feedback alignment sends what gradient descent would.
    let stream = RandomStream(seed: 3, name: "updates")
    let z: Matrix<Double> = stream.normal(5, 3)
    let data = try TrainingData<Double>(
      inputs: stream.normal(4, 30), targets: RandomStream(seed: 4, name: "t").normal(5, 30))
    let factors = Factors(z: z, w: .zeros(3, 4))
    let angles = try #require(
      HiddenUpdateAngles(data, factors, feedback: Matrix(z.transposed)))
    #expect(angles.toGradientDegrees < 1e-13)
  }
}

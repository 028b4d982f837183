import FALinalg
import FATrainers
import TestSupport
import Testing

/// The exact discrete identities of Mathematics.md, which hold at every step and for every step size.
@Suite struct IdentityTests {
  static let shapes: [(rows: Int, columns: Int, rank: Int)] = [
    (1, 1, 1), (7, 1, 1), (1, 9, 1), (30, 20, 4), (20, 33, 20), (40, 12, 12),
  ]

  @Test(arguments: Rules.lawful, shapes)
  func ledgersHold(_ name: String, _ shape: (rows: Int, columns: Int, rank: Int)) throws {
    let instance = try Instance(
      shape.rows, shape.columns, rank: shape.rank,
      singularValues: Spectra.power(1, count: min(shape.rows, shape.columns)), startScale: 0.1)
    let result = try instance.train(name, steps: 2000)
    #expect(result.history.count > 1 || result.steps == 0)
    for record in result.history {
      let drift = try #require(record.conservationDrift)
      #expect(drift < 1e-12, "\(name) at step \(record.step)")
    }
  }

  /// They hold as well after many more steps than it takes to come to rest.
  @Test(arguments: Rules.lawful)
  func ledgersHoldForLong(_ name: String) throws {
    let instance = try Instance(
      12, 10, rank: 4, singularValues: Spectra.power(1, count: 10), startScale: 0.1)
    let result = try instance.train(name, steps: isOptimized ? 100_000 : 5000, tolerance: -1)
    for record in result.history {
      #expect(try #require(record.conservationDrift) < 1e-12, "\(name) at step \(record.step)")
    }
  }

  /// The square of the step size, or of a direction, may leave the range where a step does not.
  @Test(arguments: [-600, 600])
  func ledgersHoldInAnyUnit(_ exponent: Int) throws {
    var instance = try Instance(
      30, 20, rank: 4, singularValues: Spectra.power(1, count: 20), startScale: 0.1)
    let unit = Double(sign: .plus, exponent: exponent, significand: 1)
    let root = Double(sign: .plus, exponent: exponent / 2, significand: 1)
    let start = Factors(z: root * instance.start.z, w: root * instance.start.w)
    instance = try Instance(target: unit * instance.target, rank: 4)
    instance.start = start
    let result = try instance.train("gd", steps: 50, tolerance: -1, method: .dense)
    for record in result.history {
      #expect(try #require(record.conservationDrift) < 1e-12, "step \(record.step)")
    }
  }

  /// A ledger that is not the rule's own must drift: the diagnostic can fail.
  @Test func wrongLedgerDrifts() throws {
    struct Mislabelled: FixedFeedbackRule {
      static let signature = RuleSignature("mislabelled", summary: "")
      init(arguments: [Double]) {}
      var conservationLaw: ConservationLaw? {
        ConservationLaw(readout: 1, hidden: -1, feedback: 0)
      }
      func automaticStepSize<Target: LinearOperator>(
        _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
      ) throws(FactorizationError) -> Target.Scalar {
        try FeedbackAlignment().automaticStepSize(problem, state)
      }
    }
    let instance = try Instance(30, 20, rank: 4, singularValues: Spectra.power(1, count: 20))
    let result = try Trainer(instance.problem).train(
      Mislabelled(), from: instance.start, feedback: instance.feedback)
    #expect(try #require(result.conservationDrift) > 1e-3)
  }

  /// From zero the rows of W stay in the row space of C Y (Mathematics.md: "Memory of FA").
  @Test func feedbackAlignmentStaysInItsRowSpace() throws {
    let instance = try Instance(
      25, 18, rank: 3, singularValues: Spectra.power(0.5, count: 18), startScale: 0)
    let result = try instance.train("fa", steps: 50)
    let basis = try FeedbackLimit(of: instance.problem, feedback: instance.feedback).basis
    let w = result.factors.w
    #expect(w.frobeniusNorm > 0)
    #expect((w - (w * basis) * basis.transposed).frobeniusNorm < 1e-14 * w.frobeniusNorm)
  }

  /// WW' and A = C Y W' grow together (Mathematics.md: "Alignment of FA-star").
  @Test(arguments: [1, 2, 5, 20])
  func exactReadoutTiesGramToAlignment(_ steps: Int) throws {
    let instance = try Instance(
      25, 18, rank: 3, singularValues: Spectra.power(0.5, count: 18), startScale: 1)
    let result = try instance.train("fa-star", steps: steps)
    func gram(_ w: Matrix<Double>) -> Matrix<Double> { w * w.transposed }
    func alignment(_ w: Matrix<Double>) -> Matrix<Double> {
      instance.feedback * instance.target * w.transposed
    }
    let (first, last) = (instance.start.w, result.factors.w)
    let left = gram(last) - gram(first)
    let right = result.stepSize * (alignment(last) - alignment(first))
    #expect((left - right).frobeniusNorm < 1e-12 * gram(last).frobeniusNorm)
  }

  /// Readout and feedback differ by (1 - decay)^t times their first difference (Mathematics.md:
  /// "Tie of Kolen and Pollack").
  @Test(
    arguments: [0, 0.001, 0.05], [1, 10, 500])
  func kolenPollackTiesFeedbackToReadout(_ decay: Double, _ steps: Int) throws {
    let instance = try Instance(
      25, 18, rank: 3, singularValues: Spectra.power(0.5, count: 18), startScale: 0.3)
    let first = instance.feedback - instance.start.z.transposed
    for method in [TrainingMethod.dense, .spectral] {
      for schedule in [StepSchedule.constant, .cosine(steps: 400)] {
        let result = try instance.train(
          "kolen-pollack:\(decay)", steps: steps, tolerance: -1, method: method,
          schedule: schedule)
        let last = try #require(result.feedback) - result.factors.z.transposed
        var share = 1.0
        for _ in 0..<steps { share *= 1 - decay }
        // A step rounds C and Z once more, each by a unit of its size.
        let unit = Double(steps) * Double.ulpOfOne * result.factors.z.frobeniusNorm
        #expect((last - share * first).frobeniusNorm < 4 * unit + 1e-14)
      }
    }
  }

  /// Orthogonal changes of coordinates carry trajectories to trajectories (Mathematics.md:
  /// "Equivariance"), whatever the coordinates that the turned run is computed in. What rules draw for the target as it is does not
  /// turn with it.
  @Test(
    arguments: Rules.equivariant.filter { !$0.contains("-feedback:") || $0.hasPrefix("low-rank") })
  func equivariance(_ name: String) throws {
    var instance = try Instance(
      14, 11, rank: 3, singularValues: Spectra.power(1, count: 11), startScale: 0.3)
    if name.hasPrefix("scaled-gd") { instance = try instance.nearTheOptimum() }
    let stream = RandomStream(seed: 5, name: "rotation")
    let u: Matrix<Double> = try stream.orthonormal(14, 14)
    let v: Matrix<Double> = try stream.orthonormal(11, 11)
    let turn: Matrix<Double> = try stream.orthonormal(3, 3)
    let plain = try instance.train(
      name, steps: 300, stepSize: .constant(0.1), tolerance: -1, method: .dense)
    var turned = try Instance(target: u * instance.target * v.transposed, rank: 3)
    turned.start = Factors(
      z: u * instance.start.z * turn.transposed, w: turn * instance.start.w * v.transposed)
    turned.feedback = turn * instance.feedback * u.transposed
    let expectedZ = u * plain.factors.z * turn.transposed
    let expectedW = turn * plain.factors.w * v.transposed
    for method in Rules.rule(name).reductions.union([.dense]).subtracting([.modes]) {
      let result = try turned.train(
        name, steps: 300, stepSize: .constant(0.1), tolerance: -1, method: method)
      #expect(relativeDifference(result.factors.z, expectedZ) < 1e-10, "\(method)")
      #expect(relativeDifference(result.factors.w, expectedW) < 1e-10, "\(method)")
    }
  }

  /// Sign symmetry acts on entries: turning the target turns it off its trajectory.
  @Test(arguments: ["sign-symmetry-u", "sign-symmetry-fr"])
  func signSymmetryIsNotEquivariant(_ name: String) throws {
    let instance = try Instance(
      14, 11, rank: 3, singularValues: Spectra.power(1, count: 11), startScale: 0.3)
    let u: Matrix<Double> = try RandomStream(seed: 5, name: "rotation").orthonormal(14, 14)
    var turned = try Instance(target: u * instance.target, rank: 3)
    turned.start = Factors(z: u * instance.start.z, w: instance.start.w)
    turned.feedback = instance.feedback * u.transposed
    let plain = try instance.train(name, steps: 50)
    let other = try turned.train(name, steps: 50, stepSize: .constant(plain.stepSize))
    #expect(relativeDifference(other.factors.z, u * plain.factors.z) > 1e-3)
  }

  /// (C, eta) -> (aC, a^(-2/3) eta) leaves every product as it was (Mathematics.md: "Scaling"). With
  /// a = 8 all factors are powers of two, and the trajectories agree to the last bit.
  @Test func scalingOfTheFeedback() throws {
    let instance = try Instance(
      12, 10, rank: 3, singularValues: Spectra.power(1, count: 10), startScale: 0)
    let plain = try instance.train("fa", steps: 100, stepSize: .constant(0.25), method: .dense)
    let trainer = Trainer(
      instance.problem, stepSize: .constant(0.0625),
      stopping: StoppingCriterion(tolerance: 0, maxSteps: 100), method: .dense)
    let scaled = try trainer.train(
      FeedbackAlignment(), from: instance.start, feedback: 8 * instance.feedback)
    #expect(scaled.factors.w == 2 * plain.factors.w)
    #expect(scaled.factors.z == 0.5 * plain.factors.z)
  }

  /// (Y, eta) -> (gY, g^(-2/3) eta) with the same C gives W -> g^(1/3) W, Z -> g^(2/3) Z (Mathematics.md:
  /// "Scaling"), to the last bit for g = 8.
  @Test(arguments: [TrainingMethod.dense, .modes])
  func scalingOfTheTarget(_ method: TrainingMethod) throws {
    let values = Spectra.power(1, count: 10)
    let plain = try Instance(12, 10, rank: 3, singularValues: values, startScale: 0)
    var scaled = try Instance(target: 8 * plain.target, rank: 3)
    scaled.start = plain.start
    scaled.feedback = plain.feedback
    let a = try plain.train("fa", steps: 100, stepSize: .constant(0.25), method: method)
    let b = try scaled.train("fa", steps: 100, stepSize: .constant(0.0625), method: method)
    if method == .dense {
      #expect(b.factors.w == 2 * a.factors.w)
      #expect(b.factors.z == 4 * a.factors.z)
    } else {
      // The SVD of 8 C Y is that of C Y but for rounding.
      #expect(relativeDifference(b.factors.w, 2 * a.factors.w) < 1e-12)
      #expect(relativeDifference(b.factors.z, 4 * a.factors.z) < 1e-12)
    }
  }

  /// From zero and with a small step ||CE|| never increases (Mathematics.md: "FA from zero start,
  /// solved exactly").
  @Test func projectedErrorNeverIncreasesFromZero() throws {
    let instance = try Instance(
      25, 18, rank: 4, singularValues: Spectra.power(1, count: 18), startScale: 0)
    let stepSize = try instance.train("fa", steps: 0).stepSize / 8
    var last = Double.infinity
    for steps in 0..<200 {
      let factors = try instance.train("fa", steps: steps, stepSize: .constant(stepSize)).factors
      let norm = (instance.feedback * (instance.target - factors.z * factors.w)).frobeniusNorm
      #expect(norm <= last * (1 + 1e-14), "\(steps)")
      last = norm
    }
  }

  /// Pseudo-backprop moves W without unit and Z in that of Y; the others have a number in units of Y.
  private static let unitBound = [
    "pseudo-backprop", "scaled-gd", "gd-decay", "fa-decay", "alternating-fa-decay:0.05",
  ]

  /// A decay and a damping carry the units of the target as well.
  @Test(arguments: ["gd-decay", "fa-decay", "scaled-gd"], [0x1p-40, 0x1p40])
  func unitsOfPenalties(_ name: String, _ unit: Double) throws {
    let values = Spectra.power(1, count: 10)
    let plain = try Instance(12, 10, rank: 3, singularValues: values)
    let scaled = try Instance(12, 10, rank: 3, singularValues: values.map { $0 * unit })
    let a = try plain.train("\(name):0.0625", steps: 200)
    let b = try scaled.train("\(name):\(0.0625 * unit)", steps: 200)
    #expect(abs(b.error / unit - a.error) <= 1e-9 * a.error)
  }

  /// Default starts, feedback and steps carry the units of the target: multiplying Y by 4^k
  /// changes nothing but the exponents.
  @Test(
    arguments: Rules.all.filter { !unitBound.contains($0) },
    [0x1p-500, 0x1p-40, 0x1p40, 0x1p500])
  func unitsOfTheTarget(_ name: String, _ unit: Double) throws {
    let values = Spectra.power(1, count: 10)
    let plain = try Instance(12, 10, rank: 3, singularValues: values)
    let scaled = try Instance(
      12, 10, rank: 3, singularValues: values.map { $0 * unit })
    let steps = 200
    let (a, b) = (try plain.train(name, steps: steps), try scaled.train(name, steps: steps))
    #expect(a.status == b.status)
    #expect(abs(b.error / unit - a.error) <= 1e-9 * a.error)
  }
}

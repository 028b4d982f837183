import FALinalg
import FATrainers
import Testing

/// The exact discrete identities of MATH, which hold at every step and for every step size.
@Suite struct IdentityTests {
  static let shapes: [(rows: Int, columns: Int, rank: Int)] = [
    (1, 1, 1), (7, 1, 1), (1, 9, 1), (30, 20, 4), (20, 33, 20), (40, 12, 12),
  ]

  @Test(arguments: RuleName.allCases, shapes)
  func ledgersHold(_ name: RuleName, _ shape: (rows: Int, columns: Int, rank: Int)) throws {
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

  /// A ledger that is not the rule's own must drift: the diagnostic can fail.
  @Test func wrongLedgerDrifts() throws {
    struct Mislabelled: LearningRule {
      var rule = FeedbackAlignment<Double>()
      var name: RuleName { rule.name }
      var usesFeedback: Bool { true }
      var reductions: Set<TrainingMethod> { [] }
      var conservationLaw: ConservationLaw? {
        ConservationLaw(readout: 1, hidden: -1, feedback: 0)
      }
      mutating func prepare<Target: LinearOperator<Double>>(
        _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Double>
      ) throws(FactorizationError) { try rule.prepare(problem, &state) }
      func automaticStepSize<Target: LinearOperator<Double>>(
        _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Double>
      ) throws(FactorizationError) -> Double { try rule.automaticStepSize(problem, state) }
      mutating func evaluate<Target: LinearOperator<Double>>(
        _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Double>
      ) throws(FactorizationError) { rule.evaluate(problem, &state) }
    }
    let instance = try Instance(30, 20, rank: 4, singularValues: Spectra.power(1, count: 20))
    let result = try Trainer(instance.problem).train(
      Mislabelled(), from: instance.start, feedback: instance.feedback)
    #expect(try #require(result.conservationDrift) > 1e-3)
  }

  /// Identity 3: W_t - W_0 = C S_t, so from zero the rows of W stay in the row space of C Y.
  @Test func feedbackAlignmentStaysInItsRowSpace() throws {
    let instance = try Instance(
      25, 18, rank: 3, singularValues: Spectra.power(0.5, count: 18), startScale: 0)
    let result = try instance.train(.feedbackAlignment, steps: 50)
    let basis = try FeedbackLimit(of: instance.problem, feedback: instance.feedback).basis
    let w = result.factors.w
    #expect(w.frobeniusNorm > 0)
    #expect((w - (w * basis) * basis.transposed).frobeniusNorm < 1e-14 * w.frobeniusNorm)
  }

  /// Identity 4: WW' and A = C Y W' grow together, G_t - G_0 = eta (A_t - A_0).
  @Test(arguments: [1, 2, 5, 20])
  func exactReadoutTiesGramToAlignment(_ steps: Int) throws {
    let instance = try Instance(
      25, 18, rank: 3, singularValues: Spectra.power(0.5, count: 18), startScale: 1)
    let result = try instance.train(.feedbackAlignmentStar, steps: steps)
    func gram(_ w: Matrix<Double>) -> Matrix<Double> { w * w.transposed }
    func alignment(_ w: Matrix<Double>) -> Matrix<Double> {
      instance.feedback * instance.target * w.transposed
    }
    let (first, last) = (instance.start.w, result.factors.w)
    let left = gram(last) - gram(first)
    let right = result.stepSize * (alignment(last) - alignment(first))
    #expect((left - right).frobeniusNorm < 1e-12 * gram(last).frobeniusNorm)
  }

  /// Identity 6: orthogonal changes of coordinates carry trajectories to trajectories.
  @Test(arguments: RuleName.allCases)
  func equivariance(_ name: RuleName) throws {
    let instance = try Instance(
      14, 11, rank: 3, singularValues: Spectra.power(1, count: 11), startScale: 0.3)
    let stream = RandomStream(seed: 5, name: "rotation")
    let u: Matrix<Double> = try stream.orthonormal(14, 14)
    let v: Matrix<Double> = try stream.orthonormal(11, 11)
    let turn: Matrix<Double> = try stream.orthonormal(3, 3)
    let plain = try instance.train(name, steps: 300, stepSize: .constant(0.1))
    let problem = try FactorizationProblem(
      target: u * instance.target * v.transposed, rank: 3)
    let trainer = Trainer(
      problem, stepSize: .constant(0.1), stopping: StoppingCriterion(tolerance: 0, maxSteps: 300))
    let rule: any LearningRule<Double> = name.rule()
    let turned = try trainer.train(
      rule,
      from: Factors(
        z: u * instance.start.z * turn.transposed, w: turn * instance.start.w * v.transposed),
      feedback: turn * instance.feedback * u.transposed)
    let expectedZ = u * plain.factors.z * turn.transposed
    let expectedW = turn * plain.factors.w * v.transposed
    #expect(relativeDifference(turned.factors.z, expectedZ) < 1e-10)
    #expect(relativeDifference(turned.factors.w, expectedW) < 1e-10)
  }

  /// Identity 7: (C, eta) -> (aC, a^(-2/3) eta) leaves every product as it was. With a = 8 all
  /// factors are powers of two, and the trajectories agree to the last bit.
  @Test func scalingOfTheFeedback() throws {
    let instance = try Instance(
      12, 10, rank: 3, singularValues: Spectra.power(1, count: 10), startScale: 0)
    let plain = try instance.train(.feedbackAlignment, steps: 100, stepSize: .constant(0.25))
    let trainer = Trainer(
      instance.problem, stepSize: .constant(0.0625),
      stopping: StoppingCriterion(tolerance: 0, maxSteps: 100))
    let scaled = try trainer.train(
      FeedbackAlignment(), from: instance.start, feedback: 8 * instance.feedback)
    #expect(scaled.factors.w == 2 * plain.factors.w)
    #expect(scaled.factors.z == 0.5 * plain.factors.z)
  }

  /// Default starts, feedback and steps carry the units of the target: multiplying Y by 4^k
  /// changes nothing but the exponents.
  @Test(arguments: RuleName.allCases, [0x1p-500, 0x1p-40, 0x1p40, 0x1p500])
  func unitsOfTheTarget(_ name: RuleName, _ unit: Double) throws {
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

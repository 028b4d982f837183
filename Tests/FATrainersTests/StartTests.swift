import FALinalg
import FATrainers
import Testing

/// Starts and feedback: the laws, the sizes, and that neither depends on the other.
@Suite struct StartTests {
  static func problem() throws -> FactorizationProblem<Matrix<Double>> {
    let target: Matrix<Double> = try RandomStream(seed: 4, name: "test").matrix(
      60, 50, singularValues: Spectra.power(1, count: 50))
    return try FactorizationProblem(target: target, rank: 4)
  }

  @Test(arguments: Start.Law.allCases, [0, 0.01, 2])
  func startsHaveTheirSize(_ law: Start.Law, _ scale: Double) throws {
    let problem = try Self.problem()
    let start = try problem.start(Start(law, scale: scale), seed: 3)
    #expect(start.z.rows == 60 && start.z.columns == 4)
    #expect(start.w.rows == 4 && start.w.columns == 50)
    let unit = problem.factorScale * scale
    switch law {
    case .zero: #expect(start.z.frobeniusNorm == 0 && start.w.frobeniusNorm == 0)
    case .normal, .uniform:
      // Four columns of length one, within five standard deviations of normal entries.
      for norm in [start.z.frobeniusNorm, start.w.frobeniusNorm] {
        #expect(abs(norm - 2 * unit) <= 5 * unit / 50.0.squareRoot())
      }
    case .orthogonal:
      let identity = Matrix<Double>.identity(4)
      #expect((start.z.gram - unit * unit * identity).frobeniusNorm <= 1e-14 * unit * unit)
      #expect(
        (start.w.transposed.gram - unit * unit * identity).frobeniusNorm <= 1e-14 * unit * unit)
    case .spectral:
      let optimum = try Optimum(of: problem)
      let best = optimum.left * (optimum.left.transposed * problem.target)
      #expect(
        (start.z * start.w - scale * scale * best).frobeniusNorm <= 1e-14 * max(1, scale * scale))
      // Balanced: Z'Z = WW'.
      #expect(
        (start.z.gram - start.w.transposed.gram).frobeniusNorm <= 1e-14 * max(1, scale * scale))
    }
  }

  @Test func uniformEntriesAreBounded() throws {
    let problem = try Self.problem()
    let start = try problem.start(Start(.uniform, scale: 1), seed: 3)
    let bound = problem.factorScale * (3.0 / 60).squareRoot()
    #expect(start.z.maximumMagnitude <= bound && start.z.maximumMagnitude > 0.9 * bound)
  }

  @Test func feedbackLaws() throws {
    let problem = try Self.problem()
    let unit = problem.factorScale
    #expect(try problem.feedback(Feedback(), seed: 3) == problem.normalFeedback(seed: 3))
    let twice = try problem.feedback(Feedback(.normal, scale: 2), seed: 3)
    #expect(relativeDifference(twice, 2 * problem.normalFeedback(seed: 3)) < 1e-15)

    let orthogonal = try problem.feedback(Feedback(.orthogonal, scale: 3), seed: 3)
    let square = orthogonal * orthogonal.transposed
    #expect((square - 9 * unit * unit * Matrix<Double>.identity(4)).frobeniusNorm < 1e-13 * unit)

    let sign = try problem.feedback(Feedback(.sign), seed: 3)
    let size = unit / 60.0.squareRoot()
    for row in 0..<4 {
      for column in 0..<60 { #expect(abs(abs(sign[row, column]) - size) < 1e-15) }
    }
    // 240 fair signs: the sum has a standard deviation of 15.5.
    #expect(abs(sign.sum / size) < 5 * 15.5)
  }

  /// The rows span those of C (Y Y')^q, and power iterations bring the limit to the optimum.
  @Test func informedFeedback() throws {
    let problem = try Self.problem()
    let y = problem.target
    let optimum = try Optimum(of: problem)
    var last = Double.infinity
    var powered = problem.normalFeedback(seed: 3)
    for powers in 0...3 {
      let c = try problem.feedback(Feedback(.informed(powers: powers)), seed: 3)
      let square = c * c.transposed
      let unit = problem.frobeniusNorm
      if powers > 0 {
        #expect((square - unit * Matrix<Double>.identity(4)).frobeniusNorm < 1e-13 * unit)
      }
      let angles = try principalAngles(c.transposed, powered.transposed)
      #expect(angles.allSatisfy { $0 < 1e-6 })
      let limit = try FeedbackLimit(of: problem, feedback: c).error
      #expect(limit < last && limit > optimum.error)
      last = limit
      powered = powered * y * y.transposed
    }
    let far = try problem.feedback(Feedback(.informed(powers: 60)), seed: 3)
    let limit = try FeedbackLimit(of: problem, feedback: far).error
    #expect(abs(limit - optimum.error) < 1e-10)
  }

  /// Each kind of draw has a stream of its own: neither law nor size of one changes another.
  @Test func streamsAreSeparate() throws {
    let problem = try Self.problem()
    let wide = try FactorizationProblem(target: problem.target, rank: 5)
    let start = problem.normalStart(seed: 3, scale: 1)
    // A column more leaves the others as they were.
    #expect(Matrix(wide.normalStart(seed: 3, scale: 1).z[..., 0..<4]) == start.z)
    let c = problem.normalFeedback(seed: 3)
    let cosine =
      c.transposed.frobeniusInnerProduct(start.z) / (c.frobeniusNorm * start.z.frobeniusNorm)
    #expect(abs(cosine) < 5 / 240.0.squareRoot())
    #expect(problem.normalFeedback(seed: 4) != c)
  }

  @Test func schedules() {
    #expect(StepSchedule.constant.factor(at: 12345) == 1)
    let cosine = StepSchedule.cosine(steps: 100)
    #expect(cosine.factor(at: 0) == 1 && abs(cosine.factor(at: 50) - 0.5) < 1e-15)
    #expect(cosine.factor(at: 100) == 0 && cosine.factor(at: 1000) == 0)
    let inverse = StepSchedule.inverseTime(steps: 100)
    #expect(inverse.factor(at: 0) == 1 && inverse.factor(at: 100) == 0.5)
    #expect(inverse.factor(at: 300) == 0.25)
  }

  /// A run with a schedule takes the steps that a chain of runs of one step each takes.
  @Test func scheduledSteps() throws {
    let instance = try Instance(12, 9, rank: 3, singularValues: Spectra.power(1, count: 9))
    let schedule = StepSchedule.inverseTime(steps: 4)
    var chain = instance
    for step in 0..<20 {
      let size = 0.3 * schedule.factor(at: step)
      chain.start = try chain.train("fa", steps: 1, stepSize: .constant(size)).factors
    }
    let result = try instance.train(
      "fa", steps: 20, stepSize: .constant(0.3), schedule: schedule)
    #expect(relativeDifference(result.factors.z, chain.start.z) < 1e-14)
    #expect(relativeDifference(result.factors.w, chain.start.w) < 1e-14)
  }
}

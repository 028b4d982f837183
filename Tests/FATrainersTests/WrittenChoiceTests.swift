import FALinalg
import FATrainers
import TestSupport
import Testing

/// Laws, spectra, step sizes and schedules are read as they are printed.
@Suite struct WrittenChoiceTests {
  private func expectSame<Choice: WrittenChoice & Equatable>(_ choices: [Choice]) throws {
    for choice in choices {
      #expect(try Choice(text: choice.description) == choice, "\(choice)")
    }
  }

  @Test func whatIsPrintedIsRead() throws {
    try expectSame(Start.Law.allCases)
    try expectSame(TrainingMethod.allCases)
    try expectSame([
      Feedback.Law.normal, .orthogonal, .sign, .informed(powers: 0), .informed(powers: 7),
    ])
    try expectSame([
      StopCondition<Double>.stationarity(0), .gap(1e-4), .limit(.leastNonzeroMagnitude),
    ])
    try expectSame([StopCondition<Float>.stationarity(1e-5), .gap(0.1)])
    try expectSame([Recording.logarithmic, .every(1), .every(.max)])
    try expectSame([StepSchedule.constant, .cosine(steps: 1), .inverseTime(steps: .max)])
    try expectSame([
      Spectrum.flat, .power(0), .power(1.0 / 3), .exponential(0.9), .exponential(1),
      .step(count: 3, ratio: 1e-300), .rank(0), .rank(12),
      .values([3, 0.1, .leastNonzeroMagnitude, 0]),
    ])
    try expectSame([
      StepSize<Double>.automatic, .constant(0.1), .constant(.leastNonzeroMagnitude),
      .constant(.greatestFiniteMagnitude), .best(gap: StepSize<Double>.usualGap),
    ])
  }

  /// Decimal digits that read as the number in single precision, whichever number that is.
  @Test func singlePrecisionIsReadToTheBit() throws {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<10_000 {
      let size = Float(bitPattern: UInt32.random(in: 1..<0x7f80_0000, using: &generator))
      #expect(try StepSize<Float>(text: "\(size)") == .constant(size))
    }
    // Rounded to double first, it would be half way between two floats, and go to the even one.
    let above = "1.00000017881393432617187499"
    #expect(try StepSize<Float>(text: above) == .constant(Float(1).nextUp))
    #expect(Float(try #require(Double(above))) != Float(1).nextUp)
    for text in ["1e-60", "1e60"] {
      #expect(throws: ChoiceError.self) { try StepSize<Float>(text: text) }
    }
  }

  @Test(arguments: [
    "", ":", "normal:", "normal:1", "informed", "informed:-1", "informed:1001", "Normal",
  ])
  func noFeedback(_ text: String) {
    #expect(throws: ChoiceError.self) { try Feedback.Law(text: text) }
  }

  @Test(arguments: [
    "", "gap", "gap:", "gap:-1", "gap:nan", "gap:inf", "gap:1:2", "stop:1", "limit:x",
  ])
  func noCondition(_ text: String) {
    #expect(throws: ChoiceError.self) { try StopCondition<Double>(text: text) }
  }

  @Test(arguments: ["", "every", "every:0", "every:-1", "every:1.5", "logarithmic:2", "all"])
  func noRecording(_ text: String) {
    #expect(throws: ChoiceError.self) { try Recording(text: text) }
  }

  @Test(arguments: ["", "constant:3", "cosine", "cosine:0", "cosine:1:2", "inverse-time:-1"])
  func noSchedule(_ text: String) {
    #expect(throws: ChoiceError.self) { try StepSchedule(text: text) }
  }

  @Test(arguments: [
    "", "flat:1", "power", "power:-1", "power:nan", "power:1:2", "exponential:1.5", "step:1",
    "step:-1:1", "rank:1.5", "values:", "values:1,,2", "values:-1",
  ])
  func noSpectrum(_ text: String) {
    #expect(throws: ChoiceError.self) { try Spectrum(text: text) }
  }

  @Test(arguments: ["", "0", "-1", "inf", "best:", "best:0", "best:1:2", "auto:1", "1:2", "a"])
  func noStepSize(_ text: String) {
    #expect(throws: ChoiceError.self) { try StepSize<Double>(text: text) }
  }

  /// A tolerance that rounding lets a run reach, in either precision.
  @Test func defaultsSuitThePrecision() throws {
    #expect(StoppingCriterion<Double>().tolerance == 1e-10)
    #expect(StoppingCriterion<Float>().tolerance == 1e-5)
    let instance = try Instance<Float>(
      20, 15, rank: 3, singularValues: (1...15).map { 1 / Float($0) })
    for name in ["gd", "fa", "fa-star"] {
      let run = try Trainer(instance.problem).train(
        try RuleCatalogue.rule(name), from: instance.start, feedback: instance.feedback)
      #expect(run.status == .converged && run.steps < 10_000, "\(name)")
    }
    let cell = SweepCell<Float>(
      target: .synthetic(4, 3, spectrum: .flat, seed: 0), rank: 1, rule: GradientDescent(), seed: 0)
    #expect(cell.setting.tolerance == 1e-5)
  }
}

import FALinalg
import FATrainers

/// A small problem with everything drawn from one seed.
struct Instance<Scalar: BLASScalar> {
  let problem: FactorizationProblem<Matrix<Scalar>>
  var feedback: Matrix<Scalar>
  var start: Factors<Scalar>

  var target: Matrix<Scalar> { problem.target }

  init(target: Matrix<Scalar>, rank: Int, seed: UInt64 = 1, startScale: Scalar = 0.01) throws {
    problem = try FactorizationProblem(target: target, rank: rank)
    feedback = problem.normalFeedback(seed: seed)
    start = problem.normalStart(seed: seed, scale: startScale)
  }

  init(
    _ rows: Int, _ columns: Int, rank: Int, singularValues: [Scalar], seed: UInt64 = 1,
    startScale: Scalar = 0.01
  ) throws {
    let target: Matrix<Scalar> = try RandomStream(seed: seed, name: "test").matrix(
      rows, columns, singularValues: singularValues)
    try self.init(target: target, rank: rank, seed: seed, startScale: startScale)
  }

  /// Trains a rule by its name; a tolerance below zero never ends a run.
  func train(
    _ name: String, steps: Int, stepSize: StepSize<Scalar> = .automatic, tolerance: Scalar = 0,
    method: TrainingMethod? = nil, schedule: StepSchedule = .constant
  ) throws -> TrainingResult<Scalar> {
    var trainer = Trainer(
      problem, stepSize: stepSize,
      stopping: StoppingCriterion(tolerance: tolerance, maxSteps: steps), method: method)
    trainer.seed = Textbook.seed
    trainer.schedule = schedule
    return try trainer.train(RuleCatalogue.rule(name), from: start, feedback: feedback)
  }

  /// The same from near the balanced factors of the truncated SVD: small random starts first throw
  /// ScaledGD far away, and rounding errors with it.
  func nearTheOptimum() throws -> Self {
    var result = self
    let spectral = try problem.start(Start(.spectral, scale: 1), seed: 0)
    result.start.z = spectral.z.adding(
      problem.normalStart(seed: 9, scale: 0.02).z, scaledBy: 1)
    result.start.w = spectral.w.adding(
      problem.normalStart(seed: 9, scale: 0.02).w, scaledBy: 1)
    return result
  }
}

/// Rules by name, for the arguments of tests.
enum Rules {
  /// Every rule, with parameters that leave out no part of it.
  static let all =
    RuleCatalogue.all.flatMap { type -> [String] in
      switch type.signature.name {
      case "rho-fa": ["rho-fa:0.3"]
      case "kolen-pollack": ["kolen-pollack:0.0005:0", "kolen-pollack:0.01:0.02"]
      case "weight-mirror": ["weight-mirror:0.1:0.5"]
      case "low-rank-feedback": ["low-rank-feedback:2"]
      case "product-feedback": ["product-feedback:4:0.01"]
      case "oja-feedback": ["oja-feedback:3:0.02:0.25"]
      case "information-alignment": ["information-alignment:0.2:0.8:1.5:0.4"]
      default: [type.signature.name]
      }
    } + derived
  /// Each derivation, of rules with and without decay and learned feedback.
  static let derived = [
    "nesterov-fa:0.5", "nesterov-kolen-pollack:0.8:0.01", "alternating-gd",
    "alternating-fa-decay:0.05", "alternating-adaptive-feedback",
  ]
  static let equivariant = all.filter { !rule($0).reductions.isEmpty }
  static let fixedFeedback = all.filter { rule($0).feedbackUse == .fixed }
  static let lawful = all.filter { rule($0).conservationLaw != nil }
  static let modal = all.filter { rule($0).reductions.contains(.modes) }

  static func rule(_ name: String) -> any LearningRule {
    do {
      return try RuleCatalogue.rule(name)
    } catch {
      preconditionFailure("\(error)")
    }
  }
}

enum Spectra {
  static func power(_ exponent: Double, count: Int) -> [Double] {
    (1...count).map { index in
      // i^-P for P a multiple of a half, without a maths library.
      let root = Double(index).squareRoot()
      return (0..<Int(2 * exponent)).reduce(1) { value, _ in value / root }
    }
  }
  static func flat(count: Int) -> [Double] { Array(repeating: 1, count: count) }
  static func exponential(_ base: Double, count: Int) -> [Double] {
    (1..<count).reduce(into: [base]) { values, _ in values.append(values[values.count - 1] * base) }
  }
}

/// ||a - b||_F / ||b||_F.
func relativeDifference<Scalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) -> Scalar {
  (a - b).frobeniusNorm / b.frobeniusNorm
}

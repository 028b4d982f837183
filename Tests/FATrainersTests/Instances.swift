import FALinalg
import FATrainers

/// A small problem with everything drawn from one seed.
struct Instance<Scalar: BLASScalar> {
  let problem: FactorizationProblem<Matrix<Scalar>>
  let feedback: Matrix<Scalar>
  let start: Factors<Scalar>

  var target: Matrix<Scalar> { problem.target }

  init(
    _ rows: Int, _ columns: Int, rank: Int, singularValues: [Scalar], seed: UInt64 = 1,
    startScale: Scalar = 0.01
  ) throws {
    let target: Matrix<Scalar> = try RandomStream(seed: seed, name: "test").matrix(
      rows, columns, singularValues: singularValues)
    problem = try FactorizationProblem(target: target, rank: rank)
    feedback = problem.normalFeedback(seed: seed)
    start = problem.normalStart(seed: seed, scale: startScale)
  }

  func train(
    _ name: RuleName, steps: Int, stepSize: StepSize<Scalar> = .automatic, tolerance: Scalar = 0
  ) throws -> TrainingResult<Scalar> {
    let trainer = Trainer(
      problem, stepSize: stepSize,
      stopping: StoppingCriterion(tolerance: tolerance, maxSteps: steps))
    let rule: any LearningRule<Scalar> = name.rule()
    return try trainer.train(rule, from: start, feedback: feedback)
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

import FALinalg
import FATrainers

let target: Matrix<Double> = try RandomStream(seed: 1, name: "target").matrix(
  120, 100, singularValues: (1...100).map { 1 / Double($0) })
let problem = try FactorizationProblem(target: target, rank: 5)
let start = problem.normalStart(seed: 1, scale: 0.1)
let feedback = problem.normalFeedback(seed: 1)
let rule = MomentumAlignment()

// The rule as one would write it down.
func loop(steps: Int, stepSize: Double) -> Factors<Double> {
  var (z, w) = (start.z, start.w)
  var (mz, mw) = (0 * z, 0 * w)
  for _ in 0..<steps {
    let e = target - z * w
    (mz, mw) = (rule.beta * mz + e * w.transposed, rule.beta * mw + feedback * e)
    (z, w) = (z + stepSize * mz, w + stepSize * mw)
  }
  return Factors(z: z, w: w)
}

// In every coordinate that the rule says carry it, the same trajectory.
for method in [TrainingMethod.dense] + rule.reductions.sorted(by: { $0.rawValue < $1.rawValue }) {
  let trainer = Trainer(
    problem, stopping: StoppingCriterion(tolerance: -1, maxSteps: 500), method: method)
  let run = try trainer.train(rule, from: start, feedback: feedback)
  let expected = loop(steps: 500, stepSize: run.stepSize)
  let difference = (run.factors.z - expected.z).frobeniusNorm / expected.z.frobeniusNorm
  guard difference < 1e-10 else { fatalError("\(method): \(difference) from the definition") }
  let bound = run.krylov.map { ", at most \($0.deviationBound) from the trajectory" } ?? ""
  print("\(method.rawValue): error \(run.error) after \(run.steps) steps\(bound)")
}

// Beside the built-in rules, the optimum and the limit of the feedback.
let comparison = try Comparison(
  of: problem, rules: [FeedbackAlignment(), rule], stopping: StoppingCriterion(tolerance: 1e-8),
  start: start, feedback: feedback)
for run in comparison.runs {
  print("\(run.result.rule.name): \(run.result.steps) steps, error \(run.result.error)")
}
print("limit \(comparison.feedbackLimit.error), optimum \(comparison.optimum.error)")

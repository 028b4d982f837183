import FALinalg
import FATrainers

/// Feedback alignment with momentum: M <- beta M + E W', Z <- Z + eta M, and the same for W along C E.
///
/// All that the trainers need to know of a rule stands here, and nothing is assumed beyond it.
struct MomentumAlignment: FixedFeedbackRule {
  static let signature = RuleSignature(
    "momentum-fa", parameters: [RuleParameter("beta", in: 0...0.999, default: 0.9)],
    summary: "Feedback alignment with momentum.")

  let beta: Double
  init(arguments: [Double]) { beta = arguments[0] }
  var arguments: [Double] { [beta] }

  // Turning the coordinates turns the momentum with them, and of the target the rule sees only Y W' and C Y: it
  // runs in feedback, spectral and Krylov coordinates. Leave this out, and it runs on the target as it is.
  var reductions: Set<TrainingMethod> { .fixedFeedback }

  // A direction counts 1 + beta + beta^2 + ... times. Krylov coordinates bound their deviation with it.
  var directionWeight: Double? { 1 / (1 - beta) }

  /// That of feedback alignment, for the weight that a direction has.
  func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    Target.Scalar(1 - beta)
      * stepSize(curvature: try feedbackCurvature(state, projectedTarget: state.projectedTarget))
  }

  /// C Y, and the momentum of both factors at the beginning. They follow the factors from there: into other coordinates,
  /// into checkpoints, from batch to batch.
  func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    state.projectTarget(problem)
    state.readoutMemory = [.zeros(state.z.rows, state.z.columns)]
    state.hiddenMemory = [.zeros(state.v.rows, state.v.columns)]
  }

  // `evaluate`, which computes the directions E W' and C E, is that of every rule with fixed feedback.

  func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    let beta = Scalar(beta)
    state.readoutMemory[0] *= beta
    state.readoutMemory[0].add(state.dz, scaledBy: 1)
    state.hiddenMemory[0] *= beta
    state.hiddenMemory[0].add(state.dv, scaledBy: 1)
    state.z.add(state.readoutMemory[0], scaledBy: stepSize)
    state.v.add(state.hiddenMemory[0], scaledBy: stepSize)
  }
}

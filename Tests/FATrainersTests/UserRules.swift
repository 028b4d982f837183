import FALinalg
import FATrainers

// Rules as a user would write them, from the public interface alone. One more is that of Examples/Rule, by a link.

/// FA with momentum, that says nothing of itself.
struct SilentMomentum: FixedFeedbackRule {
  static let signature = RuleSignature("silent-momentum-fa", summary: "FA with momentum 0.9.")
  init(arguments: [Double]) {}

  func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    try 0.1 * FeedbackAlignment().automaticStepSize(problem, state)
  }

  func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    state.projectTarget(problem)
    addMomentum(to: &state)
  }

  func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    advanceWithMomentum(&state, 0.9, by: stepSize)
  }
}

/// FA where both layers decay, by nothing but what it declares.
struct DecayingAlignment: FixedFeedbackRule {
  static let signature = RuleSignature(
    "decaying-fa", parameters: [RuleParameter("decay", in: 0...1, default: 0.01)],
    summary: "Feedback alignment with a decay of both layers.")
  let decay: Double
  init(arguments: [Double]) { decay = arguments[0] }
  var arguments: [Double] { [decay] }
  var factorDecay: FactorDecay { FactorDecay(readout: decay, hidden: decay) }
  var reductions: Set<TrainingMethod> { .fixedFeedback }
  var directionWeight: Double? { 1 }

  func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    try FeedbackAlignment().automaticStepSize(problem, state)
  }
}

/// What takes its directions and its step size from gradient descent.
protocol DescentRule: LearningRule {}

extension DescentRule {
  var feedbackUse: FeedbackUse { .none }

  func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    try GradientDescent().automaticStepSize(problem, state)
  }

  func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) { state.evaluateBoth(problem, through: state.z) }
}

/// Gradient descent with momentum.
struct MomentumDescent: DescentRule {
  static let signature = RuleSignature("momentum-gd", summary: "GD with momentum 0.9.")
  init(arguments: [Double]) {}
  var reductions: Set<TrainingMethod> { .equivariant }
  var directionWeight: Double? { 10 }

  func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    0.1 * stepSize(curvature: try gradientCurvature(problem, state))
  }

  func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) { addMomentum(to: &state) }

  func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    advanceWithMomentum(&state, 0.9, by: stepSize)
  }
}

/// Z preconditioned by the sum of all dZ'dZ, an r x r matrix that is the same in all coordinates.
struct AccumulatedGram: DescentRule {
  static let signature = RuleSignature("gram-gd", summary: "GD, Z through an accumulated matrix.")
  init(arguments: [Double]) {}
  var reductions: Set<TrainingMethod> { .equivariant }
  var directionWeight: Double? { 3 }

  func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) { state.memory = [.zeros(state.z.columns, state.z.columns)] }

  func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    let dz = state.dz
    multiply(dz.transposed, dz, into: &state.memory[0], alpha: 1, beta: 1)
    let rate = state.memory[0].frobeniusNorm
    state.z.add(state.dz, scaledBy: stepSize / (1 + rate))
    state.v.add(state.dv, scaledBy: stepSize)
  }
}

/// Adam on the gradient: entry by entry, so that no change of coordinates carries it.
struct Adam: DescentRule {
  static let signature = RuleSignature("adam", summary: "Adam.")
  init(arguments: [Double]) {}

  func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) -> Target.Scalar { 0.01 }

  func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) {
    let (n, m, r) = (state.z.rows, state.v.rows, state.z.columns)
    state.readoutMemory = [.zeros(n, r), .zeros(n, r)]
    state.hiddenMemory = [.zeros(m, r), .zeros(m, r)]
  }

  func advance<Scalar>(_ state: inout TrainingState<Scalar>, by stepSize: Scalar) {
    var decays: (Scalar, Scalar) = (1, 1)
    for _ in 0...state.step { decays = (decays.0 * 0.9, decays.1 * 0.999) }
    func move(
      _ factor: inout Matrix<Scalar>, _ direction: Matrix<Scalar>,
      _ moments: inout [Matrix<Scalar>]
    ) {
      moments[0] = 0.9 * moments[0] + 0.1 * direction
      moments[1] = 0.999 * moments[1] + 0.001 * direction.map { $0 * $0 }
      factor.add(
        moments[0].zip(moments[1]) { first, second in
          first / (1 - decays.0) / ((second / (1 - decays.1)).squareRoot() + 1e-8)
        }, scaledBy: stepSize)
    }
    move(&state.z, state.dz, &state.readoutMemory)
    move(&state.v, state.dv, &state.hiddenMemory)
  }
}

/// Decay written into the direction itself: right for the target as it is, and nothing for batches.
struct DecayInDirection: DescentRule {
  static let signature = RuleSignature("decay-in-direction", summary: "GD with weight decay.")
  init(arguments: [Double]) {}
  var reductions: Set<TrainingMethod> { .equivariant }
  var directionWeight: Double? { 1 }

  func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) {
    state.evaluateBoth(problem, through: state.z)
    state.dz.add(state.z, scaledBy: -0.01)
    state.dv.add(state.v, scaledBy: -0.01)
  }
}

/// Gradient descent that multiplies by the target itself.
struct OwnProducts: DescentRule {
  static let signature = RuleSignature(
    "own-products", summary: "GD without the parts of the state.")
  init(arguments: [Double]) {}
  var reductions: Set<TrainingMethod> { .equivariant }
  var directionWeight: Double? { 1 }

  func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) {
    let (z, v) = (state.z, state.v)
    problem.target.multiply(v.view, into: &state.dz)
    state.dz -= z * (v.transposed * v)
    problem.target.multiplyTransposed(z.view, into: &state.dv)
    state.dv -= v * (z.transposed * z)
  }
}

private func addMomentum<Scalar>(to state: inout TrainingState<Scalar>) {
  state.readoutMemory = [.zeros(state.z.rows, state.z.columns)]
  state.hiddenMemory = [.zeros(state.v.rows, state.v.columns)]
}

private func advanceWithMomentum<Scalar>(
  _ state: inout TrainingState<Scalar>, _ beta: Scalar, by stepSize: Scalar
) {
  state.readoutMemory[0] *= beta
  state.readoutMemory[0].add(state.dz, scaledBy: 1)
  state.hiddenMemory[0] *= beta
  state.hiddenMemory[0].add(state.dv, scaledBy: 1)
  state.z.add(state.readoutMemory[0], scaledBy: stepSize)
  state.v.add(state.hiddenMemory[0], scaledBy: stepSize)
}

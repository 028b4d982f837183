package import FALinalg
internal import Platform

/// Follows the flow of a rule by ``DormandPrince`` steps.
///
/// The error of a step is measured factor by factor, by its norm relative to that of the factor.
/// Norms do not depend on the coordinates, so the same steps are taken in all of them.
package struct FlowIntegrator<Rule: FlowRule, Target: LinearOperator>: ~Copyable {
  package typealias Scalar = Target.Scalar

  private let rule: Rule
  private let problem: FactorizationProblem<Target>
  /// The factors at `time`, between two calls.
  private(set) var state: TrainingState<Scalar>
  package private(set) var time: Scalar = 0
  private(set) var acceptedSteps = 0
  private(set) var rejectedSteps = 0
  /// The step that the controller would take next.
  private var proposal: Scalar
  private var previousError: Scalar = 1

  /// The factors at the beginning of the step.
  private var base: FactorPair<Scalar>
  /// Their rates of change at the seven stages.
  private var slopes: [FactorPair<Scalar>]
  private var difference: FactorPair<Scalar>

  /// - Parameters:
  ///   - rule: Whose flow it is.
  ///   - problem: What is being factored.
  ///   - start: Z_0 and W_0.
  ///   - feedback: C as the rule starts with it, or as much of it as can be seen.
  ///   - feedbackNorm: ||C||_F.
  ///   - drawn: The matrices that the rule has drawn.
  ///   - tolerance: What the first step is chosen for.
  ///   - seed: The seed of what the rule draws.
  package init(
    _ rule: Rule, _ problem: FactorizationProblem<Target>, _ start: Factors<Scalar>,
    feedback: Matrix<Scalar>?, feedbackNorm: Scalar, drawn: [Matrix<Scalar>] = [],
    tolerance: Scalar, seed: UInt64 = 0
  ) throws(FactorizationError) {
    var state = TrainingState(
      start, feedback: feedback, use: rule.feedbackUse, feedbackNorm: feedbackNorm, seed: seed)
    state.readoutMemory = drawn
    try rule.prepare(problem, &state)
    guard rule.keepsMemory || RuleMemory(state).isEmpty else {
      throw .unsuited(
        rule: rule.name,
        reason: "carries matrices of its own from step to step, so that its factors alone have no "
          + "flow")
    }
    let stable = try rule.automaticStepSize(problem, state)
    try rule.evaluate(problem, &state)
    // Euler's method is stable with the automatic step; the fifth root is the method's order.
    proposal = stable * Scalar(pow(Double(tolerance), 1.0 / 5))
    base = FactorPair(z: state.z, v: state.v)
    difference = FactorPair(z: state.dz, v: state.dv)
    slopes = Array(repeating: difference, count: 7)
    self.state = state
    (self.rule, self.problem) = (rule, problem)
  }

  /// Follows the flow to the given time, in steps whose relative error is estimated below the
  /// tolerance.
  ///
  /// - Throws: `integrationFailed`, `linearAlgebra`.
  /// - Complexity: Six evaluations of the rule a step, without allocation.
  mutating func advance(
    to end: Scalar, tolerance: Scalar, maxSteps: Int
  ) throws(FactorizationError) {
    while time < end {
      let isLast = time + 1.01 * proposal >= end
      let stepSize = isLast ? end - time : proposal
      guard isLast || time + stepSize > time, acceptedSteps + rejectedSteps < maxSteps else {
        throw .integrationFailed(time: Double(time))
      }
      let error = try attempt(stepSize) / tolerance
      if error <= 1 {
        time = isLast ? end : time + stepSize
        accept()
        let next = stepSize * factor(error)
        // A step cut short to arrive says little about the next.
        proposal = isLast ? max(proposal, next) : next
        previousError = max(error, 1e-4)
      } else {
        rejectedSteps += 1
        guard stepSize > time.ulp, stepSize > Scalar.leastNormalMagnitude else {
          throw .integrationFailed(time: Double(time))
        }
        proposal = stepSize * min(1, factor(error))
      }
    }
  }

  /// Takes one step of the given size, whatever its error.
  package mutating func step(by stepSize: Scalar) throws(FactorizationError) {
    _ = try attempt(stepSize)
    time += stepSize
    accept()
  }

  /// The factors at `time`.
  package var factors: Factors<Scalar> { state.factors }

  /// The proportional-integral controller.
  ///
  /// Source: E. Hairer, G. Wanner, "Solving ordinary differential equations II", section IV.2, with
  /// beta = 0.04.
  private func factor(_ error: Scalar) -> Scalar {
    guard error.isFinite else { return 0.2 }
    let value = 0.9 * pow(Double(error), -0.17) * pow(Double(previousError), 0.04)
    return Scalar(min(10, max(0.2, value)))
  }

  /// Computes the stages from `base`; the factors at the end of the step are left in `state`.
  ///
  /// - Returns: The estimated relative error; not finite where the step has left the range of numbers.
  private mutating func attempt(_ stepSize: Scalar) throws(FactorizationError) -> Scalar {
    for stage in 1...6 {
      state.z.assign(base.z)
      state.v.assign(base.v)
      for index in 0..<stage {
        let weight = stepSize * Scalar(DormandPrince.stages[stage - 1][index])
        if weight == 0 { continue }
        state.z.add(slopes[index].z, scaledBy: weight)
        state.v.add(slopes[index].v, scaledBy: weight)
      }
      rule.follow(&state)
      do {
        try rule.evaluate(problem, &state)
      } catch .linearAlgebra(_, .nonFinite) {
        return .nan
      }
      exchangeDirections(&state, &slopes, at: stage)
    }
    difference.z.fill(with: 0)
    difference.v.fill(with: 0)
    for index in 0...6 {
      let weight = stepSize * Scalar(DormandPrince.errorWeights[index])
      difference.z.add(slopes[index].z, scaledBy: weight)
      difference.v.add(slopes[index].v, scaledBy: weight)
    }
    let readout = relative(difference.z, base.z, state.z)
    let hidden = relative(difference.v, base.v, state.v)
    return readout.isFinite && hidden.isFinite ? max(readout, hidden) : .nan
  }

  private mutating func accept() {
    acceptedSteps += 1
    keepFactors()
    var slopes = slopes.mutableSpan
    slopes.swapAt(0, 6)
  }

  private mutating func keepFactors() {
    base.z.assign(state.z)
    base.v.assign(state.v)
  }

  private func relative(
    _ error: Matrix<Scalar>, _ before: Matrix<Scalar>, _ after: Matrix<Scalar>
  ) -> Scalar {
    let size = error.frobeniusNorm
    return size == 0 ? 0 : size / max(before.frobeniusNorm, after.frobeniusNorm)
  }
}

/// Z and V = W', or their rates of change.
private struct FactorPair<Scalar: BLASScalar> {
  var z: Matrix<Scalar>
  var v: Matrix<Scalar>
}

/// Takes the directions that were just evaluated, in exchange for storage for the next.
private func exchangeDirections<Scalar: BLASScalar>(
  _ state: inout TrainingState<Scalar>, _ slopes: inout [FactorPair<Scalar>], at stage: Int
) {
  // Changing elements of the array itself would allocate, in code for any scalar.
  var slopes = slopes.mutableSpan
  swap(&state.dz, &slopes[stage].z)
  swap(&state.dv, &slopes[stage].v)
}

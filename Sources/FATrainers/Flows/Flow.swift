public import FALinalg

/// The flow of a rule on a problem: training in the limit of small steps, dZ/dt = E W' and
/// dW/dt = Z'E or C E, integrated to a tolerance.
///
/// Time is in units of the step size: t = eta times the number of steps. In the flow the quantity of
/// the rule's ``ConservationLaw`` is constant.
///
/// ```swift
/// let flow = Flow(problem)
/// let solution = try flow.solve(
///   FeedbackAlignment(), from: start, feedback: feedback, at: [1, 10, 100])
/// print(solution.points.map(\.error))
/// ```
public struct Flow<Target: LinearOperator>: Sendable {
  /// The type of the entries.
  public typealias Scalar = Target.Scalar

  /// What is to be factored.
  public let problem: FactorizationProblem<Target>
  /// How large the estimated error of a step may be, relative to the norm of each factor.
  public var tolerance: Scalar
  /// How many steps, rejected ones among them, may be taken at most.
  public var maxSteps = 1_000_000
  /// In which coordinates the flow is computed: `dense`, `feedback` or `spectral`. If nil, in feedback
  /// coordinates where the rule allows them and otherwise in spectral ones, or as it is.
  public var method: TrainingMethod?
  /// The seed of what a rule draws.
  public var seed: UInt64 = 0

  /// Creates a flow.
  ///
  /// - Parameters:
  ///   - problem: What is to be factored.
  ///   - tolerance: The error of a step relative to each factor; values below a hundred rounding
  ///     units count as that.
  ///   - method: In which coordinates; nil for the cheapest that the rule allows.
  /// - Precondition: The tolerance is positive.
  public init(
    _ problem: FactorizationProblem<Target>, tolerance: Scalar = Scalar.ulpOfOne.squareRoot(),
    method: TrainingMethod? = nil
  ) {
    require(tolerance > 0, "the tolerance \(tolerance) is not positive")
    self.problem = problem
    self.tolerance = max(tolerance, 100 * Scalar.ulpOfOne)
    self.method = method
  }

  /// Follows the flow from the given start.
  ///
  /// - Parameters:
  ///   - rule: Whose flow it is.
  ///   - start: Z_0 and W_0, at time zero.
  ///   - feedback: C, r x n, for rules that need it.
  ///   - times: The times at which the factors are wanted.
  /// - Precondition: The times are finite, not negative and do not decrease.
  /// - Throws: `wrongShape`, `missingFeedback`, `cannotCarry`, `integrationFailed`, `linearAlgebra`.
  /// - Complexity: Six evaluations of the rule a step, without allocation; O((n + m) r^2) for each time
  ///   asked for.
  public func solve(
    _ rule: some FlowRule, from start: Factors<Scalar>, feedback: Matrix<Scalar>? = nil,
    at times: [Scalar]
  ) throws(FactorizationError) -> FlowSolution<Scalar> {
    require(
      times.allSatisfy { $0 >= 0 && $0.isFinite }
        && zip(times, times.dropFirst()).allSatisfy { $0 <= $1 },
      "the times must be finite, not negative and not decrease")
    try problem.check(start)
    let feedback = try rule.startingFeedback(for: problem, start, given: feedback, seed: seed)
    let norm = feedback?.frobeniusNorm ?? 0
    let method = method ?? standardMethod(for: rule)
    guard rule.isCarried(by: method), ![.krylov, .modes].contains(method) else {
      throw .cannotCarry(rule: rule.name, method: method)
    }
    let iterate = try rule.beginning(at: start, feedback: feedback, seed: seed)
    return try integrate(
      rule, in: problem.coordinates(method, for: rule, around: iterate), iterate, norm, times,
      method)
  }

  private func standardMethod(for rule: some FlowRule) -> TrainingMethod {
    [.feedback, .spectral].first { rule.reductions.contains($0) } ?? .dense
  }

  private func integrate(
    _ rule: some FlowRule, in coordinates: some Coordinates<Scalar>, _ start: Iterate<Scalar>,
    _ feedbackNorm: Scalar, _ times: [Scalar], _ method: TrainingMethod
  ) throws(FactorizationError) -> FlowSolution<Scalar> {
    let (problem, inside) = (coordinates.problem, coordinates.enter(start))
    var integrator = try FlowIntegrator(
      rule, problem, inside.factors, feedback: inside.feedback, feedbackNorm: feedbackNorm,
      drawn: inside.memory?.readout ?? [], tolerance: tolerance, seed: seed)
    var ledger = rule.conservationLaw.map { ConservationLedger($0, at: integrator.state) }
    let closedForm = try rule.closedForm(on: self.problem, from: start.factors)
    var points: [FlowPoint<Scalar>] = []
    for time in times {
      try integrator.advance(to: time, tolerance: tolerance, maxSteps: maxSteps)
      let factors = coordinates.leave(Iterate(factors: integrator.factors)).factors
      points.append(
        FlowPoint(
          time: time, factors: factors,
          error: problem.target.residualNorm(integrator.state.z.view, integrator.state.v.view),
          alignment: integrator.state.alignment,
          distanceToClosedForm: try closedForm?.product(at: time).productDistance(to: factors),
          conservationDrift: ledger?.drift(at: integrator.state)))
    }
    return FlowSolution(
      rule: rule, method: method, steps: integrator.acceptedSteps,
      rejectedSteps: integrator.rejectedSteps, points: points)
  }
}

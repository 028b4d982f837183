public import FALinalg

/// ScaledGD: gradient descent with each factor's step preconditioned by the other factor:
/// Z <- Z + eta E W^+, W <- W + eta Z^+ E, or with damping lambda, in units of Y,
/// Z <- Z + eta E W'(WW' + lambda)^-1, W <- W + eta (Z'Z + lambda)^-1 Z'E.
///
/// Near the optimum of a target of rank r the error contracts by max(|1 - 2 eta|, |1 - eta|),
/// whatever the condition number. The theory starts from the spectral start. From the best readout for a random W,
/// where ``start(from:for:)`` takes it, it converges as well. From a small random Z as well as W a step of that size throws
/// the product far away, and it need not come back: in a direction where Z and W disagree in sign they do so for ever.
/// With a damping that is not small beside the squares of the factors it is safe from any start, and converges from small random ones.
///
/// Source: T. Tong, C. Ma, Y. Chi, "Accelerating ill-conditioned low-rank matrix estimation via
/// scaled gradient descent", JMLR 22 (2021); with damping X. Xu, Y. Shen, Y. Chi, C. Ma, "The power of preconditioning in
/// overparameterized low-rank matrix sensing", ICML 2023.
public struct ScaledGradientDescent: LearningRule {
  /// `scaled-gd:DAMPING`.
  public static let signature = RuleSignature(
    "scaled-gd", parameters: [RuleParameter("damping", in: 0...1e300, default: 0)],
    summary: "Gradient descent, each factor's step preconditioned by the other.")

  /// lambda, in units of Y; zero for none.
  public let damping: Double

  /// Creates the rule from lambda.
  public init(arguments: [Double]) { damping = arguments[0] }

  /// lambda.
  public var arguments: [Double] { [damping] }

  /// None.
  public var feedbackUse: FeedbackUse { .none }

  /// Spectral: the rule is equivariant.
  public var reductions: Set<TrainingMethod> { .equivariant }

  /// 1: each direction is used once.
  public var directionWeight: Double? { 1 }

  /// W as it is drawn, and the best readout for it: Z = Y W^+. With damping, the start that is drawn.
  public func start<Target: LinearOperator>(
    from drawn: Factors<Target.Scalar>, for problem: FactorizationProblem<Target>
  ) throws(FactorizationError) -> Factors<Target.Scalar> {
    damping > 0 ? drawn : try problem.bestReadout(for: drawn.w)
  }

  /// 1/2, in the middle of the stable range from 0 to 1, where the start is close enough; steps have no
  /// unit.
  ///
  /// With damping it is 1/2 or 2 lambda / (s_1 + lambda), whichever is less. Small factors that disagree in sign fade by
  /// 1 - eta s_1 / lambda a step. One that throws them across zero can take them to and fro for ever: with one unit, z = -w
  /// goes between +-a with a^2 = (eta s - 2 lambda) / (2 - eta), and where a^2 > lambda nothing leads away from there (a derivation
  /// of this project).
  ///
  /// Without damping, a step changes the product by eta (dZ W + Z dW), which is of the size of E whatever the factors,
  /// and by eta^2 dZ dW, which from small factors is far larger. The step keeps that to half of
  /// eta ||E|| at the start (a derivation of this project).
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    if damping > 0 {
      let largest = try problem.spectralNormEstimate()
      let lambda = Target.Scalar(damping)
      return min(0.5, 2 * (lambda / (largest + lambda)))
    }
    let error = problem.target.residualNorm(state.z.view, state.v.view)
    let (dz, dv) = try directions(problem, at: state)
    let triangle = try FactorizationError.naming("direction") {
      () throws(LinearAlgebraError) in (try dz.qr().r, try dv.qr().r)
    }
    let excess = (triangle.0 * triangle.1.transposed).frobeniusNorm
    return excess > error ? 0.5 * error / excess : 0.5
  }

  /// The optimum: from its own start, and with damping from almost every one.
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? {
    let isItsOwn = try self.start(from: start, for: problem) == start
    return isItsOwn && !start.areZero ? try .optimum(of: problem) : nil
  }

  /// dZ = E W^+, dV = E'(Z^+)', or the same with damping.
  public func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Target.Scalar>
  ) throws(FactorizationError) {
    try state.invertHidden(damping: Target.Scalar(damping))
    try state.invertReadout(damping: Target.Scalar(damping))
    state.evaluateBoth(
      problem, along: state.hiddenInverse.transposed, through: state.readoutInverse.transposed)
  }
}

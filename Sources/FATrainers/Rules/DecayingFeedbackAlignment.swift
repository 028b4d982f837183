public import FALinalg
internal import Platform

/// Feedback alignment with weight decay of both layers, lambda in units of Y:
/// Z <- (1 - eta lambda) Z + eta E W', W <- (1 - eta lambda) W + eta C E.
///
/// It has one point of rest, known in closed form: ``limit(on:from:feedback:stepSize:seed:)``. There CZ = WW', which no
/// start and no step size changes. As lambda goes to zero, its product tends to that of ``FeedbackAlignment``.
///
/// Source: G. Song, R. Xu, J. Lafferty, "Convergence and alignment of gradient descent with random
/// backpropagation weights", NeurIPS 2021, for the penalty; the point of rest is a derivation of this project.
public struct DecayingFeedbackAlignment: FixedFeedbackRule {
  /// `fa-decay:LAMBDA`.
  public static let signature = RuleSignature(
    "fa-decay", parameters: [.penalty],
    summary: "Feedback alignment with weight decay of both layers.")

  /// lambda: the loss has (lambda / 2) (||Z||_F^2 + ||W||_F^2) besides.
  public let lambda: Double

  /// Creates the rule from lambda.
  public init(arguments: [Double]) { lambda = arguments[0] }

  /// lambda.
  public var arguments: [Double] { [lambda] }

  /// All but `modes`: the feedback is fixed and the rule equivariant.
  public var reductions: Set<TrainingMethod> { .fixedFeedback }

  /// 1: each direction is used once.
  public var directionWeight: Double? { 1 }

  /// That of both factors.
  public var factorDecay: FactorDecay { FactorDecay(penalty: lambda) }

  /// The ledger of alignment, with decay: WW' - CZ - Z'C'.
  public var conservationLaw: ConservationLaw? {
    ConservationLaw(readout: 0, hidden: 1, feedback: -1)
  }

  /// The curvature of feedback alignment and lambda.
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Target.Scalar>
  ) throws(FactorizationError) -> Target.Scalar {
    stepSize(
      curvature: try feedbackCurvature(state, projectedTarget: state.projectedTarget)
        + Target.Scalar(lambda))
  }

  /// Y V diag(w^2 / (w^2 + lambda)) V' with CY = Q diag(k) V' and w^3 + lambda w = k (Mathematics.md: "FA with decay
  /// on both layers").
  public func limit<Target: LinearOperator>(
    on problem: FactorizationProblem<Target>, from start: Factors<Target.Scalar>,
    feedback: Matrix<Target.Scalar>?, stepSize: Target.Scalar?, seed: UInt64
  ) throws(FactorizationError) -> PredictedLimit<Target.Scalar>? {
    typealias Scalar = Target.Scalar
    guard let feedback else { return nil }
    guard lambda > 0 else { return try .feedback(feedback, on: problem, from: start) }
    let projected = problem.projection(through: Matrix(feedback.transposed))
    let svd = try FactorizationError.naming("feedback times target") {
      () throws(LinearAlgebraError) in try projected.svd()
    }
    let shares = svd.singularValues.map { value in
      let root = positiveRoot(value, decay: Scalar(lambda))
      // lambda / w^2 rather than w^2: that may leave the range of numbers.
      return root == 0 ? 0 : 1 / (1 + Scalar(lambda) / root / root)
    }
    var image = Matrix<Scalar>.zeros(problem.target.rows, svd.u.columns)
    problem.target.multiply(svd.u.view, into: &image)
    return PredictedLimit(
      formula: "Y V w^2/(w^2 + lambda) V' with w^3 + lambda w = k", on: problem,
      image: image * Matrix(diagonal: shares), rows: svd.u)
  }
}

extension RuleParameter {
  /// lambda of a penalty on both factors, in units of Y.
  static var penalty: Self { RuleParameter("lambda", in: 0...1e300, default: 0.01) }
}

/// The root w of w^3 + lambda w = k, for k >= 0 and lambda > 0, by Newton's method.
///
/// Both cbrt(k) and k / lambda are above it, and from above the method comes down to it without passing it, since the
/// left side is convex.
private func positiveRoot<Scalar: BLASScalar>(_ k: Scalar, decay lambda: Scalar) -> Scalar {
  var root = min(Scalar(cbrt(Double(k))), k / lambda)
  while root > 0 {
    let next = root - (root * root * root + lambda * root - k) / (3 * root * root + lambda)
    guard next < root else { break }
    root = next
  }
  return root
}

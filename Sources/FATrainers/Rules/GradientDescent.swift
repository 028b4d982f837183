public import FALinalg

/// Gradient descent on (1/2) ||Y - ZW||_F^2, both factors at once:
/// Z <- Z + eta E W', W <- W + eta Z'E.
public struct GradientDescent<Scalar: BLASScalar>: LearningRule {
  /// Creates the rule.
  public init() {}

  /// `gd`.
  public var name: RuleName { .gradientDescent }

  /// No.
  public var usesFeedback: Bool { false }

  /// Spectral: the rule is equivariant.
  public var reductions: Set<TrainingMethod> { [.spectral] }

  /// Balancedness: Z'Z - WW'.
  public var conservationLaw: ConservationLaw? {
    ConservationLaw(readout: 1, hidden: -1, feedback: 0)
  }

  /// Nothing: the rule keeps no state.
  public mutating func prepare<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Scalar>
  ) where Target.Scalar == Scalar {}

  /// 1.6 / L, where L bounds the curvature at the start and at a balanced optimum (2 s_1, from
  /// whose inverse twice follows the limit 1 / s_1 of stability).
  public func automaticStepSize<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: borrowing TrainingState<Scalar>
  ) throws(FactorizationError) -> Scalar where Target.Scalar == Scalar {
    let largest = try problem.spectralNorm()
    let (z, v) = (try spectralNorm(state.z), try spectralNorm(state.v))
    let curvature = max(2 * largest, z * z + v * v + largest + z * v)
    return curvature > 0 ? 1.6 / curvature : 1
  }

  /// dZ = E W', dV = E'Z, in one pass over the target where it can.
  public mutating func evaluate<Target: LinearOperator>(
    _ problem: FactorizationProblem<Target>, _ state: inout TrainingState<Scalar>
  ) where Target.Scalar == Scalar {
    problem.target.multiply(
      state.v.view, transposedWith: state.z.view, into: &state.dz, and: &state.dv)
    state.updateGram()
    state.finishReadoutDirection()
    state.finishHiddenDirection(state.z)
  }
}

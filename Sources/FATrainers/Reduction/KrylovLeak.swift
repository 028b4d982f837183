import FALinalg

/// How far a run in ``KrylovCoordinates`` can have left the trajectory of the whole problem.
///
/// With dZ = E A, a step leaves out eta (I - LL')Y N N'A, relative to Z no more than
/// eta s_1 ||N'A||_F / ||Z||_F; the bound is the sum over the steps. For rules that solve for a factor, eta
/// counts as one. It is a practical bound and not a proven one: deviations can also grow by themselves while a run
/// leaves a saddle.
struct KrylovLeak<Scalar: BLASScalar> {
  /// The part of the coordinates that lies in N.
  private let projection: Matrix<Scalar>
  private let spectralNorm: Scalar
  private let isTransposed: Bool
  /// How much the sum may come to.
  private let limit: Scalar
  /// The sum so far.
  private(set) var bound: Scalar = 0
  private var firstStep: Int?
  private var nextCheck = 0
  private var room: Matrix<Scalar>

  init(
    projection: Matrix<Scalar>, spectralNorm: Scalar, isTransposed: Bool, rank: Int, limit: Scalar
  ) {
    self.projection = projection
    self.spectralNorm = spectralNorm
    self.isTransposed = isTransposed
    self.limit = limit
    room = .zeros(projection.rows, rank)
  }

  /// Enters the step that is to be taken along the state's directions, unless the sum would exceed
  /// its limit; whether it did.
  ///
  /// A new basis is checked at each of its first 64 steps, in which a run reaches one more block after the
  /// other, and then at every fourth for all four.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func enter(_ state: borrowing TrainingState<Scalar>, stepSize: Scalar) -> Bool {
    guard projection.rows > 0, state.step >= nextCheck else { return true }
    let first = firstStep ?? state.step
    let steps = state.step < first + 64 ? 1 : 4
    let share = Scalar(steps) * share(state, stepSize)
    // What is not finite is a matter of the run.
    guard !(bound + share > limit) || !share.isFinite else { return false }
    firstStep = first
    nextCheck = state.step + steps
    bound += share.isFinite ? share : 0
    return true
  }

  private mutating func share(
    _ state: borrowing TrainingState<Scalar>, _ stepSize: Scalar
  ) -> Scalar {
    if isTransposed {
      if state.readoutInverse.isInUse {
        return share(state.readoutInverse.transposed, max(stepSize, 1), moving: state.v)
      }
      return share(state.b.columns > 0 ? state.b : state.z, stepSize, moving: state.v)
    }
    return state.hiddenInverse.isInUse
      ? share(state.hiddenInverse.transposed, max(stepSize, 1), moving: state.z)
      : share(state.v, stepSize, moving: state.z)
  }

  private mutating func share(
    _ direction: Matrix<Scalar>, _ stepSize: Scalar, moving factor: Matrix<Scalar>
  ) -> Scalar {
    multiply(projection, direction, into: &room)
    let leak = room.frobeniusNorm
    // Rounding alone reaches N too, and every step takes it back.
    guard leak > 16 * Scalar.ulpOfOne * direction.frobeniusNorm else { return 0 }
    return stepSize * spectralNorm * leak / factor.frobeniusNorm
  }
}

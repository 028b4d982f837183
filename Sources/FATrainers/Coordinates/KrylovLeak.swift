import FALinalg

/// How far a run in ``KrylovCoordinates`` can have left the trajectory of the whole problem.
///
/// With dZ = E A, a step leaves out eta (I - LL')Y N N'A, relative to Z no more than
/// eta s_1 ||N'A||_F / ||Z||_F, and the rule's ``LearningRule/directionWeight`` times that with what later steps
/// make of it; where the rule solves for a factor, s_1 ||N'A||_F / ||Z||_F. The bound is the sum over the steps. It
/// is a practical bound and not a proven one: deviations can also grow by themselves while a run leaves a saddle.
struct KrylovLeak<Scalar: BLASScalar> {
  /// What watches the products of each step.
  let record: StepRecord<Scalar>
  private let spectralNormEstimate: Scalar
  private let directionWeight: Scalar
  /// How much the sum may come to.
  private let limit: Scalar
  /// The sum so far.
  private(set) var bound: Scalar = 0

  /// - Parameters:
  ///   - record: What watches the products.
  ///   - spectralNormEstimate: s_1 of the target, or of what the basis holds of it.
  ///   - directionWeight: That of the rule.
  ///   - limit: How much the sum may come to.
  init(
    _ record: StepRecord<Scalar>, spectralNormEstimate: Scalar, directionWeight: Scalar,
    limit: Scalar
  ) {
    self.record = record
    self.spectralNormEstimate = spectralNormEstimate
    self.directionWeight = directionWeight
    self.limit = limit
  }

  /// Enters the step that is to be taken from the state, unless the sum would exceed its limit; whether it did.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func enter(_ state: borrowing TrainingState<Scalar>, stepSize: Scalar) -> Bool {
    guard let record = state.record, record.span > 0 else { return true }
    let leak = stepSize * directionWeight * record.direction + record.solution
    guard leak != 0 else { return true }
    let moved = record.side == .readout ? state.z : state.v
    let share = Scalar(record.span) * spectralNormEstimate * leak / moved.frobeniusNorm
    // What is not finite is a matter of the run.
    guard !(bound + share > limit) || !share.isFinite else { return false }
    bound += share.isFinite ? share : 0
    return true
  }
}

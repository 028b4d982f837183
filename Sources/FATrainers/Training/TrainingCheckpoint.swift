public import FALinalg

/// A long run between two steps, as it is saved to be resumed.
///
/// It holds the factors, the feedback, the ledger and the history, and what tells it from the
/// checkpoint of another run. Encoded, it takes O((n + m) r) numbers.
public struct TrainingCheckpoint<Scalar: BLASScalar>: Sendable, Codable {
  /// The number of steps taken.
  public var step: Int { snapshot.step }
  /// How far Krylov coordinates can have taken the factors from the trajectory so far; zero in others.
  public var deviationBound: Scalar { snapshot.deviationBound }
  let snapshot: RunSnapshot<Scalar>
  let method: TrainingMethod
  let stepSize: Scalar
  /// What the search for it found; nil where none was asked for.
  let search: FastestStep<Scalar>?
  let identity: RunIdentity<Scalar>
}

/// How the runs of a comparison are saved and resumed.
public struct CheckpointPlan<Scalar: BLASScalar> {
  /// The number of steps between checkpoints.
  public let interval: Int
  /// Where the run of a rule goes on; nil for its beginning.
  public let resume: (_ rule: String) -> TrainingCheckpoint<Scalar>?
  /// Called with every checkpoint of a rule.
  public let save: (_ rule: String, TrainingCheckpoint<Scalar>) -> Void

  /// Creates a plan from its parts.
  public init(
    interval: Int, resume: @escaping (_ rule: String) -> TrainingCheckpoint<Scalar>?,
    save: @escaping (_ rule: String, TrainingCheckpoint<Scalar>) -> Void
  ) {
    self.interval = interval
    self.resume = resume
    self.save = save
  }
}

public import FALinalg

/// A long run between two steps, as it is saved to be resumed.
///
/// It holds the factors, the feedback, the ledger and the history, and what tells it from the
/// checkpoint of another run. Encoded, it takes O((n + m) r) numbers.
public struct TrainingCheckpoint<Scalar: BLASScalar>: Sendable, Codable {
  /// The number of steps taken.
  public var step: Int { snapshot.step }
  let snapshot: RunSnapshot<Scalar>
  let method: TrainingMethod
  let stepSize: Scalar
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

/// What two runs share only if they are the same.
struct RunIdentity<Scalar: BLASScalar>: Sendable, Codable, Equatable {
  let rule: String
  let rows: Int
  let columns: Int
  let rank: Int
  let targetNorm: Scalar
  let startNorms: [Scalar]
  let feedbackNorm: Scalar
  let seed: UInt64
  let schedule: StepSchedule
  let interval: Int

  /// What differs first, or nil.
  func difference(from other: RunIdentity) -> String? {
    let differs: [(String, Bool)] = [
      ("rule", rule != other.rule),
      ("target", (rows, columns, targetNorm) != (other.rows, other.columns, other.targetNorm)),
      ("rank", rank != other.rank), ("start", startNorms != other.startNorms),
      ("feedback", feedbackNorm != other.feedbackNorm), ("seed", seed != other.seed),
      ("schedule", schedule != other.schedule),
      ("number of steps between checkpoints", interval != other.interval),
    ]
    return differs.first { $0.1 }?.0
  }
}

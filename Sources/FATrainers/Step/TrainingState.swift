public import FALinalg

/// The factors during training and the products that a step needs, in storage that is reused.
///
/// W and C are held transposed, so that everything is tall: Z and B = C' are n x r, V = W' is
/// m x r. In these letters the residual is E = Y - Z V', and the two directions of a step are
/// dZ = E A and dV = E'X; for most rules A = V, and X is Z or B.
public struct TrainingState<Scalar: BLASScalar>: ~Copyable {
  /// Z, n x r.
  public var z: Matrix<Scalar>
  /// V = W', m x r.
  public var v: Matrix<Scalar>
  /// B = C', n x r; without columns for a rule without feedback.
  public var b: Matrix<Scalar>
  /// Matrices of the rule's own that belong to Z, of n rows each: they follow Z into other coordinates and into
  /// checkpoints. Like the two others they are made by ``LearningRule/prepare(_:_:)``, and are as it made them
  /// at the beginning of a run only.
  public var readoutMemory: [Matrix<Scalar>] = []
  /// The same that belong to V, of m rows each. They change in ``LearningRule/advance(_:by:)`` alone: on
  /// batches, an evaluation sees what their examples make of them.
  public var hiddenMemory: [Matrix<Scalar>] = []
  /// The same that are as they are in all coordinates, of any shape.
  public var memory: [Matrix<Scalar>] = []
  /// Room for the products of an evaluation, of any shape, which nothing is carried in: it is made by
  /// ``LearningRule/prepare(_:_:)`` for the coordinates or the batch at hand.
  public var scratch: [Matrix<Scalar>] = []
  /// The number of steps taken.
  public internal(set) var step = 0
  /// The seed of what a rule draws during the run.
  public let seed: UInt64
  /// ||C||_F of the feedback that the run started with. In reduced coordinates B holds only the
  /// part of C' that a rule with fixed feedback can see.
  public let initialFeedbackNorm: Scalar
  /// ||C||_F.
  public var feedbackNorm: Scalar { keepsFeedback ? initialFeedbackNorm : b.frobeniusNorm }
  private let keepsFeedback: Bool

  /// The direction of Z, n x r.
  public var dz: Matrix<Scalar> {
    _read { yield readoutDirection.matrix }
    _modify { yield &readoutDirection.forgettingLength }
  }
  /// The direction of V, m x r.
  public var dv: Matrix<Scalar> {
    _read { yield hiddenDirection.matrix }
    _modify { yield &hiddenDirection.forgettingLength }
  }
  var readoutDirection: MeasuredDirection<Scalar>
  var hiddenDirection: MeasuredDirection<Scalar>
  /// ||A||_F and ||X||_F, which the directions are measured by; zero where a factor has no direction.
  public internal(set) var directionNorms: (readout: Scalar, hidden: Scalar) = (0, 0)
  /// ||dZ||_F and ||dV||_F where the stationarity was last asked for.
  var directionLengths: (readout: Scalar, hidden: Scalar) = (0, 0)

  /// (C Y)' = Y'B, m x r, for rules whose feedback stays fixed.
  public var projectedTarget = Matrix<Scalar>.zeros(0, 0)
  /// (Z^+)' where ``invertReadout(damping:)`` was last called.
  public internal(set) var readoutInverse = LeftInverse<Scalar>()
  /// (V^+)' where ``invertHidden(damping:)`` was last called.
  public internal(set) var hiddenInverse = LeftInverse<Scalar>()
  /// What the products of an evaluation leave out, for coordinates in which not all products are known.
  var record: StepRecord<Scalar>?
  /// ||E'X||_F of the last product, for those who ask whether the rule has changed it.
  var hiddenProductNorm: Scalar?
  /// What decaying factors move by.
  var readoutMove = DecayedDirection<Scalar>()
  var hiddenMove = DecayedDirection<Scalar>()
  /// Storage for an r x r product.
  var square: Matrix<Scalar>
  /// Scratch memory for decompositions.
  var workspace = Workspace<Scalar>()

  /// - Parameters:
  ///   - start: Z_0 and W_0.
  ///   - feedback: C, or as much of it as can be seen; nil for a rule without feedback.
  ///   - use: What the rule does with it.
  ///   - feedbackNorm: ||C||_F.
  ///   - seed: The seed of what the rule draws.
  init(
    _ start: Factors<Scalar>, feedback: Matrix<Scalar>?, use: FeedbackUse, feedbackNorm: Scalar,
    seed: UInt64
  ) {
    let rank = start.z.columns
    z = start.z
    v = Matrix(start.w.transposed)
    if let feedback {
      b = Matrix(feedback.transposed)
    } else {
      b = .zeros(z.rows, 0)
    }
    initialFeedbackNorm = feedbackNorm
    keepsFeedback = use != .learned
    self.seed = seed
    readoutDirection = MeasuredDirection(matrix: .zeros(z.rows, rank))
    hiddenDirection = MeasuredDirection(matrix: .zeros(v.rows, rank))
    square = .zeros(rank, rank)
  }

  /// The factors as the problem states them.
  public var factors: Factors<Scalar> { Factors(z: z, w: Matrix(v.transposed)) }

  /// The factors, the feedback and the rule's own matrices.
  var iterate: Iterate<Scalar> {
    let memory = RuleMemory(self)
    return Iterate(
      factors: factors, feedback: b.columns == 0 ? nil : Matrix(b.transposed),
      memory: memory.isEmpty ? nil : memory)
  }

  /// Whether the record measures what the directions of this step leave out.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func isWatched() -> Bool { (record?.span ?? 0) > 0 }

  /// Whether a direction of the record's side is not zero that no product has made.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func hasUnrecordedDirection() -> Bool {
    guard record?.hasProduct == false else { return false }
    return (record?.side == .readout ? dz : dv).frobeniusNorm != 0
  }

  /// How Z points along C', or nil for a rule without feedback.
  var alignment: Alignment? {
    b.columns == 0
      ? nil : Alignment(feedbackTransposed: b, norm: feedbackNorm, readout: z)
  }
}

/// The direction of a factor, and its length where the product that made it has told.
struct MeasuredDirection<Scalar: BLASScalar>: Sendable {
  var matrix: Matrix<Scalar>
  var length: Scalar?

  /// The matrix for whoever may change it.
  var forgettingLength: Matrix<Scalar> {
    _read { yield matrix }
    _modify {
      length = nil
      yield &matrix
    }
  }

  /// Stores D Y - A B, with the identity for D where that is nil, and measures it.
  @inline(__always)
  mutating func store(
    _ diagonal: [Scalar]?, _ y: Matrix<Scalar>, less a: Matrix<Scalar>, _ b: MatrixView<Scalar>
  ) {
    length = storeDifference(diagonal, y, a, b, into: &matrix)
  }

  /// Subtracts A B, and measures what is left.
  @inline(__always)
  mutating func subtract(_ a: Matrix<Scalar>, _ b: MatrixView<Scalar>) {
    length = subtractProduct(a, b, from: &matrix)
  }
}

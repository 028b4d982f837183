import FALinalg

/// What the products of an evaluation with the target leave out, in coordinates that hold only a part of them:
/// those of Y, or those of Y', are not known of what lies in some directions.
///
/// The parts of ``TrainingState`` enter what they multiply the target by, so that nobody has to guess which
/// matrices a rule goes through.
struct StepRecord<Scalar: BLASScalar>: Sendable {
  /// The factor that a product is for: Y A moves Z, and Y'X moves V.
  enum Side { case readout, hidden }
  /// Whether a factor moves along the product or is replaced by it.
  enum Use { case direction, solution }

  /// The factor whose products leave something out.
  let side: Side
  /// The norm of what the directions of this evaluation were multiplied by and the target does not hold.
  private(set) var direction: Scalar = 0
  /// The same of what has replaced the factor.
  private(set) var solution: Scalar = 0
  /// Whether there has been such a product.
  private(set) var hasProduct = false
  /// For how many steps the norms stand; zero where they were not measured.
  private(set) var span = 0
  private var firstStep: Int?
  private var nextMeasurement = 0
  /// The part of the coordinates that the products leave out.
  private let projection: Matrix<Scalar>
  private var image: Matrix<Scalar>

  /// - Parameters:
  ///   - projection: An orthonormal basis of what is left out, in columns.
  ///   - side: The factor whose products leave it out.
  ///   - rank: r.
  init(projection: Matrix<Scalar>, side: Side, rank: Int) {
    self.projection = projection
    self.side = side
    image = .zeros(projection.columns, rank)
  }

  /// Empties the record for the evaluation after so many steps.
  ///
  /// Norms are measured at each of the first 64 steps, in which a run reaches one more block of a basis after the
  /// other, and then at every fourth for all four.
  mutating func begin(step: Int) {
    (direction, solution, span) = (0, 0, 0)
    guard projection.columns > 0, step >= nextMeasurement else { return }
    let first = firstStep ?? step
    firstStep = first
    span = step < first + 64 ? 1 : 4
    nextMeasurement = step + span
  }

  /// Enters that the target, or its transpose, was multiplied by `x`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func enter(_ x: Matrix<Scalar>, _ side: Side, as use: Use) {
    guard side == self.side else { return }
    hasProduct = true
    guard span > 0 else { return }
    multiply(projection.transposed, x, into: &image)
    let norm = image.frobeniusNorm
    // Rounding alone reaches what is left out, too, and every step takes it back.
    guard !(norm <= 16 * Scalar.ulpOfOne * x.frobeniusNorm) else { return }
    switch use {
    case .direction: direction += norm
    case .solution: solution += norm
    }
  }
}

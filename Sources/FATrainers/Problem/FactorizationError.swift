public import FALinalg

/// Why a factorization problem cannot be set up or trained.
public enum FactorizationError: Error, Equatable, Sendable {
  /// The rank is not between 1 and the smaller dimension of the target.
  case rankOutOfRange(rank: Int, rows: Int, columns: Int)
  /// A matrix that was given does not have the shape that the problem asks for.
  case wrongShape(
    name: String, rows: Int, columns: Int, expectedRows: Int, expectedColumns: Int)
  /// The norm of the target is so large or so small that products of its factors would leave the
  /// range of the scalar.
  case scaleOutOfRange(norm: Double, smallest: Double, largest: Double)
  /// The rule needs a feedback matrix and none was given.
  case missingFeedback(rule: String)
  /// A step size that is not a positive finite number.
  case invalidStepSize(Double)
  /// The rule is not exact in the coordinates asked for.
  case cannotCarry(rule: String, method: TrainingMethod)
  /// The rule does what cannot be done where it was to run.
  case unsuited(rule: String, reason: String)
  /// The method asked for begins at factors along the modes, such as zero, and others were given.
  case needsAlignedStart(method: TrainingMethod)
  /// A flow could not be followed any further: the steps that its tolerance asks for have become
  /// too small or too many.
  case integrationFailed(time: Double)
  /// The checkpoint is of a run that differs from the one asked for in this.
  case otherCheckpoint(difference: String)
  /// A matrix holds NaN or infinity, or a decomposition failed.
  case linearAlgebra(name: String, LinearAlgebraError)
}

extension FactorizationError: CustomStringConvertible {
  /// A sentence that says what was wrong and what to do.
  public var description: String {
    switch self {
    case .rankOutOfRange(let rank, let rows, let columns):
      "rank \(rank) does not fit a \(rows) x \(columns) target: "
        + "choose one from 1 to \(min(rows, columns))"
    case .wrongShape(let name, let rows, let columns, let expectedRows, let expectedColumns):
      "\(name) is \(rows) x \(columns), but this target and rank need "
        + "\(expectedRows) x \(expectedColumns)"
    case .scaleOutOfRange(let norm, let smallest, let largest):
      "the norm of the target is \(norm), and training in this precision needs one from "
        + "\(smallest) to \(largest): multiply the matrix by a number first"
    case .missingFeedback(let rule):
      "the rule \(rule) needs a feedback matrix"
    case .invalidStepSize(let value):
      "the step size \(value) is not a positive finite number"
    case .cannotCarry(let rule, let method):
      "the method \(method.rawValue) cannot run the rule \(rule), because it needs "
        + "\(method.requirement): use auto"
    case .unsuited(let rule, let reason):
      "the rule \(rule) \(reason)"
    case .needsAlignedStart(let method):
      "the method \(method.rawValue) solves runs that begin at zero, or along the singular vectors of C Y: "
        + "start there, or use "
        + "auto"
    case .integrationFailed(let time):
      "the flow could not be followed beyond the time \(time): ask for earlier times or a looser "
        + "tolerance"
    case .otherCheckpoint(let difference):
      "the checkpoint is of a run with another \(difference): repeat the command that made it, or save "
        + "checkpoints elsewhere"
    case .linearAlgebra(let name, let error):
      "\(name): \(error)"
    }
  }
}

extension FactorizationError {
  /// Runs `body`, naming the matrix concerned in what it throws.
  static func naming<Result>(
    _ name: String, _ body: () throws(LinearAlgebraError) -> Result
  ) throws(FactorizationError) -> Result {
    do {
      return try body()
    } catch {
      throw .linearAlgebra(name: name, error)
    }
  }

  /// Throws unless the matrix has the given shape and finite entries.
  static func check<Scalar>(
    _ matrix: Matrix<Scalar>, named name: String, rows: Int, columns: Int
  ) throws(FactorizationError) {
    guard matrix.rows == rows, matrix.columns == columns else {
      throw .wrongShape(
        name: name, rows: matrix.rows, columns: matrix.columns, expectedRows: rows,
        expectedColumns: columns)
    }
    try naming(name) { () throws(LinearAlgebraError) in try matrix.checkFinite() }
  }
}

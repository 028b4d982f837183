import FALinalg

/// Coordinates that a run is computed in: a problem, and the way in and out.
///
/// In all of them a rule that they carry takes the very steps that it would take on the whole problem. What
/// knows of more than one of them is ``FactorizationProblem/coordinates(_:for:around:tolerance:spent:)``.
protocol Coordinates<Scalar> {
  associatedtype Scalar: BLASScalar
  associatedtype Inside: LinearOperator<Scalar>

  /// The problem in the coordinates.
  var problem: FactorizationProblem<Inside> { get }
  /// The directions that they span; nil where nothing is left out.
  var directions: CoordinateDirections<Scalar>? { get }
  /// What watches the products of the steps; nil where all of them are known.
  var record: StepRecord<Scalar>? { get }
  /// What the basis has come to, where it grows.
  var summary: KrylovSummary<Scalar>? { get }

  /// An iterate of the whole problem in the coordinates.
  func enter(_ iterate: Iterate<Scalar>) -> Iterate<Scalar>

  /// An iterate in the coordinates as one of the whole problem. Of feedback that stays as it is they may hold a
  /// part only.
  func leave(_ iterate: Iterate<Scalar>) -> Iterate<Scalar>

  /// Whether they carry the step that is to be taken from the state.
  ///
  /// - Throws: `unsuited` if nobody can say what the directions leave out.
  mutating func admit(
    _ state: borrowing TrainingState<Scalar>, stepSize: Scalar
  ) throws(FactorizationError) -> Bool

  /// Grows, where a step was not admitted, to carry it from the given iterate on; whether it could.
  mutating func grow(around iterate: Iterate<Scalar>) throws(LinearAlgebraError) -> Bool

  /// Stays as large as it is, and carries any run from the given iterate on.
  mutating func settle(around iterate: Iterate<Scalar>) throws(LinearAlgebraError)
}

extension Coordinates {
  var directions: CoordinateDirections<Scalar>? { nil }
  var record: StepRecord<Scalar>? { nil }
  var summary: KrylovSummary<Scalar>? { nil }
  func enter(_ iterate: Iterate<Scalar>) -> Iterate<Scalar> { iterate }
  func leave(_ iterate: Iterate<Scalar>) -> Iterate<Scalar> { iterate }
  mutating func admit(_ state: borrowing TrainingState<Scalar>, stepSize: Scalar) -> Bool { true }
  mutating func grow(around iterate: Iterate<Scalar>) -> Bool { false }
  mutating func settle(around iterate: Iterate<Scalar>) {}
}

/// The directions that coordinates span: L on the side of Z and R on that of W'.
struct CoordinateDirections<Scalar: BLASScalar>: Sendable {
  /// L, n x p.
  let left: CoordinateBasis<Scalar>
  /// R, m x q.
  let right: CoordinateBasis<Scalar>
  /// Whether they hold all of Z'E, and not only what a rule with fixed feedback sees.
  let holdGradient: Bool
}

/// The target as it is.
struct WholeTarget<Inside: LinearOperator>: Coordinates {
  typealias Scalar = Inside.Scalar

  let problem: FactorizationProblem<Inside>
}

extension FactorizationProblem {
  /// The coordinates of a method: the one place that knows them all.
  ///
  /// - Parameters:
  ///   - method: The method; `modes` has those of feedback.
  ///   - rule: The rule that they are to carry.
  ///   - iterate: What they must hold.
  ///   - tolerance: How far a run may leave the trajectory, in coordinates where it may.
  ///   - spent: How much of that was used up before.
  ///   - start: A Krylov basis that may have been made for the iterate already.
  /// - Throws: `linearAlgebra`.
  func coordinates(
    _ method: TrainingMethod, for rule: any LearningRule, around iterate: Iterate<Scalar>,
    tolerance: Scalar = 0, spent: Scalar = 0, beginningWith start: KrylovStart<Target>? = nil
  ) throws(FactorizationError) -> any Coordinates<Scalar> {
    switch method {
    case .dense:
      return WholeTarget(problem: self)
    case .feedback, .modes:
      return try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
        try Reduction<Matrix<Scalar>>.feedback(self, around: iterate)
      }
    case .spectral:
      let svd = try svd()
      return try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
        try Reduction<DiagonalMatrix<Scalar>>.spectral(self, svd: svd, around: iterate)
      }
    case .krylov:
      return try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
        try KrylovCoordinates(
          self, for: rule, around: iterate, tolerance: tolerance, spent: spent,
          beginningWith: start)
      }
    }
  }
}

public import FALinalg
internal import Platform

/// Krylov coordinates, for any rule that orthogonal changes of coordinates carry to itself, where a
/// whole singular value decomposition would be too dear.
///
/// Let V (m x d) be a block Krylov basis of Y'Y from [W_0', Y'Z_0, Y'C'], with Y V = U B and
/// Y'U = V B' + N L. Then L = [U, what Z_0 and C' have outside U] and R = [V, N] are closed under the
/// rule but for Y N, of which U'Y N = L' is known: a step takes from Z the part
/// eta (I - UU') Y N (WN)' that it should have added. W reaches N only through the last block of
/// Krylov vectors, so ||WN|| stays at rounding for as many steps as the basis allows; ``KrylovLeak``
/// watches it, and the basis grows when it has to. In the singular vectors of U'Y[V, N] the target is diagonal
/// (Mathematics.md: "Exact reductions", of this project).
///
/// The basis is of the smaller side: for n < m it is one of YY' from [Z_0, C', YW_0'], and what is
/// said of W holds for Z and C'.
struct KrylovCoordinates<Target: LinearOperator>: Coordinates {
  typealias Scalar = Target.Scalar
  typealias Inside = ReducedTarget<DiagonalMatrix<Scalar>>

  private let whole: FactorizationProblem<Target>
  /// Of Y, or of Y' where Y is wide.
  private var basis: BlockKrylov<TallOperator<Target>>
  /// How many columns a block has.
  private let width: Int
  /// How far a run may leave the trajectory.
  private let tolerance: Scalar
  private let rule: any LearningRule
  /// How far the bases before this one can have taken it.
  private var spent: Scalar
  private var isSettled = false
  /// The coordinates of the present basis, and what watches them.
  private var present: (reduction: Reduction<DiagonalMatrix<Scalar>>, leak: KrylovLeak<Scalar>)

  /// Begins with a basis of a few blocks, or with the one that is known.
  ///
  /// - Parameters:
  ///   - problem: The whole problem.
  ///   - rule: The rule that runs.
  ///   - iterate: What the basis begins with.
  ///   - tolerance: How far a run may leave the trajectory.
  ///   - spent: How far it can have left it before.
  ///   - known: A basis that may have been made for the iterate already.
  init(
    _ problem: FactorizationProblem<Target>, for rule: any LearningRule,
    around iterate: Iterate<Scalar>, tolerance: Scalar, spent: Scalar,
    beginningWith known: KrylovStart<Target>?
  ) throws(LinearAlgebraError) {
    whole = problem
    (self.rule, self.tolerance, self.spent) = (rule, tolerance, spent)
    let start =
      if let known, known.isAround(iterate) { known } else {
        try KrylovStart(problem, around: iterate)
      }
    (basis, width) = (start.basis, start.width)
    present = try Self.coordinates(
      problem, basis, around: iterate, rule.directionWeight,
      leakLimit: max(0, tolerance - spent) / 2)
  }

  var problem: FactorizationProblem<Inside> { present.reduction.problem }
  var directions: CoordinateDirections<Scalar>? { present.reduction.directions }
  var record: StepRecord<Scalar>? { isSettled ? nil : present.leak.record }
  private var deviationBound: Scalar { spent + present.leak.bound }
  var summary: KrylovSummary<Scalar>? {
    KrylovSummary(
      dimension: basis.dimension, passes: basis.passes, deviationBound: deviationBound,
      singularValues: problem.target.inside.diagonal)
  }

  func enter(_ iterate: Iterate<Scalar>) -> Iterate<Scalar> { present.reduction.enter(iterate) }
  func leave(_ iterate: Iterate<Scalar>) -> Iterate<Scalar> { present.reduction.leave(iterate) }

  @specialized(where Target == Matrix<Double>)
  @specialized(where Target == Matrix<Float>)
  mutating func admit(
    _ state: borrowing TrainingState<Scalar>, stepSize: Scalar
  ) throws(FactorizationError) -> Bool {
    if state.hasUnrecordedDirection() {
      throw .unsuited(
        rule: rule.name,
        reason: "writes a direction that no part of its state has computed, so that Krylov "
          + "coordinates cannot tell what it leaves out: use another method")
    }
    return present.leak.enter(state, stepSize: stepSize)
  }

  /// How many directions a basis may have: half a gibibyte of numbers, or what memory there is for.
  static func largestDimension(_ target: Target) -> Int {
    mostBytesOfBasis / (MemoryLayout<Scalar>.stride * (target.rows + target.columns))
  }

  /// Adds half as many blocks as there are. Every basis may use half of what is left of the tolerance.
  mutating func grow(around iterate: Iterate<Scalar>) throws(LinearAlgebraError) -> Bool {
    spent = deviationBound
    let blocks = max(1, basis.dimension / width / 2)
    guard basis.dimension + width * blocks <= Self.largestDimension(whole.target) else {
      return false
    }
    try Self.grow(&basis, blocks: blocks)
    present = try Self.coordinates(
      whole, basis, around: iterate, rule.directionWeight, leakLimit: max(0, tolerance - spent) / 2)
    return true
  }

  mutating func settle(around iterate: Iterate<Scalar>) throws(LinearAlgebraError) {
    isSettled = true
    present = try Self.coordinates(
      whole, basis, around: iterate, rule.directionWeight, leakLimit: .infinity)
  }

  private static func grow(
    _ basis: inout BlockKrylov<TallOperator<Target>>, blocks: Int
  ) throws(LinearAlgebraError) {
    for _ in 0..<blocks where basis.canGrow { try basis.grow() }
  }

  /// The problem in the coordinates of a basis, and what watches them.
  ///
  /// - Complexity: O((n + m) d r + d^3); where that has nearly all of the target in it, also one product with d vectors.
  private static func coordinates(
    _ problem: FactorizationProblem<Target>, _ basis: BlockKrylov<TallOperator<Target>>,
    around iterate: Iterate<Scalar>, _ directionWeight: Double?, leakLimit: Scalar
  ) throws(LinearAlgebraError) -> (Reduction<DiagonalMatrix<Scalar>>, KrylovLeak<Scalar>) {
    let isTransposed = basis.target.isTransposed
    let rest = try Matrix(basis.leftBasis).orthonormalExtension(
      by: Matrix(horizontally: isTransposed ? iterate.hiddenBlocks : iterate.readoutBlocks))
    let projection = project(basis, rest)
    let svd = try projection.svd(.full)
    let inner = CoordinateBasis(
      Matrix(horizontally: [basis.rightBasis, basis.nextBlock]),
      rotation: Matrix(svd.vTransposed.transposed))
    let outer = CoordinateBasis(
      Matrix(horizontally: [basis.leftBasis, rest.view]), rotation: svd.u)
    let (left, right) = isTransposed ? (inner, outer) : (outer, inner)
    // ||Y - LL'YRR'||_F.
    let outsideNorm = problem.distance(toProjectionOfNorm: projection.frobeniusNorm) {
      let image = inner.core * projection.transposed
      return basis.target.residualNorm(outer.core.view, image.view)
    }
    let reduction = Reduction(
      DiagonalMatrix(rows: left.count, columns: right.count, diagonal: svd.singularValues),
      outsideNorm: outsideNorm, left: left, right: right, rank: problem.rank, holdsGradient: true)
    let record = StepRecord(
      projection: Matrix(svd.vTransposed[..., basis.dimension...]),
      side: isTransposed ? .hidden : .readout, rank: problem.rank)
    let leak = KrylovLeak(
      record, spectralNormEstimate: svd.singularValues.first ?? 0,
      directionWeight: Scalar(directionWeight ?? .infinity),
      limit: leakLimit)
    return (reduction, leak)
  }

  /// [U, Q]'Y[V, N], where Q is orthogonal to U and hence to Y V.
  private static func project(
    _ basis: BlockKrylov<TallOperator<Target>>, _ rest: Matrix<Scalar>
  ) -> Matrix<Scalar> {
    let inside = basis.extendedProjection
    var image = Matrix<Scalar>.zeros(basis.target.columns, rest.columns)
    basis.target.multiplyTransposed(rest.view, into: &image)
    var result = Matrix<Scalar>.zeros(inside.rows + rest.columns, inside.columns)
    result[0..<inside.rows, 0..<inside.columns] = inside
    result[inside.rows..<result.rows, basis.dimension..<inside.columns] =
      image.transposed * basis.nextBlock
    return result
  }
}

/// What carried a run in Krylov coordinates.
public struct KrylovSummary<Scalar: BLASScalar>: Sendable {
  /// The number of directions.
  public let dimension: Int
  /// How often the target or its transpose was multiplied by a block.
  public let passes: Int
  /// How far the factors can be from those of the whole problem, relative to their norms, apart
  /// from rounding. It is a practical bound and not a proven one.
  public let deviationBound: Scalar
  /// The singular values of the target inside the basis, from the largest: each at most that of the target
  /// of the same index, and the leading ones equal to it, to rounding.
  public let singularValues: [Scalar]
}

/// The largest basis. Growth needs several times as much: the old and the new basis with room to grow, coordinates in each,
/// and the singular vectors of the projection. Asked once, so that all runs of a process choose alike.
private let mostBytesOfBasis = min(1 << 29, AvailableMemory().bytes / 16)

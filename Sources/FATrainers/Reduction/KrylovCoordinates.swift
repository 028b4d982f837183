import FALinalg

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
struct KrylovCoordinates<Target: LinearOperator> {
  typealias Scalar = Target.Scalar

  let problem: FactorizationProblem<Target>
  /// Of Y, or of Y' where Y is wide.
  private(set) var basis: BlockKrylov<TallOperator<Target>>
  /// How many columns a block has.
  private let width: Int

  /// Begins with a basis of a few blocks.
  init(
    _ problem: FactorizationProblem<Target>, _ start: Factors<Scalar>, _ feedback: Matrix<Scalar>?,
    _ memory: RuleMemory<Scalar>?
  ) throws(LinearAlgebraError) {
    self.problem = problem
    let target = TallOperator(problem.target)
    let readout =
      (feedback.map { [start.z, Matrix($0.transposed)] } ?? [start.z]) + (memory?.readout ?? [])
    let hidden = [Matrix(start.w.transposed)] + (memory?.hidden ?? [])
    // What has as many rows as the target has columns, and the images of the others.
    var blocks = target.isTransposed ? readout : hidden
    for block in target.isTransposed ? hidden : readout {
      var image = Matrix<Scalar>.zeros(target.columns, block.columns)
      target.multiplyTransposed(block.view, into: &image)
      blocks.append(image)
    }
    // Which of the columns matter must not depend on the units of the factors.
    blocks = blocks.filter { $0.frobeniusNorm > 0 }.map { (1 / $0.frobeniusNorm) * $0 }
    var first = blocks.isEmpty ? .zeros(target.columns, 1) : Matrix(horizontally: blocks)
    if first.columns > target.columns { first = .identity(target.columns) }
    width = first.columns
    basis = try BlockKrylov(target, start: first)
    try grow(blocks: 6)
  }

  /// How many directions the bases may have: half a gibibyte of numbers, of which a reduction holds
  /// a copy or two besides.
  static func largestDimension(_ target: Target) -> Int {
    (1 << 29) / (MemoryLayout<Scalar>.stride * (target.rows + target.columns))
  }

  /// Whether there is room for the next growth.
  var mayGrow: Bool {
    basis.dimension + width * growth <= Self.largestDimension(problem.target)
  }

  private var growth: Int { max(1, basis.dimension / width / 2) }

  /// Grows to at least as many directions, as far as there are as many.
  mutating func grow(toDimension dimension: Int) throws(LinearAlgebraError) {
    while basis.dimension < dimension, basis.canGrow { try grow() }
  }

  /// Adds half as many blocks as there are.
  mutating func grow() throws(LinearAlgebraError) {
    try grow(blocks: growth)
  }

  private mutating func grow(blocks: Int) throws(LinearAlgebraError) {
    for _ in 0..<blocks where basis.canGrow { try basis.grow() }
  }

  /// The problem in the coordinates of the present basis, and what watches them.
  ///
  /// - Complexity: O((n + m) d r + d^3); where that has nearly all of the target in it, also one product with d vectors.
  func reduction(
    _ factors: Factors<Scalar>, _ feedback: Matrix<Scalar>?, _ memory: RuleMemory<Scalar>?,
    directionWeight: Scalar, leakLimit: Scalar
  ) throws(LinearAlgebraError) -> (Reduction<DiagonalMatrix<Scalar>>, KrylovLeak<Scalar>) {
    let outerFactors =
      basis.target.isTransposed
      ? hiddenColumns(factors, memory) : readoutColumns(factors, feedback, memory)
    let rest = try Matrix(basis.leftBasis).orthonormalExtension(by: outerFactors)
    let projection = project(rest)
    let svd = try projection.svd(.full)
    let inner = CoordinateBasis(
      Matrix(horizontally: [basis.rightBasis, basis.nextBlock]),
      rotation: Matrix(svd.vTransposed.transposed))
    let outer = CoordinateBasis(
      Matrix(horizontally: [basis.leftBasis, rest.view]), rotation: svd.u)
    let (left, right) = basis.target.isTransposed ? (inner, outer) : (outer, inner)
    let reduction = Reduction(
      DiagonalMatrix(rows: left.count, columns: right.count, diagonal: svd.singularValues),
      outsideNorm: outsideNorm(projection, outer, inner), left: left, right: right, start: factors,
      feedback: feedback)
    let record = StepRecord(
      projection: Matrix(svd.vTransposed[..., basis.dimension...].transposed),
      side: basis.target.isTransposed ? .hidden : .readout, rank: problem.rank)
    let leak = KrylovLeak(
      record, spectralNorm: svd.singularValues.first ?? 0, directionWeight: directionWeight,
      limit: leakLimit)
    return (reduction, leak)
  }

  /// [U, Q]'Y[V, N], where Q is orthogonal to U and hence to Y V.
  private func project(_ rest: Matrix<Scalar>) -> Matrix<Scalar> {
    let inside = basis.extendedProjection
    var image = Matrix<Scalar>.zeros(basis.target.columns, rest.columns)
    basis.target.multiplyTransposed(rest.view, into: &image)
    var result = Matrix<Scalar>.zeros(inside.rows + rest.columns, inside.columns)
    result.setBlock(0..<inside.rows, 0..<inside.columns, to: inside)
    result.setBlock(
      inside.rows..<result.rows, basis.dimension..<inside.columns,
      to: image.transposed * basis.nextBlock)
    return result
  }

  /// ||Y - LL'YRR'||_F.
  private func outsideNorm(
    _ projection: Matrix<Scalar>, _ outer: CoordinateBasis<Scalar>, _ inner: CoordinateBasis<Scalar>
  ) -> Scalar {
    problem.distance(toProjectionOfNorm: projection.frobeniusNorm) {
      let image = inner.core * projection.transposed
      return basis.target.residualNorm(outer.core.view, image.view)
    }
  }
}

/// The growth of a block Krylov basis until the leading triplets are good enough.
struct TruncatedSVDSearch<Scalar: BLASScalar> {
  private(set) var rank: Int
  let goal: TruncatedSVD<Scalar>.Goal
  let frobeniusNorm: Scalar
  /// The relative gap below which an error counts as certified.
  var tolerance: Double { TruncatedSVD<Scalar>.Goal.error.tolerance }
  /// What is known of the squared singular values, by index, in units of the largest.
  var upper: [Double] = []
  /// How many columns a block has.
  var width: Int
  /// Of how many columns of the start it is known that their entries are independent and normal, whatever
  /// the others are.
  var gaussianWidth: Int
  /// The passes of the bases before this one.
  var earlierPasses = 0
  /// The rank for which the basis started from eigenvectors of A'A; zero if it started from a
  /// Gaussian block.
  var gramRank = 0
  var startIsGaussian: Bool { gramRank == 0 }

  init(
    rank: Int, goal: TruncatedSVD<Scalar>.Goal, on target: some LinearOperator<Scalar>
  ) {
    self.rank = rank
    self.goal = goal
    frobeniusNorm = target.frobeniusNorm
    width =
      target.prefersWideProducts ? min(max(16, 2 * rank), 128) : min(max(4, rank / 16 * 4), 32)
    gaussianWidth = width
  }

  /// Up to rank 114, more columns than the r + 1 leading directions, so that the start sees every
  /// one of them.
  private var safeWidth: Int { min((rank + 9) / 4 * 4, 128) }

  /// What a test found.
  struct State {
    var bounds: KrylovBounds
    var accuracy: Double
    var isDone: Bool
  }

  /// Grows the basis until the goal is met, and goes on for twice the rank where that is not enough.
  ///
  /// The basis is of the smaller side, which it can fill: of the larger, it could be as long as the
  /// smaller and still miss a part of what A does not map to zero.
  ///
  /// - Parameters:
  ///   - startsFromGram: Whether the basis starts from the eigenvectors of A'A.
  ///   - isEnough: Asked of each result; the last rank that is not left to LAPACK is enough in any
  ///     case.
  mutating func run<Operator: LinearOperator<Scalar>>(
    on target: Operator, seed: UInt64, _ shouldContinue: (TruncatedSVDProgress) -> Bool,
    startsFromGram: Bool = false, isEnough: (TruncatedSVD<Scalar>) -> Bool = { _ in true }
  ) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    let tall = TallOperator(target)
    var basis =
      try startsFromGram
      ? gramBasis(tall, scale: frobeniusNorm) : gaussianBasis(tall, seed: seed)
    let best = try run(&basis, seed: seed, shouldContinue, isEnough: isEnough)
    return tall.isTransposed ? best.transposed : best
  }

  /// The same from a basis on, which may have been begun for another purpose.
  ///
  /// - Parameter basis: Of the smaller side. It is left as it is in the end.
  mutating func run<Operator: LinearOperator<Scalar>>(
    _ basis: inout BlockKrylov<TallOperator<Operator>>, seed: UInt64,
    _ shouldContinue: (TruncatedSVDProgress) -> Bool,
    isEnough: (TruncatedSVD<Scalar>) -> Bool = { _ in true }
  ) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    let target = basis.target
    let smaller = target.columns
    var capacity = capacity(for: target)
    var (mustGrow, nextTest) = (true, max(2 * width, rank + width))
    if !startIsGaussian || basis.dimension >= nextTest {
      (mustGrow, nextTest) = (basis.dimension == 0, 0)
    }
    var accuracy: Double?
    var schedule = ConvergenceSchedule(goal: goal == .error ? 0.1 * tolerance : goal.tolerance)
    // Once, with a start that no multiplicity among the leading values is too much for.
    func beginAgain() throws(LinearAlgebraError) {
      earlierPasses += basis.passes
      width = safeWidth
      gaussianWidth = width
      basis = try gaussianBasis(target, seed: seed)
      capacity = self.capacity(for: target)
      schedule = ConvergenceSchedule(goal: schedule.goal)
      (upper, nextTest) = ([], max(2 * width, rank + width))
    }
    while true {
      let progress = TruncatedSVDProgress(
        passes: earlierPasses + basis.passes, accuracy: accuracy, goal: goal.tolerance)
      guard shouldContinue(progress) else { throw .interrupted }
      if mustGrow { try basis.grow() }
      mustGrow = true
      let isFull = basis.dimension + width > capacity || !basis.canGrow
      guard basis.dimension >= min(nextTest, smaller) || isFull else {
        if try leadsWithCopies(basis) { try beginAgain() }
        continue
      }
      let (svd, residualNorms) = try ritz(basis, isFull: isFull)
      let state = try test(svd, residualNorms, basis)
      accuracy = state.accuracy
      let isOver = !basis.canGrow || basis.passes > 2000
      let copies = startIsGaussian && basis.canGrow ? copies(state.bounds) : .seen
      if isOver || (state.isDone && copies != .unresolved) {
        guard copies != .seen else {
          let best = try finish(basis, svd, state)
          let larger = min(2 * rank, smaller)
          if isEnough(best) || rank == smaller || target.isDecomposedByLAPACK(rank: larger) {
            return best
          }
          rank = larger
          capacity = self.capacity(for: target)
          schedule = ConvergenceSchedule(goal: schedule.goal)
          nextTest = max(basis.dimension, rank) + width
          continue
        }
        try beginAgain()
        continue
      }
      let blocks = schedule.blocks(
        after: state.accuracy, passes: basis.passes, blocks: basis.dimension / width)
      nextTest = basis.dimension + width * blocks
      if gramRank < rank,
        isGramCheaper(
          for: target, now: basis.dimension, then: basis.dimension + schedule.expected * width)
      {
        earlierPasses += basis.passes + 1
        basis = try gramBasis(target, scale: svd.singularValues[0])
        nextTest = basis.dimension
      } else if isFull {
        basis.restart(svd, keeping: rank + width)
        nextTest = basis.dimension + 2 * width
      }
    }
  }

  /// A basis that starts with a Gaussian block.
  private func gaussianBasis<Operator: LinearOperator<Scalar>>(
    _ target: Operator, seed: UInt64
  ) throws(LinearAlgebraError) -> BlockKrylov<Operator> {
    let stream = RandomStream(seed: seed, name: "truncated-svd")
    return try BlockKrylov(
      target, start: stream.normal(target.columns, min(width, target.columns)),
      capacity: capacity(for: target), isLeftLocal: goal == .error)
  }

  /// How near values lie to each other, relative to them, that may be copies of one.
  private static var agreement: Double { 1e-5 }

  /// What the values say of copies of a singular value.
  private enum Copies { case seen, unresolved, possible }

  /// Whether a singular value could have more copies than the basis can see.
  ///
  /// A start of b Gaussian columns has a component along each of b copies, and no more: where b
  /// values agree, there may be others. Where they are only closer than their residuals tell, more
  /// blocks will make them agree or tell them apart.
  private func copies(_ bounds: KrylovBounds) -> Copies {
    guard width < safeWidth, bounds.theta.count >= width else { return .seen }
    var copies = Copies.seen
    for first in 0..<min(rank, bounds.theta.count - width + 1) {
      let last = first + width - 1
      let largest = bounds.theta[first].squareRoot()
      let residual = (bounds.residuals[first...last].max() ?? 0).squareRoot()
      let spread = largest - bounds.theta[last].squareRoot()
      if spread <= Self.agreement * largest { return .possible }
      if spread <= 10 * residual { copies = .unresolved }
    }
    return copies
  }

  /// Whether as many leading values as the start has columns agree in a young basis already, which then need not grow
  /// to its first test.
  private func leadsWithCopies(
    _ basis: BlockKrylov<some LinearOperator<Scalar>>
  ) throws(LinearAlgebraError) -> Bool {
    guard startIsGaussian, width < safeWidth, (2...4).contains(basis.degree ?? 0) else {
      return false
    }
    let values = try basis.projection.singularValues()
    return values[0] - values[width - 1] <= Scalar(Self.agreement) * values[0]
  }

  /// How many columns the bases may have before they are compressed: no limit where a
  /// decomposition takes over in time, and otherwise enough for a few blocks, doubled as long as
  /// both take less than a gibibyte and the decomposition of B, which grows with the cube, stays
  /// cheaper than the passes.
  func capacity(for target: some LinearOperator<Scalar>) -> Int {
    if canUseGram(of: target) { return min(target.rows, target.columns) + width }
    let budget = (1 << 30) / (MemoryLayout<Scalar>.stride * (target.rows + target.columns))
    let limit = min(max(512, 16 * width), max(budget, 0))
    var capacity = 4 * max(width, rank)
    while 2 * capacity <= limit { capacity *= 2 }
    return capacity
  }
}

import FALinalg

/// A Krylov basis around the start of a run, which serves every rule that begins there, and the optimum.
struct KrylovStart<Target: LinearOperator>: Sendable {
  private let readoutBlocks: [Matrix<Target.Scalar>]
  private let hiddenBlocks: [Matrix<Target.Scalar>]
  /// How many columns a block has.
  let width: Int
  private(set) var basis: BlockKrylov<TallOperator<Target>>

  /// Begins with a basis of a few blocks.
  init(
    _ problem: FactorizationProblem<Target>, around iterate: Iterate<Target.Scalar>
  ) throws(LinearAlgebraError) {
    (readoutBlocks, hiddenBlocks) = (iterate.readoutBlocks, iterate.hiddenBlocks)
    let first = try Self.firstBlock(problem, iterate)
    width = first.columns
    basis = try BlockKrylov(TallOperator(problem.target), start: first)
    for _ in 0..<6 where basis.canGrow { try basis.grow() }
  }

  /// Whether it is that of an iterate.
  func isAround(_ iterate: Iterate<Target.Scalar>) -> Bool {
    readoutBlocks == iterate.readoutBlocks && hiddenBlocks == iterate.hiddenBlocks
  }

  /// The optimum from the same basis, for a start whose entries were drawn from a normal distribution:
  /// any other may lack leading directions of the target.
  ///
  /// A run in Krylov coordinates multiplies the target by this basis in any case, and it is wider than one
  /// for the optimum alone: most often not another pass is needed.
  ///
  /// - Returns: nil where the optimum has to be found without it.
  mutating func optimum(
    of problem: FactorizationProblem<Target>, shouldContinue: () -> Bool
  ) throws(LinearAlgebraError) -> TruncatedSVD<Target.Scalar>? {
    let few = (basis.degree ?? 0) * 3 / 2
    // Neither factor may be zero.
    guard width >= 2 * problem.rank, basis.canGrow,
      let (best, grown) = try basis.truncatedSVD(
        rank: problem.rank, gaussianWidth: problem.rank, shouldContinue: { _ in shouldContinue() })
    else { return nil }
    // A much larger basis would make every step dear.
    if let grown, let degree = grown.degree, degree <= few { basis = grown }
    return best
  }

  /// What has as many rows as the smaller side of the target, and the images of what has as many as the
  /// other.
  private static func firstBlock(
    _ problem: FactorizationProblem<Target>, _ iterate: Iterate<Target.Scalar>
  ) throws(LinearAlgebraError) -> Matrix<Target.Scalar> {
    let target = TallOperator(problem.target)
    var blocks = target.isTransposed ? iterate.readoutBlocks : iterate.hiddenBlocks
    for block in target.isTransposed ? iterate.hiddenBlocks : iterate.readoutBlocks {
      if !target.isTransposed, let feedback = iterate.feedback, feedback.transposed == block.view {
        blocks.append(problem.projection(through: block))
        continue
      }
      var image = Matrix<Target.Scalar>.zeros(target.columns, block.columns)
      target.multiplyTransposed(block.view, into: &image)
      blocks.append(image)
    }
    // Which of the columns matter must not depend on the units of the factors.
    blocks = blocks.filter { $0.frobeniusNorm > 0 }.map { (1 / $0.frobeniusNorm) * $0 }
    let first = blocks.isEmpty ? .zeros(target.columns, 1) : Matrix(horizontally: blocks)
    return first.columns > target.columns ? .identity(target.columns) : first
  }
}

extension FactorizationProblem {
  /// Finds the optimum, and keeps it.
  ///
  /// - Parameters:
  ///   - start: The basis that runs begin with, of a start with normal entries; nil if there is none.
  ///   - decomposingAll: Whether to decompose all entries in any case.
  ///   - shouldContinue: Called between passes over the target.
  mutating func findOptimum(
    sharing start: inout KrylovStart<Target>?, decomposingAll: Bool, shouldContinue: () -> Bool
  ) throws(FactorizationError) -> Optimum<Scalar> {
    let best = try FactorizationError.naming("target") { () throws(LinearAlgebraError) in
      try start?.optimum(of: self, shouldContinue: shouldContinue)
    }
    let optimum =
      if let best { Optimum(of: self, best: best) } else {
        try Optimum(of: self, decomposingAll: decomposingAll, shouldContinue: shouldContinue)
      }
    known.optimum = optimum
    return optimum
  }
}

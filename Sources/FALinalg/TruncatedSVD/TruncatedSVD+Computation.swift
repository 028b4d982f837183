extension LinearOperator {
  /// The best approximation of the given rank.
  ///
  /// Small matrices, and ranks above a fifth of the smaller dimension, are decomposed by LAPACK,
  /// tall and wide ones after a QR decomposition, or for the error alone from A'A.
  /// Others go through a randomized ``BlockKrylov`` basis, which grows until the goal is met; the
  /// same seed gives the same result on the same machine with the same number of threads.
  ///
  /// Where the norm is below the reciprocal of the root of the largest number, or above that root,
  /// the operator is multiplied by a power of two: singular values and error are then accurate to
  /// rounding, that of subnormal numbers included.
  ///
  /// Source: C. Musco, C. Musco, "Randomized block Krylov methods for stronger and faster
  /// approximate singular value decomposition", NeurIPS 2015, with thick restart. The article
  /// <doc:TheOptimum> has the test for its end.
  ///
  /// - Parameters:
  ///   - rank: r.
  ///   - goal: Whether the error or each triplet is to be accurate.
  ///   - algorithm: Which algorithm to use; nil for the one that is cheaper by the rule above.
  ///   - seed: Of the random start.
  ///   - shouldContinue: Called between passes, and between the parts of a decomposition; the
  ///     computation ends once it answers false. A routine of LAPACK, such as the SVD of all entries
  ///     or the eigenvectors of A'A, runs to its end: minutes at 8000 x 8000.
  /// - Precondition: `rank` is between 0 and min(m, n).
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`; `inconsistentOperator` if the two
  ///   products of an operator do not belong together; `interrupted`.
  /// - Complexity: O(m n r) for each pass over a dense matrix, and some tens of passes; O(m n min(m,
  ///   n)) where LAPACK decomposes.
  public func truncatedSVD(
    rank: Int, goal: TruncatedSVD<Scalar>.Goal = .error,
    algorithm: TruncatedSVD<Scalar>.Algorithm? = nil, seed: UInt64 = 0,
    shouldContinue: (TruncatedSVDProgress) -> Bool = { _ in true }
  ) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    let smaller = min(rows, columns)
    require(
      rank >= 0 && rank <= smaller,
      "the rank of a \(rows) x \(columns) operator must be from 0 to \(smaller), not \(rank)")
    return try decomposedInRange { target throws(LinearAlgebraError) in
      try target.decomposition(
        rank: rank, goal: goal, algorithm: algorithm, seed: seed, shouldContinue)
    }
  }

  private func decomposition(
    rank: Int, goal: TruncatedSVD<Scalar>.Goal, algorithm: TruncatedSVD<Scalar>.Algorithm?,
    seed: UInt64, _ shouldContinue: (TruncatedSVDProgress) -> Bool
  ) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    var search = TruncatedSVDSearch(rank: rank, goal: goal, on: self)
    let startsFromGram = algorithm == nil && search.beginsWithGram(of: self)
    let cheaper: TruncatedSVD<Scalar>.Algorithm =
      isDecomposedByLAPACK(rank: rank) && !startsFromGram ? .lapack : .blockKrylov
    guard (algorithm ?? cheaper) == .blockKrylov else {
      return try TruncatedSVD(decomposing: entries(), rank: rank, goal: goal, shouldContinue)
    }
    try checkNorm()
    guard rank > 0 else { return TruncatedSVD(emptyOf: self) }
    return try search.run(on: self, seed: seed, shouldContinue, startsFromGram: startsFromGram)
  }
}

extension BlockKrylov {
  /// The best approximation of the given rank of an operator, from a basis of its smaller side that was
  /// begun for another purpose and grows until the error is as accurate as that of
  /// ``LinearOperator/truncatedSVD(rank:goal:algorithm:seed:shouldContinue:)``.
  ///
  /// - Parameters:
  ///   - rank: r.
  ///   - gaussianWidth: How many columns of the start have independent normal entries. The bounds and the
  ///     certificate rest on these; there should be r or more.
  ///   - seed: Of the random start that takes the place of this one where it may have missed copies of a
  ///     singular value.
  ///   - shouldContinue: As there.
  /// - Returns: The approximation, and the basis as it has grown, which is nil if it was compressed or
  ///   another took its place; nil altogether where the norm is out of the range in which the operator
  ///   can be multiplied as it is.
  /// - Throws: As there.
  /// - Complexity: Two passes for each block that has to be added, often none.
  package func truncatedSVD<Whole: LinearOperator>(
    rank: Int, gaussianWidth: Int, seed: UInt64 = 0,
    shouldContinue: (TruncatedSVDProgress) -> Bool = { _ in true }
  ) throws(LinearAlgebraError) -> (best: TruncatedSVD<Scalar>, grown: Self?)?
  where Operator == TallOperator<Whole> {
    try target.checkNorm()
    guard ScaledOperator(target) == nil else { return nil }
    var search = TruncatedSVDSearch(rank: rank, goal: .error, on: target)
    search.width = nextBlock.columns
    search.gaussianWidth = gaussianWidth
    var grown = self
    let best = try search.run(&grown, seed: seed, shouldContinue)
    let isSame = search.earlierPasses == 0 && grown.degree != nil
    return (target.isTransposed ? best.transposed : best, isSame ? grown : nil)
  }
}

extension LinearOperator {
  /// Throws unless the Frobenius norm is finite.
  func checkNorm() throws(LinearAlgebraError) {
    guard !frobeniusNorm.isFinite else { return }
    try checkEntries()
    throw .overflow(operation: "the Frobenius norm")
  }

  /// Whether a decomposition of all entries is cheaper than some tens of passes.
  package func isDecomposedByLAPACK(rank: Int) -> Bool {
    neededCount.isDecomposedByLAPACK(rank: rank)
  }

  /// Whether all entries fit half a gibibyte in double precision.
  var isSmallEnoughToBeDense: Bool { neededCount.isSmallEnoughToBeDense }
}

package import FALinalg

/// What training holds besides its target. Krylov coordinates, which need more for some targets, take no more than there
/// is (`KrylovCoordinates.largestDimension`).
extension NeededCount {
  /// ``Comparison``: the optimum; a decomposition of all entries is kept with it.
  package func comparison(rank: Int, decomposingAll: Bool = false) -> Double {
    decomposingAll || isDecomposedByLAPACK(rank: rank) ? svd : truncatedSVD(rank: rank)
  }

  /// Cells of a sweep on one target, up to the given rank.
  package func sweep(rank: Int) -> Double {
    comparison(rank: rank, decomposingAll: isDecomposedForAll)
  }

  /// Whether one decomposition of all entries serves all cells, rather than truncated ones of the ranks asked for, which
  /// are cheaper where it would take minutes.
  var isDecomposedForAll: Bool { entries <= Double(1 << 24) }
}

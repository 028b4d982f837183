/// About how many numbers work on a matrix holds at its peak besides the matrix, result included: for those who ask
/// beforehand whether it fits.
///
/// What a Krylov basis comes to depends on the singular values: of that, what most matrices take.
package struct NeededCount: Sendable {
  private let rows: Int
  private let columns: Int
  /// All entries, where they are to be made first.
  private let extraEntries: Double
  private var k: Double { Double(min(rows, columns)) }
  private var l: Double { Double(max(rows, columns)) }

  /// For an m x n matrix whose entries are held, or not.
  init(rows: Int, columns: Int, holdsEntries: Bool) {
    self.rows = rows
    self.columns = columns
    extraEntries = holdsEntries ? 0 : Double(rows) * Double(columns)
  }

  /// ``LinearOperator/truncatedSVD(rank:goal:algorithm:seed:shouldContinue:)``.
  ///
  /// By LAPACK a copy, the vectors of both sides, and the workspace of `gesdd`; of a matrix with one side at least twice
  /// as long only a square factor is decomposed.
  package func truncatedSVD(rank: Int) -> Double {
    guard isDecomposedByLAPACK(rank: rank) else {
      return (k + l) * min(k, max(400, 3 * Double(rank)))
    }
    let own =
      l < 2 * k ? k * (k + l) + (6 * l >= 11 * k ? 4 : 3) * k * k : l * Double(rank) + 7 * k * k
    return extraEntries + k * l + own
  }

  /// Whether a decomposition of all entries is cheaper than some tens of passes.
  func isDecomposedByLAPACK(rank: Int) -> Bool {
    let smaller = min(rows, columns)
    return (smaller < 500 || 5 * rank > smaller) && isSmallEnoughToBeDense
  }

  /// Whether all entries fit half a gibibyte in double precision.
  var isSmallEnoughToBeDense: Bool { k * l <= Double(1 << 26) }
}

extension LinearOperator {
  /// What work on the operator needs.
  package var neededCount: NeededCount {
    NeededCount(rows: rows, columns: columns, holdsEntries: self is any MatrixProtocol)
  }
}

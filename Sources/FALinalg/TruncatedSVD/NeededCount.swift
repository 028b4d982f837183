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
  package init(rows: Int, columns: Int, holdsEntries: Bool = true) {
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
      // From a gibibyte on, bases are compressed before they have that many columns (`TruncatedSVDSearch.capacity`).
      let whole = (k + l) * min(k, max(400, 3 * Double(rank)))
      return min(whole, max(0x1p27, (k + l) * 4 * Double(rank)))
    }
    return l < 2 * k ? svd : extraEntries + l * (k + Double(rank)) + 7 * k * k
  }

  /// ``MatrixProtocol/svd()`` of all entries: a copy, the vectors of both sides, and the workspace of `gesdd`.
  package var svd: Double {
    extraEntries + k * l
      + (l < 2 * k ? k * (k + l) + (6 * l >= 11 * k ? 4 : 3) * k * k : k * l + 7 * k * k)
  }

  /// ``MatrixProtocol/singularValues()`` of all entries: little more than a copy.
  package var singularValues: Double { extraEntries + k * l }

  /// All entries.
  package var entries: Double { Double(rows) * Double(columns) }

  /// ``RandomStream/matrix(rows:of:_:singularValues:)``: both orthonormal factors, and the rows.
  ///
  /// - Parameter part: How many rows are drawn; nil for all.
  package func drawing(rows part: Int? = nil) -> Double {
    (k + l) * k + Double(part ?? rows) * Double(columns)
  }

  /// Whether a decomposition of all entries is cheaper than some tens of passes.
  package func isDecomposedByLAPACK(rank: Int) -> Bool {
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

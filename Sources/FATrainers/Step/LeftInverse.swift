public import FALinalg
internal import Platform

/// (A^+)' = A (A'A)^-1 for a tall matrix A, n x r, or A (A'A + damping)^-1, in storage that is reused.
public struct LeftInverse<Scalar: BLASScalar>: Sendable {
  /// (A^+)', n x r; empty before it was first computed.
  public private(set) var transposed = Matrix<Scalar>.zeros(0, 0)
  private var gram = Matrix<Scalar>.zeros(0, 0)
  private var cholesky = Cholesky<Scalar>(order: 0)
  private var svd = SVD<Scalar>(rows: 0, columns: 0)
  private var scaledVectors = Matrix<Scalar>.zeros(0, 0)

  package init() {}

  /// Computes the inverse for the given A, by Cholesky where that keeps two thirds of the digits and by
  /// the SVD otherwise: as the pseudo-inverse, without squaring the condition of A.
  ///
  /// - Parameters:
  ///   - a: A.
  ///   - damping: What is added to the diagonal of A'A.
  ///   - workspace: Scratch memory.
  /// - Throws: `nonFinite`, `noConvergence`.
  /// - Complexity: O(n r^2). Allocates only if the shape is another than before.
  package mutating func update(
    _ a: Matrix<Scalar>, damping: Scalar = 0, workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    if transposed.rows != a.rows || transposed.columns != a.columns { makeRoom(for: a) }
    multiply(a.transposed, a, into: &gram)
    if damping > 0 { for index in 0..<gram.rows { gram[index, index] += damping } }
    if isWellConditioned(&workspace) {
      transposed.assign(a)
      cholesky.solveRight(&transposed)
    } else {
      try updateByPseudoInverse(a, damping, &workspace)
    }
  }

  private mutating func makeRoom(for a: Matrix<Scalar>) {
    let count = min(a.rows, a.columns)
    transposed = .zeros(a.rows, a.columns)
    gram = .zeros(a.columns, a.columns)
    cholesky = Cholesky(order: a.columns)
    svd = SVD(rows: a.rows, columns: a.columns)
    scaledVectors = .zeros(count, a.columns)
  }

  private mutating func isWellConditioned(_ workspace: inout Workspace<Scalar>) -> Bool {
    guard (try? cholesky.factor(gram)) != nil else { return false }
    return cholesky.reciprocalCondition(of: gram, workspace: &workspace)
      >= Scalar(cbrt(Double(Scalar.ulpOfOne)))
  }

  /// With A = P diag(s) T', this is P diag(1 / (s + damping / s)) T', s above rounding.
  private mutating func updateByPseudoInverse(
    _ a: Matrix<Scalar>, _ damping: Scalar, _ workspace: inout Workspace<Scalar>
  ) throws(LinearAlgebraError) {
    try svd.factor(a, workspace: &workspace)
    let values = svd.singularValues
    let rank = svd.rank()
    scaledVectors.assign(svd.vTransposed)
    let (rows, columns) = (scaledVectors.rows, scaledVectors.columns)
    unsafe scaledVectors.withUnsafeMutableElements { vectors in
      for row in 0..<rows {
        let inverse = row < rank ? 1 / (values[row] + damping / values[row]) : 0
        for column in 0..<columns { unsafe vectors[row + column * rows] *= inverse }
      }
    }
    multiply(svd.u, scaledVectors, into: &transposed)
  }
}

/// The smallest singular value of a tall matrix that its pseudo-inverse inverts; nil if there is none.
func smallestSingularValue<Scalar>(
  _ a: Matrix<Scalar>
) throws(FactorizationError) -> Scalar? {
  let values = try FactorizationError.naming("singular values") {
    () throws(LinearAlgebraError) in try a.singularValues()
  }
  let rank = numericalRank(
    ofSingularValues: values, relativeCutoff: rankCutoff(rows: a.rows, columns: a.columns))
  return rank > 0 ? values[rank - 1] : nil
}

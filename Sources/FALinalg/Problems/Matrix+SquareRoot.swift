internal import CBLAS

extension MatrixProtocol {
  /// The principal square root of a square matrix: the X with X X = A whose eigenvalues have
  /// positive real parts (or are zero).
  ///
  /// A matrix that is symmetric up to rounding errors, as a computed Gram matrix may be, goes by its
  /// eigenvalues, of which those within the rounding error of zero count as zero; any other by its
  /// real Schur form. Where that has an eigenvalue near zero, of either sign, and the matrix is singular
  /// to rounding, its null space is split off first: with A N = 0 and [N, M] orthogonal, the root has
  /// the blocks (N'A M) S^-1 and S = sqrt(M'A M) in that basis, and zeros.
  ///
  /// Source: N. Higham, "Computing real square roots of a real matrix", Linear Algebra Appl. 88/89
  /// (1987); by blocks as in E. Deadman, N. Higham, R. Ralha, "Blocked Schur algorithms for
  /// computing the matrix square root", PARA 2012.
  ///
  /// - Throws: `noRealSquareRoot` for a negative eigenvalue; `singular` if zero is an eigenvalue
  ///   for which no square root was found, or none exists; `nonFinite`; `noConvergence`;
  ///   `dimensionTooLarge`.
  /// - Complexity: O(n^3).
  @inlinable
  public func squareRoot() throws(LinearAlgebraError) -> Matrix<Scalar> {
    checkSquare()
    try checkFinite()
    return try FALinalg.squareRoot(view)
  }
}

@usableFromInline
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func squareRoot<Scalar>(_ a: MatrixView<Scalar>) throws(LinearAlgebraError) -> Matrix<Scalar> {
  // What rounding may do to a computed matrix that is symmetric.
  let unit: Scalar = rankCutoff(rows: a.rows, columns: a.columns)
  if (a - a.transposed).maximumMagnitude <= unit * a.maximumMagnitude {
    return try symmetricSquareRoot(a, unit)
  }
  let schur = try a.realSchur()
  if let split = try a.splitNullSpace(schur.values) {
    let root = try schurSquareRoot(split.inner.realSchur())
    // X with X S = N'A M.
    let coupling = Matrix(try root.transposed.lu().solve(split.coupling.transposed).transposed)
    return (split.null * coupling + split.rest * root) * split.rest.transposed
  }
  return try schurSquareRoot(schur)
}

private func schurSquareRoot<Scalar>(
  _ schur: RealSchur<Scalar>
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  let negative = schur.values.first { $0.isReal && $0.real < 0 }
  if let negative { throw .noRealSquareRoot(eigenvalue: Double(negative.real)) }
  return schur.q * (try quasiTriangularSquareRoot(schur.t.view, firstRow: 0)) * schur.q.transposed
}

private func symmetricSquareRoot<Scalar>(
  _ a: MatrixView<Scalar>, _ unit: Scalar
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  let eigen = try a.symmetricEigen()
  guard let least = eigen.values.first, let greatest = eigen.values.last else {
    return eigen.vectors
  }
  if least < -unit * max(greatest, -least) {
    throw .noRealSquareRoot(eigenvalue: Double(least))
  }
  return eigen.map { max(0, $0).squareRoot() }
}

/// The square root of an upper quasi-triangular matrix in Schur form, by halves: with
/// T = [A C; 0 B], the roots of A and B, and then X from sqrt(A) X + X sqrt(B) = C.
func quasiTriangularSquareRoot<Scalar>(
  _ t: MatrixView<Scalar>, firstRow: Int
) throws(LinearAlgebraError) -> Matrix<Scalar> {
  let order = t.rows
  if order <= 1 { return t.map { $0.squareRoot() } }
  if order == 2, t[1, 0] != 0 { return squareRootOfConjugatePair(t) }
  // Do not cut through a block of order 2.
  let middle = t[order / 2, order / 2 - 1] == 0 ? order / 2 : order / 2 + 1
  let (head, tail) = (0..<middle, middle..<order)
  let first = try quasiTriangularSquareRoot(t[head, head], firstRow: firstRow)
  let second = try quasiTriangularSquareRoot(t[tail, tail], firstRow: firstRow + middle)
  var coupling = Matrix(t[head, tail])
  if coupling.maximumMagnitude > 0 {
    let (m, n) = (blasInt(first.rows), blasInt(second.rows))
    var scale: Scalar = 1
    let info = BLAS.decomposing(order: max(m, n)) {
      unsafe lapack_trsyl(
        Scalar.letter, option("N"), option("N"), 1, m, n, first.storage, m, second.storage, n,
        &coupling.storage, m,
        &scale)
    }
    require(info >= 0, "trsyl rejected argument \(-info)")
    // The sum of an eigenvalue of either is zero only if both are.
    if info > 0 {
      let zero = head.min { first[$0, $0] < first[$1, $1] } ?? 0
      throw .singular(pivot: firstRow + zero)
    }
    if scale != 1 { coupling = coupling / scale }
  }
  var result = Matrix<Scalar>.zeros(order, order)
  result[head, head] = first.view
  result[tail, tail] = second.view
  result[head, tail] = coupling.view
  return result
}

/// The square root of a block with equal diagonal entries and the eigenvalues theta +- i mu.
private func squareRootOfConjugatePair<Scalar>(_ t: MatrixView<Scalar>) -> Matrix<Scalar> {
  let theta = t[0, 0]
  let mu = t[0, 1].magnitude.squareRoot() * t[1, 0].magnitude.squareRoot()
  let modulus = euclideanNorm([theta, mu])
  // The real part of the root of an eigenvalue, without cancellation.
  let half = ((modulus + theta.magnitude) / 2).squareRoot()
  let real = theta >= 0 ? half : mu / (2 * half)
  return Matrix(
    rows: 2, columns: 2,
    columnMajor: [real, t[1, 0] / (2 * real), t[0, 1] / (2 * real), real])
}

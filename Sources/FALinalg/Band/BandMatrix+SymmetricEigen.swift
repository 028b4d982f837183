internal import CBLAS

extension BandMatrix {
  /// The eigenvalues, ascending, and eigenvectors of a symmetric matrix, whose diagonals above the main one
  /// count as the mirror image of those below it.
  ///
  /// Source: LAPACK's `sbevd` and `sbevx`; of a tridiagonal matrix, `stevd` and `stevx`.
  ///
  /// - Parameter selection: Which of them to compute. Up to a sixth of them, by index, are computed alone;
  ///   any other selection costs as much as all of them.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^3); of p eigenvalues of a tridiagonal matrix by index, O(n p^2).
  public func symmetricEigen(
    _ selection: EigenvalueSelection<Scalar> = .all
  ) throws(LinearAlgebraError) -> SymmetricEigen<Scalar> {
    var result = SymmetricEigen<Scalar>(order: 0)
    (result.values, result.vectors) = try eigenpairs(selection, computingVectors: true)
    result.vectors.fixColumnSigns()
    return result
  }

  /// The eigenvalues of a symmetric matrix, ascending, without vectors. The diagonals above the main one
  /// count as the mirror image of those below it.
  ///
  /// - Parameter selection: Which of them to compute.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n^2 k) for k diagonals below the main one, O(n^2) for one.
  public func symmetricEigenvalues(
    _ selection: EigenvalueSelection<Scalar> = .all
  ) throws(LinearAlgebraError) -> [Scalar] {
    try eigenpairs(selection, computingVectors: false).values
  }

  private func eigenpairs(
    _ selection: EigenvalueSelection<Scalar>, computingVectors: Bool
  ) throws(LinearAlgebraError) -> (values: [Scalar], vectors: Matrix<Scalar>) {
    checkSquare()
    var lower = Matrix(band[above..., ...])
    let n = try lapackInt(rows, "order")
    let indices = selection.indices(order: rows)
    do {
      try lower.checkFinite()
    } catch {
      guard case .nonFinite(let row, let column) = error else { throw error }
      throw .nonFinite(row: row + column, column: column)
    }
    guard !indices.isEmpty else { return ([], .zeros(rows, 0)) }
    // LAPACK scales too, but then bisects to a tolerance that is too coarse.
    let exponent = scalingExponent(lower.maximumMagnitude)
    lower.scale(byPowerOfTwo: -exponent)
    let isFew = indices.count <= rows / 6
    var values = [Scalar](repeating: 0, count: rows)
    let columns = computingVectors ? (isFew ? indices.count : rows) : 0
    var vectors = Matrix<Scalar>.zeros(rows, columns)
    let info =
      isFew
      ? try few(lower, n, indices, &values, &vectors, computingVectors)
      : try all(lower, n, &values, &vectors, computingVectors)
    guard info == 0 else {
      throw .noConvergence(routine: below > 1 ? "sbev" : "stev", info: Int(info))
    }
    let places = isFew ? indices : 0..<rows
    values.removeLast(rows - places.count)
    for index in values.indices { values[index] = scaled(values[index], byPowerOfTwo: exponent) }
    let kept = selection.indices(among: places) { values[$0 - places.lowerBound] }
    let range = kept.lowerBound - places.lowerBound..<kept.upperBound - places.lowerBound
    return (Array(values[range]), computingVectors ? Matrix(vectors[..., range]) : vectors)
  }

  private func all(
    _ lower: Matrix<Scalar>, _ n: Int32, _ values: inout [Scalar], _ vectors: inout Matrix<Scalar>,
    _ computingVectors: Bool
  ) throws(LinearAlgebraError) -> Int32 {
    let order = rows
    let job = option(computingVectors ? "V" : "N")
    let integers = computingVectors ? 5 * order + 3 : 1
    let length =
      computingVectors
      ? (below > 1 ? 1 + 5 * order + 2 * order * order : 1 + 4 * order + order * order) : 2 * order
    let work = try lapackInt(max(1, length), "workspace of the eigenvalues of a band")
    var workspace = Workspace<Scalar>()
    if below > 1 {
      let scratch = unsafe workspace.reserve(scalars: lower.count + Int(work), integers: integers)
      unsafe copy(lower, to: scratch.scalars)
      return BLAS.decomposing(order: n) {
        unsafe lapack_sbevd(
          Scalar.letter, job, option("L"), n, blasInt(below), scratch.scalars, blasInt(lower.rows),
          &values,
          &vectors.storage, n, scratch.scalars + lower.count, work, scratch.integers,
          Int32(integers))
      }
    }
    var next = subdiagonal(lower)
    let scratch = unsafe workspace.reserve(scalars: Int(work), integers: integers)
    values = Array(lower.row(0).elements)
    return BLAS.decomposing(order: n) {
      unsafe lapack_stevd(
        Scalar.letter, job, n, &values, &next, &vectors.storage, n, scratch.scalars, work,
        scratch.integers, Int32(integers))
    }
  }

  private func few(
    _ lower: Matrix<Scalar>, _ n: Int32, _ indices: Range<Int>, _ values: inout [Scalar],
    _ vectors: inout Matrix<Scalar>, _ computingVectors: Bool
  ) throws(LinearAlgebraError) -> Int32 {
    let order = rows
    let (first, last) = (Int32(indices.lowerBound + 1), Int32(indices.upperBound))
    let job = option(computingVectors ? "V" : "N")
    // The tolerance of the most accurate bisection.
    let tolerance = 2 * Double(Scalar.leastNormalMagnitude)
    var workspace = Workspace<Scalar>()
    var count: Int32 = 0
    if below > 1 {
      let q = computingVectors ? order * order : 1
      let scratch = unsafe workspace.reserve(
        scalars: lower.count + q + 7 * order, integers: 6 * order)
      unsafe copy(lower, to: scratch.scalars)
      let rest = unsafe scratch.scalars + lower.count
      return BLAS.decomposing(order: n) {
        unsafe lapack_sbevx(
          Scalar.letter, job, option("I"), option("L"), n, blasInt(below), scratch.scalars,
          blasInt(lower.rows), rest, n, 0, 0, first, last, tolerance, &count, &values,
          &vectors.storage, n,
          rest + q, scratch.integers, scratch.integers + 5 * order)
      }
    }
    var (diagonal, next) = (lower.row(0).elements, subdiagonal(lower))
    let scratch = unsafe workspace.reserve(scalars: 5 * order, integers: 6 * order)
    return BLAS.decomposing(order: n) {
      unsafe lapack_stevx(
        Scalar.letter, job, option("I"), n, &diagonal, &next, 0, 0, first, last, tolerance, &count,
        &values,
        &vectors.storage, n, scratch.scalars, scratch.integers, scratch.integers + 5 * order)
    }
  }

  /// The n entries below the diagonal of a matrix that has none but these, the last of no account.
  private func subdiagonal(_ lower: Matrix<Scalar>) -> [Scalar] {
    below > 0 ? lower.row(1).elements : Array(repeating: 0, count: rows)
  }
}

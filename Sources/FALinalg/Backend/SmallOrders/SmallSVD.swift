/// Computes the singular values of a matrix of small dimensions, and on request its singular
/// vectors: Householder reflections to bidiagonal form, then QR iterations with implicit shifts.
///
/// - Parameters:
///   - a: The m x n matrix with m >= n > 0, one column after the other; its largest entries must be
///     far from the ends of the range. It is destroyed or, with vectors, replaced by
///     `leftColumns` columns of U, for which it needs room.
///   - leftColumns: n for the thin form, m for the full one.
///   - right: Receives V, n x n, one column after the other. Room for it is needed in any case.
///   - scratch: Room for `smallSVDScratch(n)` numbers.
/// - Returns: Whether the iterations converged.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func decomposeSmallSVD<Scalar: BLASScalar>(
  _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Scalar>, leftColumns: Int,
  values: UnsafeMutablePointer<Scalar>, right: UnsafeMutablePointer<Scalar>,
  computingVectors: Bool, scratch: UnsafeMutablePointer<Scalar>
) -> Bool {
  let (offDiagonal, leftScales, rightScales) = unsafe (
    scratch, scratch + n, scratch + 2 &* n
  )
  unsafe reduceToBidiagonal(
    m, n, a, values, offDiagonal, right, leftScales, rightScales)
  if computingVectors {
    unsafe multiplySmallReflections(m, leftColumns, n, a, m, leftScales)
    // The reflections leave the first row alone.
    unsafe right[0] = 1
    for place in 1..<n { unsafe (right[place], right[place &* n]) = (0, 0) }
    if n > 1 {
      unsafe multiplySmallReflections(n &- 1, n &- 1, n &- 1, right + (n &+ 1), n, rightScales)
    }
  }
  let iteration = unsafe SmallBidiagonal(
    order: n, diagonal: values, offDiagonal: offDiagonal,
    left: computingVectors ? a : nil, leftRows: m, right: computingVectors ? right : nil)
  guard unsafe iteration.diagonalize() else { return false }
  unsafe iteration.sort()
  return true
}

/// Whether the loops decompose a matrix of these dimensions.
///
/// Of the time of `gesdd` they took from four to six tenths with singular vectors and from six to
/// nine and a half tenths without, in both precisions.
func isSmallSVD(_ m: Int, _ n: Int) -> Bool {
  min(m, n) <= smallOrder && max(m, n) <= 2 * smallOrder
}

/// How many numbers `decomposeSmallSVD` needs as scratch.
func smallSVDScratch(_ n: Int) -> Int { 3 * n }

/// Reduces a matrix to an upper bidiagonal one.
///
/// The vectors of the reflections from the left replace the columns of `a` below the diagonal; those
/// from the right go to the columns of `right`, from its second diagonal entry on.
@inline(__always)
private func reduceToBidiagonal<Scalar: BLASScalar>(
  _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Scalar>,
  _ diagonal: UnsafeMutablePointer<Scalar>, _ offDiagonal: UnsafeMutablePointer<Scalar>,
  _ right: UnsafeMutablePointer<Scalar>, _ leftScales: UnsafeMutablePointer<Scalar>,
  _ rightScales: UnsafeMutablePointer<Scalar>
) {
  for step in 0..<n {
    let column = unsafe a + step &* (m &+ 1)
    let (below, count) = unsafe (column + 1, m &- step &- 1)
    let tau = unsafe makeReflection(column, count)
    unsafe leftScales[step] = tau
    unsafe diagonal[step] = column[0]
    let (next, rest) = (step &+ 1, n &- step &- 1)
    guard rest > 0 else { break }
    let row = unsafe right + next &* (n &+ 1)
    let target = unsafe column + m
    unsafe reflectColumns(below, count, tau, target, m, rest)
    for place in 0..<rest { unsafe row[place] = target[place &* m] }
    let rowTau = unsafe makeReflection(row, rest &- 1)
    unsafe rightScales[step] = rowTau
    unsafe offDiagonal[step] = row[0]
    guard rowTau != 0 else { continue }
    unsafe row[0] = 1
    unsafe Scalar._reflectRows(row, rest, rowTau, target + 1, m, count)
  }
}

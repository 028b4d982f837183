/// The principal angles between the column spaces of two matrices, in radians, from the smallest
/// to the largest. There are as many as the smaller of the two numerical ranks.
///
/// Small angles are as accurate as large ones: those below 45 degrees come from their sine.
///
/// Source: Å. Björck, G. Golub, "Numerical methods for computing angles between linear subspaces",
/// Math. Comp. 27 (1973).
///
/// - Parameters:
///   - a: n x p.
///   - b: n x q.
/// - Precondition: The row counts are equal.
/// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
/// - Complexity: O(n (p + q)^2).
public func principalAngles<Scalar>(
  _ a: some MatrixProtocol<Scalar>, _ b: some MatrixProtocol<Scalar>
) throws(LinearAlgebraError) -> [Scalar] {
  require(
    a.rows == b.rows,
    "cannot compare columns of length \(a.rows) with columns of length \(b.rows)")
  let (first, second) = (try a.orthonormalBasis(), try b.orthonormalBasis())
  let (larger, smaller) = first.columns >= second.columns ? (first, second) : (second, first)
  let overlap = larger.transposed * smaller
  let cosines = try overlap.singularValues()
  var outside = smaller
  multiply(larger, overlap, into: &outside, alpha: -1, beta: 1)
  let sines = try outside.singularValues()
  return cosines.indices.map { index in
    let (cosine, sine) = (cosines[index], sines[sines.count - 1 - index])
    return cosine * cosine >= 0.5 ? arcSine(min(1, sine)) : arcCosine(min(1, cosine))
  }
}

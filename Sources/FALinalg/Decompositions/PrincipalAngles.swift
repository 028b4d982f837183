#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

extension MatrixProtocol {
  /// An orthonormal basis of the column space: `rows` x the numerical rank.
  ///
  /// - Parameter relativeCutoff: Singular values at or below this fraction of the largest count as
  ///   zero. By default, the larger dimension times the rounding unit.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(m n min(m, n)).
  public func orthonormalBasis(
    relativeCutoff: Scalar? = nil
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    let svd = try self.svd()
    let rank = numericalRank(
      ofSingularValues: svd.singularValues,
      relativeCutoff: relativeCutoff ?? Scalar(max(rows, columns)) * Scalar.ulpOfOne)
    return Matrix(svd.u[..., 0..<rank])
  }

  /// An orthonormal basis of what the columns of another matrix have outside the span of this one,
  /// whose columns are orthonormal.
  ///
  /// Directions in which the other matrix leaves the span by no more than rounding are left out,
  /// so that the two bases side by side are orthonormal to rounding.
  ///
  /// - Precondition: The row counts are equal.
  /// - Throws: `nonFinite`, `noConvergence`, `dimensionTooLarge`.
  /// - Complexity: O(n p (k + p)) for n x k and n x p.
  public func orthonormalExtension(
    by other: some MatrixProtocol<Scalar>
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    precondition(
      rows == other.rows, "no common space for columns of length \(rows) and \(other.rows)")
    var outside = Matrix(other)
    // Each column counts by its own size, not by that of its neighbours.
    for column in 0..<outside.columns {
      let norm = outside.column(column).frobeniusNorm
      if norm > 0 {
        outside.setBlock(
          0..<rows, column..<(column + 1), to: (1 / norm) * outside.column(column))
      }
    }
    func removeSpan() {
      let inside = transposed * outside
      multiply(self, inside, into: &outside, alpha: -1, beta: 1)
    }
    removeSpan()
    removeSpan()
    let svd = try outside.svd()
    let cutoff = Scalar(max(rows, outside.columns)) * Scalar.ulpOfOne
    let kept = svd.singularValues.prefix { $0 > cutoff }.count
    // Dividing by a small singular value has magnified what was left of the span.
    outside = Matrix(svd.u[..., 0..<kept])
    removeSpan()
    return try outside.qr().q
  }
}

/// How many singular values, sorted from the largest, exceed a fraction of the largest.
public func numericalRank<Scalar: BLASScalar>(
  ofSingularValues values: [Scalar], relativeCutoff: Scalar
) -> Int {
  guard let largest = values.first else { return 0 }
  return values.prefix { $0 > relativeCutoff * largest }.count
}

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
  precondition(
    a.rows == b.rows,
    "no angles between subspaces of different spaces: \(a.rows) and \(b.rows) rows")
  let (first, second) = (try a.orthonormalBasis(), try b.orthonormalBasis())
  let (larger, smaller) = first.columns >= second.columns ? (first, second) : (second, first)
  let overlap = larger.transposed * smaller
  let cosines = try overlap.singularValues()
  var outside = smaller
  multiply(larger, overlap, into: &outside, alpha: -1, beta: 1)
  let sines = try outside.singularValues()
  return cosines.indices.map { index in
    let cosine = Double(cosines[index])
    let sine = Double(sines[sines.count - 1 - index])
    return Scalar(cosine * cosine >= 0.5 ? asin(min(1, sine)) : acos(min(1, cosine)))
  }
}

/// How many singular values, sorted from the largest, exceed a fraction of the largest.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
public func numericalRank<Scalar: BLASScalar>(
  ofSingularValues values: [Scalar], relativeCutoff: Scalar
) -> Int {
  var rank = 0
  while rank < values.count, values[rank] > relativeCutoff * values[0] { rank += 1 }
  return rank
}

/// The fraction of the largest below which a computed singular value of an m x n matrix cannot be told
/// from zero: 4 sqrt(max(m, n)) times the rounding unit.
///
/// The article <doc:NumericalRank> has the reasons and the measurements.
public func rankCutoff<Scalar: BLASScalar>(rows: Int, columns: Int) -> Scalar {
  4 * Scalar(max(rows, columns)).squareRoot() * Scalar.ulpOfOne
}

extension MatrixProtocol {
  /// Below this fraction of the largest, a singular value that was computed in double precision cannot
  /// be told from zero: the rounding unit of the entries, or of the decomposition if that is more.
  var entryCutoff: Double { max(Double(Scalar.ulpOfOne), rankCutoff(rows: rows, columns: columns)) }

  /// The singular value decomposition in double precision, of which the rounding of single precision
  /// is no part.
  func svdInDouble() throws(LinearAlgebraError) -> SVD<Double> {
    try Matrix<Double>(converting: self).svd()
  }
}

/// How many singular values, sorted from the largest, exceed a fraction of the largest.
public func numericalRank<Scalar: BLASScalar>(
  ofSingularValues values: [Scalar], relativeCutoff: Scalar
) -> Int {
  guard let largest = values.first else { return 0 }
  return values.prefix { $0 > relativeCutoff * largest }.count
}

extension MatrixProtocol {
  /// The larger dimension times the rounding unit: below that fraction of the largest, a singular
  /// value cannot be told from zero.
  var defaultRelativeCutoff: Scalar { Scalar(max(rows, columns)) * Scalar.ulpOfOne }
}

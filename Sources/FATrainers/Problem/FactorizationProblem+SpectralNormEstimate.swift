import FALinalg

extension FactorizationProblem {
  /// s_1 = ||Y||_2 where it is known, or else an estimate from below, by block power iteration on Y'Y from a fixed random
  /// start.
  ///
  /// Source: N. Halko, P.-G. Martinsson, J. Tropp, "Finding structure with randomness", SIAM
  /// Review 53 (2011), section 4.5. A block of 8 and 8 iterations leave the estimate within a few
  /// per cent of s_1 on a flat spectrum and to many digits on any other; step sizes that use it
  /// keep a fifth in reserve.
  ///
  /// - Complexity: 16 passes over the target with blocks of 8 vectors.
  func spectralNormEstimate() throws(FactorizationError) -> Scalar {
    if let norm = known.spectralNorm ?? products?.spectralNormEstimate { return norm }
    let width = min(8, target.rows, target.columns)
    var right: Matrix<Scalar> = RandomStream(seed: 0, name: "spectral-norm")
      .normal(target.columns, width)
    var left = Matrix<Scalar>.zeros(target.rows, width)
    do {
      var workspace = Workspace<Scalar>()
      var rightBasis = QR<Scalar>(rows: target.columns, columns: width)
      var leftBasis = QR<Scalar>(rows: target.rows, columns: width)
      try rightBasis.factor(right, workspace: &workspace)
      for _ in 0..<8 {
        // Both sides are made orthonormal, so that s_1^2 is never formed and cannot overflow.
        target.multiply(rightBasis.q.view, into: &left)
        try leftBasis.factor(left, workspace: &workspace)
        target.multiplyTransposed(leftBasis.q.view, into: &right)
        try rightBasis.factor(right, workspace: &workspace)
      }
      let norm = try rightBasis.r.singularValues().first ?? 0
      products?.spectralNormEstimate = norm
      return norm
    } catch {
      throw .linearAlgebra(name: "target", error)
    }
  }
}

extension LinearOperator {
  /// What `decompose` makes of this operator, or of a ``ScaledOperator`` if its norm needs one.
  func decomposedInRange(
    by decompose:
      (any LinearOperator<Scalar>) throws(LinearAlgebraError) -> TruncatedSVD<Scalar>
  ) throws(LinearAlgebraError) -> TruncatedSVD<Scalar> {
    guard let target = ScaledOperator(self) else { return try decompose(self) }
    do throws(LinearAlgebraError) {
      return try decompose(target).allowing(normRounding: target.normRounding)
        .scaled(byPowerOfTwo: target.exponent)
    } catch {
      // Either the products are not finite, or the norm is not theirs: without the power it shows.
      guard case .nonFinite = error else { throw error }
      return try decompose(self)
    }
  }
}

extension TruncatedSVD {
  /// The same, if the norm that the error comes from can be too large by `normRounding`.
  ///
  /// With d = 2 ||A|| `normRounding`, the squared error f^2 is above the true one by at most d, and
  /// f - sqrt(f^2 - d) <= min(f, d / f).
  fileprivate func allowing(normRounding: Scalar) -> TruncatedSVD {
    guard normRounding > 0, error > 0 else { return self }
    let norm = euclideanNorm(singularValues + [error])
    var result = self
    result.certificate = OptimumCertificate(
      bound: certificate.bound + min(error, 2 * norm * normRounding / error),
      status: .uncertified(reason: "the norm is a subnormal number, of few digits"))
    return result
  }

  /// The decomposition of 2^e A, if this is that of A.
  ///
  /// Where numbers become subnormal, the error is rounded by up to half of the smallest number, and
  /// so is its bound, which grows by both.
  func scaled(byPowerOfTwo exponent: Int) -> TruncatedSVD {
    func scaled(_ value: Scalar) -> Scalar { FALinalg.scaled(value, byPowerOfTwo: exponent) }
    var result = self
    result.singularValues = singularValues.map(scaled)
    result.error = scaled(error)
    result.residuals = residuals.map(scaled)
    result.certificate = OptimumCertificate(
      bound: scaled(certificate.bound) + .leastNonzeroMagnitude, status: certificate.status)
    return result
  }
}
